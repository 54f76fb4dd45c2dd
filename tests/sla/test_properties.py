"""What holds for every start, value and clock."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import sla
from app.sla import Clock

EXCEPTIONS = dict.fromkeys(chinese_calendar.holidays, False) | dict.fromkeys(
    chinese_calendar.workdays, True
)
OFFICIAL = sla.Calendar(1, EXCEPTIONS)

moments = st.datetimes(
    datetime(2004, 1, 1),  # noqa: DTZ001
    datetime(2026, 9, 1),  # noqa: DTZ001 sixty working days later the calendar is still known
    timezones=st.just(sla.SHANGHAI),
)
minutes = st.integers(1, 6000)
days = st.integers(1, 60)
clocks = st.sampled_from(Clock)


def hours(count: int) -> Decimal:
    return Decimal(count) / 60


@given(moments, moments, days, clocks, st.booleans())
def test_a_later_start_never_ends_earlier(one, other, value, clock, roll):
    early, late = sorted((one, other))

    ends = [sla.due_at(start, value, clock, OFFICIAL, roll) for start in (early, late)]

    assert ends == sorted(ends)


@given(moments, days, days, clocks)
def test_more_time_never_ends_earlier_and_no_time_ends_before_its_start(start, value, other, clock):
    less, more = sorted((value, other))

    ends = [start, *(sla.due_at(start, count, clock, OFFICIAL) for count in (less, more))]

    assert ends == sorted(ends)


@given(moments, minutes)
def test_working_hours_end_inside_working_hours(start, count):
    ends = sla.add_work_hours(start, hours(count), OFFICIAL).astimezone(sla.SHANGHAI)

    assert any(opens < ends <= closes for opens, closes in OFFICIAL.sessions(ends.date()))


@given(moments, minutes)
def test_the_worked_time_until_the_end_is_the_time_given(start, count):
    ends = sla.add_work_hours(start, hours(count), OFFICIAL)

    assert sla.elapsed(start, ends, Clock.WORK_HOURS, OFFICIAL) == timedelta(minutes=count)


@given(moments, days)
def test_working_days_end_at_the_close_and_count_the_days_the_country_worked(start, count):
    ends = sla.add_work_days(start, count, OFFICIAL).astimezone(sla.SHANGHAI)

    first, last = start.date() + timedelta(days=1), ends.date()
    worked = chinese_calendar.get_workdays(first, last)
    assert (len(worked), worked[-1]) == (count, last)
    assert (ends.hour, ends.minute) == (17, 30)


@pytest.mark.parametrize("year", range(2004, 2027))
def test_every_day_of_the_covered_years_is_as_the_notices_say(year):
    first = date(year, 1, 1)
    whole = [first + timedelta(days=step) for step in range(365)]

    ours = [OFFICIAL.is_workday(day) for day in whole]

    assert ours == [chinese_calendar.is_workday(day) for day in whole]
