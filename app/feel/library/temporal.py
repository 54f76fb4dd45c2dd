"""Built-in functions on dates, times and durations."""

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any

from app.feel.comparison import equal
from app.feel.far import combine, year_month_day
from app.feel.library.registry import builtin
from app.feel.temporal import literals
from app.feel.temporal.instants import whole_months
from app.feel.text import text_of
from app.feel.values import YearsMonths, kind

_WEEKDAYS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MICRO = Decimal(1_000_000)


@builtin("date(from: string|moment)")
def date_from(value: Any) -> Any:
    """Read a date, or take the date of a date and time."""
    if isinstance(value, str):
        return literals.date_of(value)
    return value.date() if kind(value) == "date and time" else value


@builtin("date(year: number, month: number, day: number)")
def date_of_parts(year: Decimal, month: Decimal, day: Decimal) -> date | None:
    """Put a date together."""
    if any(part != part.to_integral_value() for part in (year, month, day)):
        return None
    found: date = year_month_day(int(year), int(month), int(day))
    return found


@builtin("time(from: string|time|moment)")
def time_from(value: Any) -> Any:
    """Read a time, or take the time of a date and time."""
    if isinstance(value, str):
        return literals.time_of(value)
    if kind(value) == "date":
        return time(0, tzinfo=UTC)
    return value.timetz() if kind(value) == "date and time" else value


@builtin("time(hour: number, minute: number, second: number, offset?: days and time duration|null)")
def time_of_parts(
    hour: Decimal, minute: Decimal, second: Decimal, offset: timedelta | None = None
) -> time:
    """Put a time together."""
    micros = int((second - int(second)) * _MICRO)
    return time(int(hour), int(minute), int(second), micros, _zone(offset))


def _zone(offset: timedelta | None) -> tzinfo | None:
    if offset is None:
        return None
    return UTC if offset == timedelta(0) else timezone(offset)


@builtin("date and time(from: string|moment)")
def date_and_time(value: Any) -> Any:
    """Read a date and time; a date alone means its midnight."""
    if kind(value) == "date and time":
        return value
    day = value if kind(value) == "date" else literals.date_of(value)
    if day is not None:
        return combine(day, time(0))
    return literals.date_and_time(value)


@builtin("date and time(date: moment, time: time)")
def date_and_time_of(day: date, clock: time) -> Any:
    """Put a date and a time together."""
    return combine(day, clock)


@builtin("duration(from: string|duration)")
def duration(value: Any) -> Any:
    """Read a duration."""
    return literals.duration(value) if isinstance(value, str) else value


@builtin("years and months duration(from: moment, to: moment)")
def years_and_months(start: date, end: date) -> YearsMonths:
    """Return the whole years and months between two dates."""
    return whole_months(start, end)


@builtin("day of year(date: moment)")
def day_of_year(day: date) -> int:
    """Return 1 for the first of January."""
    return day.timetuple().tm_yday


@builtin("day of week(date: moment)")
def day_of_week(day: date) -> str:
    """Return ``Monday`` to ``Sunday``."""
    return _WEEKDAYS[day.weekday()]


@builtin("month of year(date: moment)")
def month_of_year(day: date) -> str:
    """Return ``January`` to ``December``."""
    return _MONTHS[day.month - 1]


@builtin("week of year(date: moment)")
def week_of_year(day: date) -> int:
    """Return the number of the ISO week."""
    return day.isocalendar().week


@builtin("is(value1?: any, value2?: any)")
def same(left: Any = None, right: Any = None) -> bool:
    """Say whether two values are of one type and the same in it, zone included."""
    if kind(left) != kind(right):
        return False
    if isinstance(left, (time, datetime)):
        return text_of(left) == text_of(right)
    return equal(left, right) is True
