"""When a message may leave: quiet hours, and the slots of gathered messages."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from app.core.clock import LOCAL
from app.notifications import choices, moments
from app.notifications.models import AT_ONCE, DAILY, HOURLY

NOBODY = UUID(int=0)
NIGHT = {"quiet_from": 22 * 60, "quiet_to": 7 * 60}
LUNCH = {"quiet_from": 12 * 60, "quiet_to": 13 * 60 + 30}
TUESDAY = 1


def wish(**chosen):
    return choices._row(NOBODY, choices.Wanted(mail=(), bot=(), **chosen))


def at(text):
    """Return a moment of July 2026; the 14th is a Tuesday, the 17th a Friday."""
    return datetime.fromisoformat(f"2026-07-{text}").replace(tzinfo=LOCAL)


def is_workday(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("14 21:59:59", "14 21:59:59"),
        ("14 22:00", "15 07:00"),
        ("14 23:59", "15 07:00"),
        ("15 06:59:59", "15 07:00"),
        ("15 07:00", "15 07:00"),
    ],
)
def test_quiet_hours_begin_on_their_minute_and_end_before_it(now, until):
    assert moments.quiet_until(wish(**NIGHT), at(now)) == at(until)


def test_quiet_hours_within_a_day_end_the_same_day():
    assert moments.quiet_until(wish(**LUNCH), at("14 12:00")) == at("14 13:30")


def test_whoever_set_no_quiet_hours_is_never_quiet():
    assert moments.quiet_until(wish(), at("14 03:00")) == at("14 03:00")


def test_a_night_belongs_to_the_day_it_begins_on():
    tuesdays = wish(**NIGHT, quiet_days=(TUESDAY,))

    quiet = [moments.quiet_until(tuesdays, at(text)) != at(text) for text in
             ("14 05:00", "14 22:30", "15 05:00", "15 22:30")]  # fmt: skip

    assert quiet == [False, True, True, False]


def test_what_is_urgent_passes_unless_the_person_said_no():
    asleep, deaf = wish(**NIGHT), wish(**NIGHT, urgent_passes=False)

    leaves = [moments.may_go_at(each, at("14 23:00"), is_workday, is_urgent=True)
              for each in (asleep, deaf)]  # fmt: skip

    assert leaves == [at("14 23:00"), at("15 07:00")]


@pytest.mark.parametrize(
    ("pace", "now", "slot"),
    [
        (HOURLY, "14 09:00", "14 10:00"),
        (HOURLY, "14 09:59:59", "14 10:00"),
        (DAILY, "14 08:29", "14 08:30"),
        (DAILY, "14 08:30", "15 08:30"),
        (DAILY, "17 09:00", "20 08:30"),
    ],
)
def test_gathered_messages_have_their_slots(pace, now, slot):
    assert moments.slot(wish(pace=pace), at(now), is_workday) == at(slot)


def test_a_calendar_without_working_days_still_ends_the_waiting():
    later = moments.slot(wish(pace=DAILY), at("14 09:00"), lambda _day: False)

    assert later == at("15 09:00")


def test_a_slot_within_the_quiet_hours_waits_for_their_end():
    early = wish(**NIGHT, pace=DAILY, daily_at=6 * 60)

    leaves = moments.may_go_at(early, at("14 12:00"), is_workday, is_urgent=False)

    assert leaves == at("15 07:00")


def test_new_tasks_are_looked_for_every_five_minutes_or_in_the_slots():
    soon = [moments.look_for_tasks_at(wish(pace=pace), at("14 09:10"), is_workday)
            for pace in (AT_ONCE, HOURLY)]  # fmt: skip

    assert soon == [at("14 09:10") + timedelta(minutes=5), at("14 10:00")]
