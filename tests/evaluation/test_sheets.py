"""Sheets of a whistle: computed, scored together, seen by those they concern."""

from decimal import Decimal

import pytest

from app import audit, evaluation
from app.core.db import db, transaction
from app.evaluation import SheetsWrongError
from tests.flows.story import DRAIN, TRAFFIC, WATER, at, play, scores

THREE = {WATER, TRAFFIC, DRAIN}


@pytest.fixture
def until():
    return "10:06"


@pytest.fixture
def deputy(player):
    """Whoever scores, and the raw sheets by task."""
    task, actor = player.move("score_department", at("10:30"), WATER)
    views = evaluation.batch(task.id, actor=actor, now=at("10:30"))
    return actor, {view.task.id: view for view in views}


def sheets(player, username):
    db.session.rollback()
    actor = player.actor(username, at("10:30"))
    return {sheet.row.department: sheet for sheet in evaluation.sheets(player.case_id, actor)}


def filled(player, deputy, **wrong):
    actor, views = deputy
    return {
        task_id: player.typed(
            view.fields.values,
            scores("95", "90", "95") | wrong.get(view.task.department.split(".")[1], {}),
            actor, at("10:30"),
        )
        for task_id, view in views.items()
    }  # fmt: skip


def score(raws, actor, key=None):
    with transaction():
        evaluation.score_all(raws, one_time_key=key, actor=actor, now=at("10:30"))


def test_attendance_is_computed_once_a_whistle_is_over(player):
    found = sheets(player, "assessor")

    assert {code: sheet.row.attendance for code, sheet in found.items()} == {
        WATER: 100, TRAFFIC: 70, DRAIN: 50,
    }  # fmt: skip
    assert all(sheet.total is None and not sheet.is_final for sheet in found.values())


@pytest.mark.parametrize("username", ["assessor", "watch", "wx_desk"])
def test_district_and_street_see_all_sheets(player, username):
    assert set(sheets(player, username)) == THREE


def test_a_department_sees_its_own_sheet(player):
    assert set(sheets(player, "drain_head")) == {DRAIN}
    assert set(sheets(player, "water_liaison")) == {WATER}


@pytest.mark.parametrize("username", ["heat_liaison", "operator", "ch_desk"])
def test_a_stranger_sees_none(player, username):
    assert sheets(player, username) == {}


def test_one_page_carries_all_sheets_of_a_whistle(player, deputy):
    _, views = deputy

    assert {view.task.department for view in views.values()} == THREE


def test_all_sheets_are_saved_at_once(player, deputy):
    score(filled(player, deputy), deputy[0])

    totals = {code: sheet.total for code, sheet in sheets(player, "assessor").items()}
    assert set(totals) == THREE
    assert len(set(totals.values())) == 3
    assert {t.element_id for t in player.open_tasks()} == {"answer_score", "call_requester"}


def test_one_wrong_sheet_keeps_all_from_being_saved(player, deputy):
    raws = filled(player, deputy, drain={"responsibility": "60"})

    with pytest.raises(SheetsWrongError) as refused:
        score(raws, deputy[0])

    wrong = [deputy[1][task_id] for task_id in refused.value.sheets]
    assert {sheet.total for sheet in sheets(player, "assessor").values()} == {None}
    assert len(wrong) == 1
    assert {"comment", "evidence"} <= set(*refused.value.sheets.values())


def test_sheets_sent_twice_are_saved_once(player, deputy):
    raws = filled(player, deputy)
    score(raws, deputy[0], key="k")

    score(raws, deputy[0], key="k")

    assert len([t for t in player.open_tasks() if t.element_id == "answer_score"]) == 3


def test_a_final_sheet_says_so_and_is_recorded(player):
    play(player, start="10:30", until="14:30")

    found = sheets(player, "assessor")

    assert all(sheet.is_final for sheet in found.values())
    assert found[DRAIN].row.final_total == found[DRAIN].total == Decimal("67.0")
    assert found[DRAIN].scores["responsibility"] == 70
    final = [e for e in audit.entries(player.case_id) if e.action == "sheet.final"]
    assert {entry.details["department"]: entry.details["total"] for entry in final} == {
        WATER: "95.5", TRAFFIC: "79.3", DRAIN: "67.0",
    }  # fmt: skip


def test_there_is_no_sheet_of_who_was_not_called(player):
    number = next(iter(sheets(player, "assessor").values())).row.whistle_no

    assert evaluation.sheet(number, "qh.heat") is None
    assert evaluation.sheet(number, WATER).row.attendance == 100
