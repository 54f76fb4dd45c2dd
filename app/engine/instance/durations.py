"""ISO 8601 instants, durations and repeating intervals, in the time of Shanghai."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.feel import YearsMonths

SHANGHAI = ZoneInfo("Asia/Shanghai")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MONTHS_A_YEAR = 12
FOREVER = -1

DURATION = re.compile(
    r"P(?=[\dT])(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
REPEATING = re.compile(r"R(\d*)/(?:([^/P][^/]*)/)?(P[^/]+)")


@dataclass(frozen=True)
class Duration:
    """Months, whose length depends on where they start, and an exact rest."""

    months: int
    rest: timedelta

    @property
    def is_positive(self) -> bool:
        """Say whether adding it moves forward."""
        return (self.months, self.rest) > (0, timedelta(0)) and self.rest >= timedelta(0)

    def after(self, start: datetime) -> datetime:
        """Return ``start`` moved on; the day is kept, or is the last of a shorter month."""
        local = start.astimezone(SHANGHAI)
        years, month = divmod(local.month - 1 + self.months, MONTHS_A_YEAR)
        year, month = local.year + years, month + 1
        day = min(local.day, monthrange(year, month)[1])
        return local.replace(year=year, month=month, day=day) + self.rest


@dataclass(frozen=True)
class Cycle:
    """A repeating interval: how often (-1 for ever), from when (None: one interval from now)."""

    times: int
    start: datetime | None
    every: Duration


def to_microseconds(instant: datetime) -> int:
    """Return the instant as a whole number, exact."""
    return (instant - EPOCH) // MICROSECOND


def from_microseconds(number: int) -> datetime:
    """Return the instant in UTC."""
    return EPOCH + number * MICROSECOND


def duration(value: Any) -> Duration:
    """Read a duration from FEEL or ISO text; ValueError for anything else."""
    if isinstance(value, timedelta):
        return Duration(0, value)
    if isinstance(value, YearsMonths):
        return Duration(value.months, timedelta(0))
    matched = DURATION.fullmatch(value) if isinstance(value, str) else None
    if matched is None:
        raise ValueError(f"不是时长：{value!r}")
    years, months, weeks, days, hours, minutes = (int(part or 0) for part in matched.groups()[:-1])
    rest = timedelta(
        weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=float(matched[7] or 0)
    )
    return Duration(years * MONTHS_A_YEAR + months, rest)


def instant(value: Any) -> datetime:
    """Read a moment; one without a zone is in Shanghai, a date is its first moment."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if not isinstance(value, datetime):
        raise ValueError(f"不是日期时间：{value!r}")
    return value.replace(tzinfo=SHANGHAI) if value.tzinfo is None else value


def cycle(value: Any) -> Cycle:
    """Read ``R3/PT1H``, ``R/P7D`` or ``R/2026-07-14T08:00:00/P1D``; ValueError otherwise."""
    matched = REPEATING.fullmatch(value) if isinstance(value, str) else None
    if matched is None:
        raise ValueError(f"不是重复间隔：{value!r}")
    times, start, every = matched.groups()
    interval = duration(every)
    if not interval.is_positive:
        raise ValueError(f"重复间隔必须大于零：{value!r}")
    return Cycle(int(times) if times else FOREVER, instant(start) if start else None, interval)
