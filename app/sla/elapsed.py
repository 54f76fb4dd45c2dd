"""How much time has gone or is left, counted on a limit's own clock."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from app.sla.calendar import ONE_DAY, Calendar
from app.sla.clocks import Clock, in_shanghai


@dataclass(frozen=True)
class Remaining:
    """What is left until a deadline, or by how much it has passed.

    ``amount`` counts on the limit's clock (a working clock stands still at night);
    ``skipped`` are the days off in between; ``is_provisional`` says that the calendar of
    the deadline's day is not official yet.
    """

    amount: timedelta
    is_late: bool
    skipped: tuple[date, ...]
    is_provisional: bool


def elapsed(start: datetime, end: datetime, clock: Clock, calendar: Calendar) -> timedelta:
    """Return the time from ``start`` to ``end`` on the clock; nothing if it lies backwards."""
    if not clock.is_working:
        return max(end - start, timedelta())
    return _worked(in_shanghai(start), in_shanghai(end), calendar)


def lateness(due: datetime, done: datetime, clock: Clock, calendar: Calendar) -> timedelta:
    """Return by how much ``done`` is after ``due``; zero when it is in time.

    A working day counts as its working hours, so a day late on a working clock is 7 h.
    """
    return elapsed(due, done, clock, calendar)


def remaining(now: datetime, due: datetime, clock: Clock, calendar: Calendar) -> Remaining:
    """Return what is left of a deadline, or how late it is."""
    is_late = now > due
    first, last = (due, now) if is_late else (now, due)
    return Remaining(
        amount=elapsed(first, last, clock, calendar),
        is_late=is_late,
        skipped=tuple(skipped_days(first, last, calendar)) if clock.is_working else (),
        is_provisional=calendar.is_provisional(in_shanghai(due).date()),
    )


def skipped_days(start: datetime, end: datetime, calendar: Calendar) -> list[date]:
    """Return the days off that a working clock passes over between two moments."""
    day, last = in_shanghai(start).date(), in_shanghai(end).date()
    days = (day + ONE_DAY * step for step in range((last - day).days + 1))
    return [day for day in days if not calendar.is_workday(day)]


def skipped_sentence(days: list[date] | tuple[date, ...]) -> str:
    """Say which days a limit skips: ``跳过 7月18日、19日``; nothing for none."""
    if not days:
        return ""
    months = groupby(days, key=lambda day: (day.year, day.month))
    return "跳过 " + "、".join(
        f"{month}月" + "、".join(f"{day.day}日" for day in group) for (_, month), group in months
    )


def _worked(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    total, day = timedelta(), start.date()
    while day <= end.date():
        for opens, closes in calendar.sessions(day):
            total += max(min(closes, end) - max(opens, start), timedelta())
        day += ONE_DAY
    return total
