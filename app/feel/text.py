"""Values as text, the way FEEL writes them."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from app.feel.far import FarDate, FarDateTime
from app.feel.limits import text_size
from app.feel.values import Function, Range, YearsMonths


def text_of(value: Any) -> str:
    """Return a value as ``string(value)`` gives it."""
    return value if type(value) is str else source_of(value)


def source_of(value: Any) -> str:
    """Return a value as it stands inside a list or context."""
    return _WRITERS[type(value)](value)


def _number(value: Decimal) -> str:
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _string(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _zone(value: time | datetime) -> str:
    if value.tzinfo is None:
        return ""
    if isinstance(value.tzinfo, ZoneInfo):
        return f"@{value.tzinfo.key}"
    offset = value.utcoffset()
    return "" if offset is None else str(timezone(offset))[3:] or "Z"


def _clock(value: time) -> str:
    fraction = f".{value.microsecond:06}".rstrip("0") if value.microsecond else ""
    return f"{value:%H:%M:%S}{fraction}{_zone(value)}"


def _date_time(value: datetime | FarDateTime) -> str:
    near = value.near if isinstance(value, FarDateTime) else value
    return f"{value.date().isoformat()}T{_clock(near.time())}{_zone(near)}"


def _span(value: timedelta) -> str:
    size = abs(value)
    seconds = size // timedelta(seconds=1)
    fraction = f".{size.microseconds:06}".rstrip("0") if size.microseconds else ""
    days = f"{seconds // 86400}D" if seconds >= 86400 else ""
    hours = f"{seconds // 3600 % 24}H" if seconds // 3600 % 24 else ""
    minutes = f"{seconds // 60 % 60}M" if seconds // 60 % 60 else ""
    rest = f"{seconds % 60}{fraction}S" if seconds % 60 or fraction else ""
    clock = "T" + hours + minutes + rest if hours or minutes or rest else ""
    return ("-" if value < timedelta(0) else "") + "P" + (days + clock or "T0S")


def _months(value: YearsMonths) -> str:
    years, months = divmod(abs(value.months), 12)
    parts = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
    return ("-" if value.months < 0 else "") + "P" + (parts or "0M")


def _list(value: list[Any]) -> str:
    return f"[{_joined(source_of(item) for item in value)}]"


def _context(value: dict[str, Any]) -> str:
    entries = (f"{_key(key)}: {source_of(item)}" for key, item in value.items())
    return "{" + _joined(entries) + "}"


def _joined(pieces: Iterable[str]) -> str:
    """Join while the whole stays within the budget: few values can write a long text."""
    kept, size = [], 0
    for piece in pieces:
        size += len(piece)
        text_size(size)
        kept.append(piece)
    return ", ".join(kept)


def _key(key: str) -> str:
    return key if key.replace(" ", "_").isidentifier() else _string(key)


def _range(value: Range) -> str:
    if value.start is None:
        return f"{'<=' if value.end_included else '<'} {source_of(value.end)}"
    if value.end is None:
        return f"{'>=' if value.start_included else '>'} {source_of(value.start)}"
    opening, closing = "[" if value.start_included else "(", "]" if value.end_included else ")"
    return f"{opening}{source_of(value.start)} .. {source_of(value.end)}{closing}"


_WRITERS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "null",
    bool: lambda value: "true" if value else "false",
    Decimal: _number,
    str: _string,
    date: lambda value: str(value.isoformat()),
    time: _clock,
    datetime: _date_time,
    FarDate: lambda value: str(value.isoformat()),
    FarDateTime: _date_time,
    timedelta: _span,
    YearsMonths: _months,
    list: _list,
    dict: _context,
    Range: _range,
    Function: lambda value: f"function {value.name}",
}
