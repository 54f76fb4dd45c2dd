"""Four clocks that turn a start and a number into a deadline."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from app.core.errors import InvalidError
from app.sla.calendar import ONE_DAY, SHANGHAI, Calendar, Session

Number: TypeAlias = int | Decimal

SECONDS_PER_HOUR = 3600


class Clock(StrEnum):
    """What a limit counts."""

    NATURAL_HOURS = "NATURAL_HOURS"
    NATURAL_DAYS = "NATURAL_DAYS"
    WORK_HOURS = "WORK_HOURS"
    WORK_DAYS = "WORK_DAYS"

    @property
    def is_working(self) -> bool:
        """Tell whether the clock stands still outside working hours."""
        return self in (Clock.WORK_HOURS, Clock.WORK_DAYS)

    @property
    def is_daily(self) -> bool:
        """Tell whether the clock counts whole days."""
        return self in (Clock.NATURAL_DAYS, Clock.WORK_DAYS)


class BadLimitValueError(InvalidError):
    """时限必须是不小于零的数；按日计算的时限必须是整数。"""


class NaiveTimeError(InvalidError):
    """时间缺少时区。"""


def due_at(
    start: datetime, value: Number, clock: Clock, calendar: Calendar, roll: bool = False
) -> datetime:
    """Return when ``value`` hours or days after ``start`` are over, in UTC.

    Hours are exact. Days start the next day and end at 24:00 (natural) or at the close of
    work (working). With ``roll`` an end on a day off moves to the next worked day, same hour.
    Nothing to count is over at once.
    """
    local = in_shanghai(start)
    if value < 0 or (clock.is_daily and value != int(value)):
        raise BadLimitValueError
    if value == 0:
        return local.astimezone(UTC)
    last_day, end = _COUNT[clock](local, value, calendar)
    if roll:
        end += calendar.workday_from(last_day) - last_day
    return end.astimezone(UTC)


def add_work_days(start: datetime, days: Number, calendar: Calendar) -> datetime:
    """Return the close of the ``days``-th worked day after the start's day, in UTC."""
    return due_at(start, days, Clock.WORK_DAYS, calendar)


def add_work_hours(start: datetime, hours: Number, calendar: Calendar) -> datetime:
    """Return the moment after so many worked hours, in UTC."""
    return due_at(start, hours, Clock.WORK_HOURS, calendar)


def in_shanghai(moment: datetime) -> datetime:
    """Return the same moment on Shanghai's wall; a naive one is refused."""
    if moment.tzinfo is None:
        raise NaiveTimeError
    return moment.astimezone(SHANGHAI)


def work_sessions(start: datetime, calendar: Calendar) -> Iterator[Session]:
    """Yield the worked stretches from ``start`` on, the first one cut to it, without end."""
    day = start.date()
    while True:
        for opens, closes in calendar.sessions(day):
            if closes > start:
                yield max(opens, start), closes
        day += ONE_DAY


def hours_of(value: Number) -> timedelta:
    """Return so many hours, exact to the second."""
    return timedelta(seconds=round(value * SECONDS_PER_HOUR))


def _natural_hours(start: datetime, value: Number, _: Calendar) -> tuple[date, datetime]:
    end = start + hours_of(value)
    return end.date(), end


def _natural_days(start: datetime, value: Number, _: Calendar) -> tuple[date, datetime]:
    day = start.date() + ONE_DAY * int(value)
    return day, datetime.combine(day + ONE_DAY, time(), SHANGHAI)


def _work_hours(start: datetime, value: Number, calendar: Calendar) -> tuple[date, datetime]:
    left = hours_of(value)
    sessions = work_sessions(start, calendar)
    opens, closes = next(sessions)
    while closes - opens < left:
        left -= closes - opens
        opens, closes = next(sessions)
    return opens.date(), opens + left


def _work_days(start: datetime, value: Number, calendar: Calendar) -> tuple[date, datetime]:
    day = calendar.workday_after(start.date(), int(value))
    return day, calendar.closes_at(day)


_COUNT = {
    Clock.NATURAL_HOURS: _natural_hours,
    Clock.NATURAL_DAYS: _natural_days,
    Clock.WORK_HOURS: _work_hours,
    Clock.WORK_DAYS: _work_days,
}
