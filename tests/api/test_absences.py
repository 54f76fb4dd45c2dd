"""Programs enter absences and hand over work; they are refused what the pages refuse."""

from datetime import timedelta

import pytest

from app import identity
from app.core.db import db
from tests.api.conftest import NOW

DESK = "qh.yp/指挥中心"


@pytest.fixture
def who(app):
    """A function that gives the id of a user name."""

    def who(username):
        with app.app_context():
            found = str(identity.find_user(username).id)
            db.session.rollback()
        return found

    return who


def asked(start, substitutes=None, **more):
    since = NOW + timedelta(days=start)
    span = {"starts_at": since.isoformat(), "ends_at": (since + timedelta(hours=8)).isoformat()}
    return {**span, "kind": "休假", "substitutes": substitutes or {}, **more}


def test_a_person_enters_and_ends_an_absence(program, who):
    mine, other = program("yp_desk"), program("yp_deputy")

    entered = mine.post("/absences", asked(1, {DESK: who("yp_deputy")}))

    assert (entered.status_code, entered.json["person_name"]) == (
        201,
        mine.get("/absences").json[0]["person_name"],
    )
    assert [each["id"] for each in other.get("/absences/standing").json] == [entered.json["id"]]
    ended = mine.post(f"/absences/{entered.json['id']}/end")
    assert (ended.status_code, ended.json["ends_at"]) == (200, ended.json["starts_at"])
    again = mine.post(f"/absences/{entered.json['id']}/end")
    assert (again.status_code, "不用再做" in again.json["detail"]) == (409, True)


def test_wrong_values_are_named_by_field(program, who):
    wrong = program("yp_desk").post("/absences", asked(-1, {DESK: who("ch_desk")}))

    assert wrong.status_code == 422
    assert set(wrong.json["errors"]) == {"starts_at", f"substitute:{DESK}"}


def test_an_overlap_is_a_conflict(program):
    mine = program("yp_secretary")
    assert mine.post("/absences", asked(2)).status_code == 201

    assert mine.post("/absences", asked(2)).status_code == 409


def test_strangers_enter_nothing_for_others_and_know_of_nothing(program, who):
    stranger, mine = program("ch_desk"), program("yp_desk")
    kept = mine.post("/absences", asked(5)).json["id"]

    assert stranger.post("/absences", asked(3, person=who("yp_deputy"))).status_code == 403
    assert stranger.post(f"/absences/{kept}/end").status_code == 404
    assert program("yp_deputy").post(f"/absences/{kept}/end").status_code == 404


def test_a_head_hands_over_and_others_do_not(program, who):
    path = f"/people/{who('yp_desk')}"
    head, stranger = program("yp_secretary"), program("ch_secretary")

    assert [stranger.get(f"{path}/work").status_code,
            stranger.post(f"{path}/handover", {}).status_code] == [403, 403]  # fmt: skip
    work = head.get(f"{path}/work").json
    assert [each["kind"] for each in work] == ["post"]
    report = head.post(f"{path}/handover", {"to": who("yp_deputy"), "shown": []}).json
    assert [each["done"] for each in report["handed"]] == [False]
    assert head.post(f"{path}/handover", {"to": who("ch_desk")}).status_code == 422
    assert head.post(f"{path}/handover", {"shuts_account": True}).status_code == 403
