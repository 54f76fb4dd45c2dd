"""The clock moves in demo mode only, for everybody at once."""

from datetime import UTC, datetime, timedelta

import pytest

from app.core import clock
from app.core.db import db, transaction
from tests.conftest import MORNING

A_LITTLE = timedelta(seconds=30)


@pytest.fixture(autouse=True)
def _as_before(app):
    clock.allow_moving(True)
    yield
    clock.allow_moving(True)


def move(instant):
    with transaction():
        clock.move_to(instant)


def test_the_clock_stands_where_it_was_put(app):
    move(MORNING)

    assert MORNING <= clock.now() < MORNING + A_LITTLE
    assert clock.now().utcoffset() == timedelta(0)


def test_a_moved_clock_goes_on(app):
    move(MORNING)

    assert clock.now() < clock.now()


def test_the_clock_is_put_back(app):
    move(MORNING)
    move(None)

    assert clock.shift() == timedelta(0)
    assert abs(clock.now() - datetime.now(UTC)) < A_LITTLE


def test_there_is_one_shift_for_all(app):
    move(MORNING)
    move(MORNING + timedelta(days=1))

    assert db.session.query(clock.ClockShift).count() == 1


def test_a_pinned_clock_does_not_move(app):
    clock.allow_moving(False)

    with pytest.raises(RuntimeError, match="demo mode only"):
        move(MORNING)


def test_a_shift_left_behind_by_a_demo_counts_for_nothing(app):
    move(MORNING)
    clock.allow_moving(False)

    assert clock.shift() == timedelta(0)
