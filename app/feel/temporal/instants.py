"""Arithmetic of dates, times and durations; what has no meaning gives None."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.feel.far import CYCLE, CYCLE_MONTHS, FarDate, moved, split
from app.feel.values import YearsMonths

_DAY = timedelta(days=1)
_ANY_DAY = date(2000, 1, 1)


def shift(moment: Any, span: timedelta | YearsMonths) -> Any:
    """Return ``moment`` moved by ``span``."""
    try:
        if type(moment) is time:
            return _shift_time(moment, span)
        if isinstance(moment, FarDate):
            return _shift_far(moment, span)
        if type(span) is YearsMonths:
            return _shift_months(moment, span.months)
        return _shift_days(moment, span)
    except (OverflowError, ValueError):
        return None


def gap(later: Any, earlier: Any) -> Any:
    """Return the days-and-time duration between two moments."""
    if type(later) is date and type(earlier) is date:
        return later - earlier
    if type(later) is time and type(earlier) is time:
        if (later.tzinfo is None) != (earlier.tzinfo is None):
            return None
        return instant(later) - instant(earlier)
    if isinstance(later, FarDate) or isinstance(earlier, FarDate):
        return _far_gap(later, earlier)
    first, second = midnight(earlier), midnight(later)
    if (first.tzinfo is None) != (second.tzinfo is None):
        return None
    return instant(second) - instant(first)


def midnight(moment: Any) -> datetime:
    """Return a date as the UTC midnight it begins with; leave a date and time as it is."""
    if type(moment) is date:
        return datetime.combine(moment, time(0, tzinfo=UTC))
    found: datetime = moment
    return found


def instant(moment: Any) -> Any:
    """Return what orders moments: UTC where there is a zone."""
    if type(moment) is time:
        moment = datetime.combine(_ANY_DAY, moment)
    if type(moment) is datetime and moment.tzinfo is not None:
        return moment.astimezone(UTC)
    return moment


def far_order(left: Any, right: Any) -> int | None:
    """Return -1, 0 or 1 for two moments of which one is far away."""
    (left_cycles, first), (right_cycles, second) = split(left), split(right)
    near = gap(first, second)
    if near is None:
        return None
    distance = left_cycles - right_cycles
    if abs(distance) > 1:
        return 1 if distance > 0 else -1
    total = near + CYCLE * distance
    return int(total > timedelta(0)) - int(total < timedelta(0))


def whole_months(start: Any, end: Any) -> YearsMonths:
    """Return the whole months from ``start`` to ``end``."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return YearsMonths(months)


def _shift_far(moment: FarDate, span: timedelta | YearsMonths) -> Any:
    if isinstance(span, YearsMonths):
        cycles, months = divmod(span.months, CYCLE_MONTHS)
        return moved(moment, cycles, lambda near: _shift_months(near, months))
    cycles, rest = divmod(span, CYCLE)
    return moved(moment, cycles, lambda near: _shift_days(near, rest))


def _far_gap(later: Any, earlier: Any) -> timedelta | None:
    (later_cycles, second), (earlier_cycles, first) = split(later), split(earlier)
    near = gap(second, first)
    try:
        return None if near is None else near + CYCLE * (later_cycles - earlier_cycles)
    except OverflowError:
        return None


def _shift_time(moment: time, span: Any) -> time | None:
    if type(span) is not timedelta:
        return None
    wrapped = timedelta(seconds=span.seconds, microseconds=span.microseconds)
    plain = datetime.combine(_ANY_DAY, moment.replace(tzinfo=None)) + wrapped
    return plain.time().replace(tzinfo=moment.tzinfo)


def _shift_months(moment: Any, months: int) -> Any:
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def _shift_days(moment: Any, span: Any) -> Any:
    if type(moment) is date:
        return (midnight(moment) + span).date()
    if isinstance(moment.tzinfo, ZoneInfo):
        return (moment.astimezone(UTC) + span).astimezone(moment.tzinfo)
    return moment + span
