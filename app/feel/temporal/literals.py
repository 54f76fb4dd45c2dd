"""Read dates, times and durations; whatever is no valid one gives None."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from app.feel.far import combine, year_month_day
from app.feel.values import YearsMonths

_DATE = r"(?P<date>-?(?:[1-9]\d{4,8}|\d{4})-\d\d-\d\d)"
_TIME = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?P<fraction>\.\d+)?"
_ZONE = r"(?P<zone>Z|z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z0-9_+\-/]+)?"
_DATE_ONLY = re.compile(_DATE)
_TIME_ONLY = re.compile(_TIME + _ZONE)
_DATE_TIME = re.compile(rf"{_DATE}T{_TIME}{_ZONE}")
_DAYS_TIME = re.compile(
    r"(?P<sign>-?)P(?:(?P<days>\d{1,18})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,18})H)?(?:(?P<minutes>\d{1,18})M)?(?:(?P<seconds>\d{1,18}(?:\.\d*)?)S)?)?"
)
_YEARS_MONTHS = re.compile(r"(?P<sign>-?)P(?:(?P<years>\d{1,18})Y)?(?:(?P<months>\d{1,18})M)?")
_MAX_OFFSET = timedelta(hours=18)
_MAX_MONTHS = 10**12


def at_literal(text: str) -> Any:
    """Return what ``@"text"`` stands for."""
    for read in (duration, date_and_time, date_of, time_of):
        value = read(text)
        if value is not None:
            return value
    return None


def date_of(text: str) -> date | None:
    """Read ``2026-07-14``."""
    if not _DATE_ONLY.fullmatch(text):
        return None
    try:
        year, month, day = text.rsplit("-", 2)
        found: date = year_month_day(int(year), int(month), int(day))
    except ValueError:
        return None
    return found


def time_of(text: str) -> time | None:
    """Read ``08:15:00`` with an offset, a zone or neither."""
    found = _TIME_ONLY.fullmatch(text)
    return _time(found) if found else None


def date_and_time(text: str) -> datetime | None:
    """Read ``2026-07-14T08:15:00`` with an offset, a zone or neither."""
    found = _DATE_TIME.fullmatch(text)
    if not found:
        return None
    day = date_of(found["date"])
    if found["hour"] == "24" and day is not None:
        return _end_of(day, found)
    clock = _time(found)
    if day is None or clock is None:
        return None
    moment: datetime = combine(day, clock)
    return moment


def duration(text: str) -> timedelta | YearsMonths | None:
    """Read ``P1DT4H`` or ``P1Y2M``."""
    if found := _YEARS_MONTHS.fullmatch(text):
        if found["years"] or found["months"]:
            months = int(found["years"] or 0) * 12 + int(found["months"] or 0)
            return YearsMonths(-months if found["sign"] else months) if _fits(months) else None
        return None
    found = _DAYS_TIME.fullmatch(text)
    if not found or text.endswith(("P", "T")):
        return None
    return _days_time(found)


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def zone(text: str) -> tzinfo | None:
    """Return the zone written as ``Z``, ``+08:00`` or ``@Asia/Shanghai``."""
    if text.upper() == "Z":
        return UTC
    if text.startswith("@"):
        return ZoneInfo(text[1:]) if text[1:] in _zones() else None
    hours, minutes, *seconds = (int(part) for part in text[1:].split(":"))
    if minutes > 59 or any(second > 59 for second in seconds):
        return None
    offset = timedelta(hours=hours, minutes=minutes, seconds=sum(seconds))
    return timezone(-offset if text[0] == "-" else offset) if offset <= _MAX_OFFSET else None


def _fits(months: int) -> bool:
    return months <= _MAX_MONTHS


def _time(found: re.Match[str]) -> time | None:
    tz = zone(found["zone"]) if found["zone"] else None
    if found["zone"] and tz is None:
        return None
    micros = int(((found["fraction"] or ".0")[1:] + "000000")[:6])
    try:
        return time(int(found["hour"]), int(found["minute"]), int(found["second"]), micros, tz)
    except ValueError:
        return None


def _end_of(day: date, found: re.Match[str]) -> datetime | None:
    if found["minute"] != "00" or found["second"] != "00" or type(day) is not date:
        return None
    tz = zone(found["zone"]) if found["zone"] else None
    return datetime.combine(day + timedelta(days=1), time(0, tzinfo=tz))


def _days_time(found: re.Match[str]) -> timedelta | None:
    seconds, _, fraction = (found["seconds"] or "0").partition(".")
    try:
        span = timedelta(
            days=int(found["days"] or 0),
            hours=int(found["hours"] or 0),
            minutes=int(found["minutes"] or 0),
            seconds=int(seconds),
            microseconds=int((fraction + "000000")[:6]),
        )
    except (OverflowError, ValueError):
        return None
    return -span if found["sign"] else span
