"""A case is rebuilt from its commands, to its end or to a moment."""

import pytest
import zstandard
from sqlalchemy import select, update

from app import jobs, runtime
from app.core.db import db, transaction
from app.identity import SYSTEM
from app.runtime import Command, ProcessInstance
from tests.flows.story import at, play


@pytest.fixture
def until():
    return "08:21"


def test_a_running_case_is_rebuilt(player, stored):
    found = runtime.replay(player.case_id)

    assert found.same
    assert found.state == stored()
    assert found.commands == runtime.instance(player.case_id).commands


def test_a_case_is_rebuilt_as_it_stood_at_a_moment(player, stored):
    then, commands = stored(), runtime.instance(player.case_id).commands
    play(player, start="08:22", until="08:42")

    found = runtime.replay(player.case_id, until=at("08:21"))

    assert (found.state, found.commands, found.same) == (then, commands, False)
    assert runtime.replay(player.case_id).same


def test_before_its_start_a_case_is_nothing(player):
    found = runtime.replay(player.case_id, until=at("07:00"))

    assert (found.state, found.commands, found.same) == (b"", 0, False)


def test_rebuilding_changes_nothing(player, stored):
    before = stored()

    runtime.replay(player.case_id, until=at("08:10"))

    assert not db.session.dirty
    assert stored() == before


def test_a_cancelled_case_is_rebuilt(player):
    with transaction():
        runtime.cancel(player.case_id, "重复登记", actor=SYSTEM, now=at("08:22"))

    assert runtime.replay(player.case_id).same


def test_a_case_opened_by_another_is_rebuilt(player):
    jobs.tick(at("08:15", day=15))

    assert runtime.replay(player.linked("升级协调").case_id).same
    assert runtime.replay(player.case_id).same


def test_a_state_edited_by_hand_is_noticed(player):
    chosen = select(ProcessInstance.id)
    assert db.session.scalars(chosen).all() == [player.case_id]
    with transaction():
        emptied = update(ProcessInstance).values(state=zstandard.compress(b"{}"))
        db.session.execute(emptied)

    assert not runtime.replay(player.case_id).same


def test_commands_stand_in_order_with_who_and_when(player):
    rows = db.session.scalars(select(Command).order_by(Command.ordinal)).all()

    assert [row.ordinal for row in rows] == list(range(1, len(rows) + 1))
    assert [row.at for row in rows] == sorted(row.at for row in rows)
    assert (rows[0].kind, rows[0].actor_name) == ("start", "周安然")
    assert {row.kind for row in rows} == {"start", "complete", "deliver"}
