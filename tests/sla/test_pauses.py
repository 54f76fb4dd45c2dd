"""A deadline moves by what its clock lost while it stood still."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import sla
from app.sla import Clock, Pause
from tests.sla.test_properties import OFFICIAL

START = datetime(2026, 7, 13, 8, 0, tzinfo=sla.SHANGHAI)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
moments = st.datetimes(
    datetime(2026, 1, 5),  # noqa: DTZ001
    datetime(2026, 6, 30),  # noqa: DTZ001
    timezones=st.just(sla.SHANGHAI),
)
spans = st.timedeltas(timedelta(), 40 * DAY)
clocks = st.sampled_from(Clock)


def at(day, hour, minute=0):
    return datetime(2026, 7, day, hour, minute, tzinfo=sla.SHANGHAI)


@given(moments, spans, spans, spans, clocks)
def test_what_was_lost_is_given_back_on_the_same_clock(since, before, term, length, clock):
    start, due = since + before, since + before + term
    pause = Pause(start, start + length)

    moved = sla.postponed(due, since, [pause], clock, OFFICIAL)

    lost = sla.elapsed(start, pause.end, clock, OFFICIAL) if start < due else timedelta()
    assert sla.elapsed(due, moved, clock, OFFICIAL) == lost


@given(moments, spans, spans, spans, clocks)
def test_what_was_left_is_left_again(since, before, term, length, clock):
    start, due = since + before, since + before + term
    end = start + length

    moved = sla.postponed(due, since, [Pause(start, end)], clock, OFFICIAL)

    left = sla.elapsed(start, due, clock, OFFICIAL)
    assert sla.elapsed(end, max(moved, end), clock, OFFICIAL) == left


@given(moments, spans, spans, spans, spans, clocks)
def test_two_pauses_in_a_row_are_one(since, term, first, second, before, clock):
    start = since + before
    middle, due = start + first, start + timedelta(minutes=1) + term
    whole = [Pause(start, middle + second)]
    parts = [Pause(middle, middle + second), Pause(start, middle)]

    moved = [sla.postponed(due, since, each, clock, OFFICIAL) for each in (whole, parts)]

    if sla.elapsed(start, due, clock, OFFICIAL):
        assert moved[0] == moved[1]


@given(moments, spans, spans, clocks)
def test_a_pause_before_the_limit_or_after_the_deadline_changes_nothing(since, term, length, clock):
    due = since + term
    early, late = Pause(since - length, since), Pause(due, due + length)

    assert sla.postponed(due, since, [early, late], clock, OFFICIAL) == due


@pytest.mark.parametrize(
    ("clock", "due", "moved"),
    [
        (Clock.NATURAL_HOURS, at(14, 8), at(16, 10)),
        (Clock.WORK_HOURS, at(14, 10), at(16, 12)),
        (Clock.WORK_DAYS, at(15, 17, 30), at(20, 11)),
    ],
)
def test_two_days_and_two_hours_from_monday_at_ten(clock, due, moved):
    pause = Pause(at(13, 10), at(15, 12))

    assert sla.postponed(due, START, [pause], clock, OFFICIAL) == moved


def test_a_limit_counts_the_pauses_of_its_own_clock():
    rows = {
        "handle": {"anchor": "received_at", "all": "7 d ND"},
        "sign": {"anchor": "received_at", "all": "1 h NH"},
    }
    limits = sla.read_limits([{"chosen_by": "", "fallback": "all", "rows": rows}])
    pauses = [Pause(START + HOUR / 2, START + 2 * DAY, frozenset({"handle"}))]
    facts = {"received_at": START}

    handle, sign = (sla.limit(limits, key, facts, START, OFFICIAL, pauses) for key in rows)

    assert handle == at(21, 0) + 2 * DAY - HOUR / 2
    assert sign == START + HOUR


def test_a_limit_that_begins_with_another_is_paused_with_it():
    rows = {
        "arrive": {"anchor": "created_at", "all": "1 h NH"},
        "late": {"anchor": "arrive", "all": "15 min NH"},
    }
    limits = sla.read_limits([{"chosen_by": "", "fallback": "all", "rows": rows}])
    pauses = [Pause(START, START + HOUR, frozenset({"arrive"}))]

    assert sla.limit(limits, "late", {}, START, OFFICIAL, pauses) == START + 2.25 * HOUR
    assert sla.anchor(limits, "late", {}, START, OFFICIAL, pauses) == START + 2 * HOUR
