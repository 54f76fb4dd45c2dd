"""The instance's lock is the first of every command, and is taken once."""

from uuid import uuid4

import pytest

from app import runtime
from app.cases import Case
from app.core.db import db, transaction
from app.core.errors import NotFoundError
from tests.builders import Statements


@pytest.fixture
def until():
    return "08:15"


def test_what_is_locked_is_held_without_asking_again(player):
    with transaction():
        locked = runtime.lock(player.case_id)
        with Statements() as counted:
            assert runtime.hold(player.case_id) is locked

    assert len(counted) == 0


def test_what_is_not_locked_yet_is_locked_when_held(player):
    with transaction(), Statements() as counted:
        assert runtime.hold(player.case_id).id == player.case_id

    assert len(counted) == 1


def test_a_lock_ends_with_its_transaction(player):
    with transaction():
        runtime.lock(player.case_id)

    with transaction(), Statements() as counted:
        runtime.hold(player.case_id)

    assert len(counted) == 1


def test_a_lock_reads_the_instance_anew(player):
    kept = runtime.instance(player.case_id)
    commands = kept.commands
    db.session.rollback()
    with db.engine.begin() as other:
        other.exec_driver_sql("UPDATE process_instance SET commands = commands + 1")

    with transaction():
        assert runtime.lock(player.case_id).commands == commands + 1


def test_locking_by_task_brings_task_and_case(player):
    wanted = player.task("sign", "qh.water").id

    with transaction():
        task, case = runtime.lock_of_task(wanted, Case)
        with Statements() as counted:
            runtime.hold(task.instance_id)

    assert (task.id, case.id) == (wanted, player.case_id)
    assert len(counted) == 0


def test_there_is_no_lock_of_what_is_not_there(app):
    with pytest.raises(NotFoundError), transaction():
        runtime.lock_of_task(uuid4(), Case)
    with pytest.raises(NotFoundError), transaction():
        runtime.hold(uuid4())
    with transaction():
        assert runtime.try_lock(uuid4()) is None
