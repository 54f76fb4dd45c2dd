"""A clock that stood still for a while: deadlines move by what was lost, on their own clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.sla.calendar import Calendar
from app.sla.clocks import Clock, in_shanghai, work_sessions
from app.sla.elapsed import elapsed

NOTHING = timedelta()


@dataclass(frozen=True)
class Pause:
    """When the clocks of some limits stood still, from ``start`` to ``end``."""

    start: datetime
    end: datetime
    limits: frozenset[str] = frozenset()


def postponed(
    due: datetime, since: datetime, pauses: Iterable[Pause], clock: Clock, calendar: Calendar
) -> datetime:
    """Return a deadline later by the pauses that began before it, in UTC.

    Only what lies after ``since``, where the limit began, counts. A pause that begins once the
    deadline has passed changes nothing.
    """
    for pause in sorted(pauses, key=lambda each: each.start):
        begins = max(pause.start, since)
        if begins < min(due, pause.end):
            due = later(due, elapsed(begins, pause.end, clock, calendar), clock, calendar)
    return due.astimezone(UTC)


def later(due: datetime, span: timedelta, clock: Clock, calendar: Calendar) -> datetime:
    """Return the moment when ``span`` more has gone by on the clock, in UTC."""
    if not clock.is_working or span <= NOTHING:
        return (due + span).astimezone(UTC)
    sessions = work_sessions(in_shanghai(due), calendar)
    opens, closes = next(sessions)
    while closes - opens < span:
        span -= closes - opens
        opens, closes = next(sessions)
    return (opens + span).astimezone(UTC)
