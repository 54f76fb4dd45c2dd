"""``flask runtime replay CASE --at T`` prints a case as it stood."""

import json

import pytest

from app import cases
from app.core.db import db
from app.identity import SYSTEM
from tests.flows.story import at


@pytest.fixture
def until():
    return "08:21"


@pytest.fixture
def replay(app, player):
    """A function that runs the command on the sample case."""
    reference = cases.case(player.case_id, SYSTEM).reference
    db.session.rollback()
    return lambda *more: app.test_cli_runner().invoke(
        args=["runtime", "replay", reference, *more], catch_exceptions=False
    )


def test_what_was_live_then_is_printed_for_a_person(replay):
    said = replay("--at", "2026-07-14T08:04").output

    assert "p_hotline_intake/" in said
    assert "任务" in said
    assert "case_ref = QH-2026-000001" in said


def test_the_same_is_printed_for_a_program(replay):
    early = json.loads(replay("--at", "2026-07-14T07:00", "--json").output)
    later = json.loads(replay("--at", at("08:21").isoformat(), "--json").output)

    assert (early["commands"], early["elements"], early["tasks"]) == (0, [], [])
    assert {task["element"] for task in later["tasks"]} == {"arrive", "sign"}
    assert later["variables"]["case_ref"] == later["case"]


def test_personal_data_is_not_printed(replay):
    said = replay("--at", at("08:21").isoformat(), "--json").output

    assert "138" not in json.dumps(json.loads(said)["variables"])


def test_what_is_no_moment_is_refused(replay):
    assert "不是日期时间" in replay("--at", "gestern").output
    assert replay("--at", "2026-07-14", "--all").exit_code == 2


def test_without_a_moment_it_compares(replay):
    assert "一致" in replay().output
