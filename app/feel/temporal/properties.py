"""What can be asked of a date, a time, a duration or a range: ``.year``, ``.hours`` …"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from app.feel.far import FarDate, FarDateTime
from app.feel.values import Range, YearsMonths

_DATE = ("year", "month", "day", "weekday")
_TIME = ("hour", "minute", "second", "time offset", "timezone")


def property_of(value: Any, name: str) -> Any:
    """Return one property, or None when the value has none of that name."""
    reader = _READERS.get(type(value))
    return reader(value, name) if reader is not None else None


def _date(value: date, name: str) -> Any:
    if name == "weekday":
        return Decimal(value.isoweekday())
    return Decimal(getattr(value, name)) if name in _DATE else None


def _time(value: time | datetime, name: str) -> Any:
    if name == "timezone":
        return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None
    if name == "time offset":
        return value.utcoffset()
    return Decimal(getattr(value, name)) if name in _TIME else None


def _date_time(value: datetime, name: str) -> Any:
    return _date(value, name) if name in _DATE else _time(value, name)


def _far(value: FarDate, name: str) -> Any:
    return Decimal(value.year) if name == "year" else property_of(value.near, name)


def _span(value: timedelta, name: str) -> Any:
    seconds = abs(value) // timedelta(seconds=1)
    rest = abs(value) - timedelta(seconds=seconds)
    parts = {
        "days": Decimal(seconds // 86400),
        "hours": Decimal(seconds // 3600 % 24),
        "minutes": Decimal(seconds // 60 % 60),
        "seconds": Decimal(seconds % 60) + Decimal(rest.microseconds) / 1_000_000,
    }
    found = parts.get(name)
    return found if found is None or value >= timedelta(0) else -found


def _months(value: YearsMonths, name: str) -> Any:
    parts = dict(zip(("years", "months"), divmod(abs(value.months), 12), strict=True))
    if name not in parts:
        return None
    return Decimal(parts[name] if value.months >= 0 else -parts[name])


def _range(value: Range, name: str) -> Any:
    parts = {
        "start": value.start,
        "end": value.end,
        "start included": value.start_included,
        "end included": value.end_included,
    }
    return parts.get(name)


_READERS: dict[type, Any] = {
    date: _date,
    time: _time,
    datetime: _date_time,
    FarDate: _far,
    FarDateTime: _far,
    timedelta: _span,
    YearsMonths: _months,
    Range: _range,
}
