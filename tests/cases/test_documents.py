"""Files: which kinds, how large, under which name, for whom."""

import hashlib
from io import BytesIO
from uuid import uuid4

import pytest

from app import cases
from app.cases import documents
from app.cases.documents import RefusedFileError
from app.cli.player import picture
from app.core.db import transaction
from app.core.errors import NotFoundError
from tests.flows.story import at

GOOD = {
    "a.jpg": b"\xff\xd8\xff\xe0rest",
    "a.jpeg": b"\xff\xd8\xff\xe0rest",
    "a.PNG": picture(),
    "a.mp4": b"\x00\x00\x00\x18ftypmp42",
    "a.pdf": b"%PDF-1.7",
    "a.docx": b"PK\x03\x04rest",
}


@pytest.fixture
def actor(player):
    return player.actor("operator", at("08:00"))


def upload(name, content, actor):
    with transaction():
        return documents.upload(name, BytesIO(content), actor=actor, now=at("08:00")).id


@pytest.mark.parametrize("name", GOOD)
def test_allowed_kinds_are_kept(actor, name):
    kept = cases.document(upload(name, GOOD[name], actor), actor)

    assert (kept.name, kept.size) == (name, len(GOOD[name]))
    assert kept.sha256 == hashlib.sha256(GOOD[name]).hexdigest()
    assert documents.path(kept).read_bytes() == GOOD[name]


@pytest.mark.parametrize("name", ["a.exe", "a.svg", "a.html", "png", "", "a.png.exe", ".png"])
def test_other_kinds_are_refused(actor, name):
    with pytest.raises(RefusedFileError, match="不是允许的类型"):
        upload(name, picture(), actor)


@pytest.mark.parametrize("name", ["a.jpg", "a.mp4", "a.pdf", "a.docx"])
def test_a_file_that_is_not_what_its_name_says_is_refused(actor, name):
    with pytest.raises(RefusedFileError, match="请检查后重新上传"):
        upload(name, picture(), actor)


@pytest.mark.parametrize("name", ["IMG_1.HEIC", "IMG_1.heif", "IMG_1.jpg"])
def test_a_photo_only_its_phone_can_show_is_refused_with_the_way_out(actor, name):
    with pytest.raises(RefusedFileError, match="兼容性最佳"):
        upload(name, b"\x00\x00\x00\x18ftypheic" + bytes(40), actor)


@pytest.mark.parametrize("content", [b"", b"\x89PN", b"<svg/>"])
def test_a_file_with_hardly_anything_in_it_is_refused(actor, content):
    with pytest.raises(RefusedFileError):
        upload("a.png", content, actor)


def test_a_file_may_be_as_large_as_allowed_and_no_larger(app, actor, tmp_path):
    documents.keep_in(tmp_path / "few", megabytes=1)
    full = picture().ljust(2**20, b"\0")

    assert upload("a.png", full, actor)
    with pytest.raises(RefusedFileError, match="超过 1 MB"):
        upload("a.png", full + b"\0", actor)


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../etc/a.png", "a.png"), ("照片/现场.png", "现场.png"), ("长" * 300 + ".png", None)],
)
def test_a_name_holds_no_folder_and_is_not_too_long(actor, name, kept):
    found = cases.document(upload(name, picture(), actor), actor).name

    assert kept in (None, found)
    assert "/" not in found
    assert len(found) <= 200


def test_a_long_name_keeps_its_ending(actor):
    found = cases.document(upload("长" * 300 + ".png", picture(), actor), actor).name

    assert found.endswith(".png")


def test_the_same_content_lies_once(actor):
    first, second = (cases.document(upload(n, picture(), actor), actor) for n in ("a.png", "b.png"))

    assert first.id != second.id
    assert documents.path(first) == documents.path(second)


def test_a_file_of_no_case_is_its_uploaders_alone(actor, player):
    uploaded = upload("a.png", picture(), actor)

    with pytest.raises(NotFoundError):
        cases.document(uploaded, player.actor("operator2", at("08:00")))


def test_files_are_named_in_the_order_asked_for(actor):
    first, second = upload("a.png", picture(), actor), upload("b.png", picture(), actor)

    assert [d.name for d in documents.named([second, uuid4(), first])] == ["b.png", "a.png"]


def test_a_file_gone_from_the_folder_is_said(actor):
    kept = cases.document(upload("a.png", picture(), actor), actor)
    documents.path(kept).unlink()

    with pytest.raises(NotFoundError, match="联系管理员"):
        documents.path(kept)


def test_a_file_of_a_case_is_for_those_who_see_the_case(player, actor):
    uploaded = upload("a.png", picture(), actor)
    case = player.blow(
        "wx_desk",
        at("08:03"),
        {
            "matter": "SW0101",
            "place_text": "青石桥下",
            "place_key": "望溪-青石-03",
            "facts": "巡查发现青石桥下积水，车辆无法通行。",
        },
    )
    with transaction():
        documents.attach([uploaded], case.id, actor=actor)

    assert cases.document(uploaded, player.actor("wx_desk", at("08:03"))).case_id == case.id
    with pytest.raises(NotFoundError):
        cases.document(uploaded, player.actor("heat_liaison", at("08:03")))


def test_nobody_attaches_the_files_of_others_or_of_other_cases(player, actor):
    uploaded, case_id, other_id = upload("a.png", picture(), actor), uuid4(), uuid4()
    with transaction():
        documents.attach([uploaded], other_id, actor=player.actor("operator2", at("08:00")))
    assert documents.named([uploaded])[0].case_id is None

    for wanted in (case_id, other_id):
        with transaction():
            documents.attach([uploaded], wanted, actor=actor)

    assert documents.named([uploaded])[0].case_id == case_id
