"""Programs read one's notices and choose how one is told; nobody else's can be named."""

import pytest

from app import identity, notifications
from app.core.db import db, transaction
from tests.api.conftest import NOW

ALL = {"mail": ["urge"], "bot": []}


@pytest.fixture
def notice_id(app):
    """A notice to the street's desk."""
    with app.app_context():
        reader = identity.find_user("wx_desk").id
        values = {"task": "签收工单", "case_ref": "QH-1", "words": "请尽快"}
        with transaction():
            told = notifications.tell(
                "urged", groups=[], user_ids=[reader], values=values, case_id=None, now=NOW
            ).id
        db.session.remove()
    return told


def test_notices_are_read_and_stay_read(street, notice_id):
    first = street.get("/notices?unread=true").json["notices"][0]

    assert street.post(f"/notices/{notice_id}/read").status_code == 204

    assert (first["id"], first["kind"]) == (str(notice_id), "urge")
    assert first["text"] == "【催办】签收工单 QH-1：请尽快"
    listed = street.get("/notices").json["notices"]
    assert next(each for each in listed if each["id"] == str(notice_id))["read_at"]


def test_a_strangers_notice_does_not_exist(operator, notice_id):
    assert operator.post(f"/notices/{notice_id}/read").status_code == 404
    assert str(notice_id) not in operator.get("/notices").text


def test_everything_is_read_at_once(street, notice_id):
    street.post("/notices/read")

    assert street.get("/notices").json["unread"] == 0


def test_a_choice_holds_for_oneself_alone(street, operator):
    chosen = street.post("/telling", ALL | {"pace": "hourly"})

    assert (chosen.status_code, chosen.json["pace"]) == (200, "hourly")
    assert street.get("/telling").json["mail"] == ["urge"]
    assert operator.get("/telling").json["pace"] == "at_once"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"pace": "never"}, "pace"),
        ({"silent": ["urge"]}, "silent"),
        ({"quiet_from": 60}, "quiet_to"),
        ({"quiet_from": 60, "quiet_to": 60}, "quiet_to"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused(street, wrong, field):
    refused = street.post("/telling", ALL | wrong)

    assert refused.status_code == 422
    assert field in refused.json["errors"]


def test_what_a_page_refuses_a_program_is_refused_too(street):
    bot = street.post("/telling/bot", {"url": "http://127.0.0.1/x", "format": "json"})
    mail = street.post("/telling/mail", {"address": "kong@qh.example"})
    codes = street.post("/telling/mail/confirm", {"code": "000000"})

    assert (bot.status_code, list(bot.json["errors"])) == (422, ["url"])
    assert (mail.status_code, codes.status_code) == (409, 422)
    assert street.post("/telling/bot/try").status_code == 404
    assert street.post("/telling/bot/remove").status_code == 404


def test_a_bots_address_is_a_key_and_never_shown(app, street):
    with app.app_context():
        actor = identity.actor_of(identity.find_user("wx_desk"), NOW)
        with transaction():
            notifications.set_bot("https://bot.example/hook?key=k", "json", "s", actor=actor)
        db.session.remove()

    shown = street.get("/telling")

    assert [each["address"] for each in shown.json["addresses"]] == ["bot.example"]
    assert "key=k" not in shown.text
    assert street.post("/telling/bot/remove").status_code == 204
