"""When a message may leave: quiet hours and the pace of gathered messages. Pure."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from app.core.clock import LOCAL
from app.notifications.models import AT_ONCE, HOURLY, Preference

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OFTEN = timedelta(minutes=5)
"""How often new tasks are looked for when messages go at once."""
FARTHEST = 60
"""Days within which a working day must come."""


def quiet_until(wish: Preference, now: datetime) -> datetime:
    """Return when the quiet hours that ``now`` lies in end; ``now`` itself outside of them.

    Quiet hours belong to the day they begin on and end before the given minute.
    """
    moment = now
    for _ in range(8):
        end = _end_of_quiet(wish, moment)
        if end is None:
            return moment
        moment = end
    return moment


def may_go_at(
    wish: Preference, now: datetime, is_workday: Callable[[date], bool], *, is_urgent: bool
) -> datetime:
    """Return when something told ``now`` may leave."""
    if is_urgent and wish.urgent_passes:
        return now
    return quiet_until(wish, now if wish.pace == AT_ONCE else slot(wish, now, is_workday))


def slot(wish: Preference, after: datetime, is_workday: Callable[[date], bool]) -> datetime:
    """Return when the next gathered message is due, later than ``after``."""
    local = after.astimezone(LOCAL)
    if wish.pace == HOURLY:
        return local.replace(minute=0, second=0, microsecond=0) + HOUR
    days = (local.date() + n * DAY for n in range(FARTHEST))
    moments = (_at(day, wish.daily_at) for day in days if is_workday(day))
    return next((each for each in moments if each > after), after + DAY)


def look_for_tasks_at(
    wish: Preference, now: datetime, is_workday: Callable[[date], bool]
) -> datetime:
    """Return when new tasks are to be looked for again."""
    soon = now + OFTEN if wish.pace == AT_ONCE else slot(wish, now, is_workday)
    return quiet_until(wish, soon)


def _end_of_quiet(wish: Preference, now: datetime) -> datetime | None:
    if wish.quiet_from is None or wish.quiet_to is None:
        return None
    today = now.astimezone(LOCAL).date()
    length = (0 if wish.quiet_from < wish.quiet_to else 1) * DAY
    for day in (today - DAY, today):
        start, end = _at(day, wish.quiet_from), _at(day + length, wish.quiet_to)
        if day.weekday() in wish.quiet_days and start <= now < end:
            return end
    return None


def _at(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time(minutes // 60, minutes % 60), LOCAL)
