"""Time gone and time left."""

from datetime import date, timedelta

from app import sla
from app.sla import Clock
from tests.sla.conftest import at


def test_lateness_is_counted_on_the_clock_of_the_limit(calendar):
    due, arrived = at("2026-03-06 17:30"), at("2026-03-09 11:30")

    late = sla.lateness(due, arrived, Clock.WORK_DAYS, calendar)

    assert late == timedelta(minutes=150)
    assert sla.lateness(due, arrived, Clock.NATURAL_HOURS, calendar) == timedelta(hours=66)


def test_nobody_in_time_is_late(calendar):
    due = at("2026-07-14 08:45")

    assert sla.lateness(due, due, Clock.NATURAL_HOURS, calendar) == timedelta()
    assert sla.lateness(due, at("2026-07-14 08:30"), Clock.WORK_HOURS, calendar) == timedelta()


def test_what_is_left_names_the_days_it_skips(calendar):
    now, due = at("2026-07-17 16:30"), at("2026-07-20 17:30")

    left = sla.remaining(now, due, Clock.WORK_DAYS, calendar)

    assert (left.amount, left.is_late) == (timedelta(hours=8), False)
    assert sla.skipped_sentence(left.skipped) == "跳过 7月18日、19日"


def test_a_natural_clock_skips_nothing(calendar):
    left = sla.remaining(
        at("2026-07-17 16:30"), at("2026-07-20 17:30"), Clock.NATURAL_DAYS, calendar
    )

    assert (left.amount, left.skipped) == (timedelta(days=3, hours=1), ())
    assert sla.skipped_sentence(left.skipped) == ""


def test_past_the_deadline_the_rest_becomes_lateness(calendar):
    left = sla.remaining(
        at("2026-07-14 09:12"), at("2026-07-14 08:45"), Clock.NATURAL_HOURS, calendar
    )

    assert (left.amount, left.is_late) == (timedelta(minutes=27), True)


def test_a_deadline_in_a_provisional_year_says_so(calendar):
    now = at("2026-12-30 10:00")

    official = sla.remaining(now, at("2026-12-31 17:30"), Clock.WORK_DAYS, calendar)
    provisional = sla.remaining(now, at("2027-01-04 17:30"), Clock.WORK_DAYS, calendar)

    assert (official.is_provisional, provisional.is_provisional) == (False, True)


def test_skipped_days_of_two_months_are_grouped():
    days = [date(2026, 10, 31), date(2026, 11, 1)]

    assert sla.skipped_sentence(days) == "跳过 10月31日、11月1日"
