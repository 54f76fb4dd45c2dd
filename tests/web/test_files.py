"""Files added to a case outside its forms, and their versions."""

from io import BytesIO

import pytest

from app import cases, runtime
from app.cases import Document
from app.core.db import db, transaction
from app.identity import SYSTEM

PDF = b"%PDF-1.7 "


@pytest.fixture
def until():
    return "09:04"


@pytest.fixture
def place(player):
    return f"/cases/{player.case_id}/documents"


def add(browser, place, body=b"one", status=200, name="勘查记录.pdf", **more):
    sent = {"file": (BytesIO(PDF + body), name), **more}
    return browser.post(place, sent, status)


def newest():
    db.session.rollback()
    return (
        db.session.query(Document)
        .filter(Document.note.is_not(None))
        .order_by(Document.number.desc())
        .first()
    )


def test_an_added_file_stands_on_the_case_page(page, place, player):
    found = add(page.log_in("wx_desk"), place, note="现场勘查")

    case = page.log_in("water_liaison").get(f"/cases/{player.case_id}")
    assert "勘查记录.pdf" in found.text
    assert "望溪街道加附件：勘查记录.pdf现场勘查 · 孔一诺" in case.text


def test_the_facts_of_a_case_show_each_file_once(page, place, player):
    desk = page.log_in("wx_desk")
    add(desk, place)
    add(desk, place, b"two", of=str(newest().id))

    (listed,) = desk.get(f"/cases/{player.case_id}").find(".//ul[@class='files']")

    assert "".join(listed.itertext()).count("勘查记录.pdf") == 1


def test_a_new_version_keeps_the_older_ones(page, place):
    desk = page.log_in("wx_desk")
    add(desk, place)
    first = newest()

    found = add(desk, place, b"two", of=str(first.id))
    again = add(page.log_in("water_liaison"), place, b"three", of=str(first.id))

    assert "第 2 版" in found.text
    assert "3 个版本" in again.text
    assert desk.get(f"/documents/{first.id}").response.data == PDF + b"one"
    assert desk.get(f"/documents/{newest().id}").response.data == PDF + b"three"


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({"name": "病毒.exe"}, "file", "“病毒.exe”不是允许的类型"),
        ({"note": "长" * 201}, "note", "说明请控制在 200 字以内。"),
        ({"note": "电话 13912345678"}, "note", "说明里不能写电话、证件号等个人信息。"),
        ({"file": None}, "file", "请选择文件。"),
    ],
)
def test_what_cannot_be_added_is_said_at_its_field(page, place, sent, field, sentence):
    desk = page.log_in("wx_desk")

    found = (
        desk.post(place, {"note": ""}, 422)
        if "file" in sent
        else add(desk, place, status=422, **sent)
    )

    assert found.errors()[field].startswith(sentence)


def test_the_same_content_is_no_new_version(page, place):
    desk = page.log_in("wx_desk")
    add(desk, place)

    found = add(desk, place, of=str(newest().id), status=422)

    assert found.errors()["file"] == "这个文件与现有版本的内容完全相同。"


def test_outsiders_add_nothing_and_a_closed_case_takes_nothing(page, place, player):
    add(page.log_in("housing_liaison"), place, status=404)
    with transaction():
        runtime.cancel(player.case_id, "重复登记", actor=SYSTEM, now=player_now(player))
    desk = page.log_in("wx_desk")

    add(desk, place, status=409)

    assert "案件已办结，附件只能查看。" in desk.get(place).text
    assert newest() is None


def player_now(player):
    return cases.case(player.case_id, SYSTEM).opened_at


def test_a_version_belongs_to_its_own_case(page, place):
    add(page.log_in("wx_desk"), place, of="018f0000-0000-7000-8000-000000000000", status=404)
