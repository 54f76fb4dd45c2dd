"""The four clocks."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app import sla
from app.sla.clocks import BadLimitValueError, Clock, NaiveTimeError
from tests.sla.conftest import at, wall

NH, ND, WH, WD = Clock.NATURAL_HOURS, Clock.NATURAL_DAYS, Clock.WORK_HOURS, Clock.WORK_DAYS


@pytest.mark.parametrize(
    ("start", "value", "clock", "due"),
    [
        ("2026-07-14 08:15", Decimal("0.5"), NH, "2026-07-14 08:45"),
        ("2026-07-14 23:50", 24, NH, "2026-07-15 23:50"),
        ("2026-07-14 08:15", 7, ND, "2026-07-22 00:00"),
        ("2026-07-14 08:15", 1, WD, "2026-07-15 17:30"),
        ("2026-07-17 16:00", 3, WD, "2026-07-22 17:30"),
        ("2026-09-30 09:00", 1, WD, "2026-10-08 17:30"),
        ("2026-10-09 09:00", 1, WD, "2026-10-10 17:30"),
        ("2026-07-18 10:00", 1, WD, "2026-07-20 17:30"),
        ("2026-03-03 11:30", 1, WH, "2026-03-03 14:00"),
        ("2026-07-14 11:00", 1, WH, "2026-07-14 12:00"),
        ("2026-07-14 12:30", 1, WH, "2026-07-14 14:30"),
        ("2026-07-17 17:00", 1, WH, "2026-07-20 09:30"),
        ("2026-07-17 17:30", Decimal("0.5"), WH, "2026-07-20 09:30"),
        ("2026-07-14 09:00", 7, WH, "2026-07-14 17:30"),
        ("2026-07-18 10:00", 0, WH, "2026-07-18 10:00"),
    ],
)
def test_a_limit_ends_when_its_clock_has_run(calendar, start, value, clock, due):
    ends = sla.due_at(at(start), value, clock, calendar)

    assert wall(ends) == due
    assert ends.tzinfo is UTC


@pytest.mark.parametrize(
    ("start", "value", "clock", "due"),
    [
        ("2026-07-17 10:20", 24, NH, "2026-07-20 10:20"),
        ("2026-07-16 10:20", 24, NH, "2026-07-17 10:20"),
        ("2026-09-30 10:20", 24, NH, "2026-10-08 10:20"),
        ("2026-07-11 10:20", 7, ND, "2026-07-21 00:00"),
    ],
)
def test_a_rolling_end_on_a_day_off_moves_to_the_next_working_day(
    calendar, start, value, clock, due
):
    ends = sla.due_at(at(start), value, clock, calendar, roll=True)

    assert wall(ends) == due


def test_work_days_and_hours_have_short_names(calendar):
    start = at("2026-07-14 11:30")

    assert wall(sla.add_work_days(start, 2, calendar)) == "2026-07-16 17:30"
    assert wall(sla.add_work_hours(start, 1, calendar)) == "2026-07-14 14:00"


@pytest.mark.parametrize(("value", "clock"), [(-1, NH), (-1, WD), (Decimal("1.5"), ND)])
def test_a_value_that_cannot_be_counted_is_refused(calendar, value, clock):
    with pytest.raises(BadLimitValueError):
        sla.due_at(at("2026-07-14 08:15"), value, clock, calendar)


def test_a_moment_without_zone_is_refused(calendar):
    with pytest.raises(NaiveTimeError):
        sla.due_at(datetime(2026, 7, 14), 1, NH, calendar)  # noqa: DTZ001
