"""A draft by program: kept, shown, put away, and nobody else's."""

import pytest

from tests.api.test_story import task_of

WORDS = {"note": "路上有树", "people": [{"name": "赵明"}]}


@pytest.fixture
def path(street, reference):
    return f"/tasks/{task_of(street, reference)['id']}/draft"


def keep(program, path, **asked):
    return program.call("PUT", path, json={"values": WORDS, **asked})


def test_a_draft_is_kept_shown_and_put_away(street, path):
    assert street.get(path).status_code == 404

    kept = keep(street, path, device="平板")
    shown = street.get(path)

    assert kept.json["revision"] == 1
    assert (shown.json["values"], shown.json["device"]) == (WORDS, "平板")
    assert street.call("DELETE", path).status_code == 204
    assert street.get(path).status_code == 404


def test_a_draft_of_elsewhere_is_not_overwritten(street, path):
    keep(street, path)

    refused = keep(street, path, values={"note": "另一处"})

    assert refused.status_code == 409
    assert "请选择保留哪一份" in refused.json["detail"]
    assert keep(street, path, values={"note": "另一处"}, revision=1).json["revision"] == 2


def test_a_colleague_reads_a_draft_of_their_own_only(street, program, path):
    keep(street, path)

    assert program("wx_desk2").get(path).status_code == 404


def test_an_outsider_neither_reads_nor_writes(street, program, path):
    keep(street, path)
    outsider = program("ch_desk")

    assert outsider.get(path).status_code == 404
    assert keep(outsider, path).status_code == 404


def test_what_is_no_form_is_refused(street, path):
    assert street.call("PUT", path, json={"values": "x"}).status_code == 422
    assert keep(street, path, revision=-1).status_code == 422
