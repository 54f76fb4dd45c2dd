"""Dates outside the years 1 to 9999, which the standard library can't hold.

The calendar repeats every 400 years, so such a date is kept as a ``near`` one of the years
2000 to 2399 and the number of cycles it lies away.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta
from time import struct_time
from typing import Any

_YEARS = 400
_BASE = 2000
CYCLE = timedelta(days=146_097)
CYCLE_MONTHS = _YEARS * 12
_FURTHEST = 999_999_999


@dataclass(frozen=True, slots=True)
class FarDate:
    """A date far away."""

    cycles: int
    near: Any

    @property
    def year(self) -> int:
        """The year, which may be negative."""
        return int(self.near.year) + self.cycles * _YEARS

    @property
    def month(self) -> int:
        """The month."""
        return int(self.near.month)

    @property
    def day(self) -> int:
        """The day of the month."""
        return int(self.near.day)

    def weekday(self) -> int:
        """Return 0 for Monday."""
        return int(self.near.weekday())

    def timetuple(self) -> struct_time:
        """Return the parts of the near date, its day of the year among them."""
        found: struct_time = self.near.timetuple()
        return found

    def isocalendar(self) -> Any:
        """Return the week of the near date."""
        return self.near.isocalendar()

    def isoformat(self) -> str:
        """Return the date as text."""
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04}{self.near.isoformat()[4:10]}"


class FarDateTime(FarDate):
    """A date and time far away."""

    __slots__ = ()

    def date(self) -> Any:
        """Return the date alone."""
        return settled(self.cycles, self.near.date())

    def timetz(self) -> time:
        """Return the time alone."""
        found: time = self.near.timetz()
        return found


def year_month_day(year: int, month: int, day: int) -> Any:
    """Return a date near or far; raise ``ValueError`` for one that does not exist."""
    if year == 0 or abs(year) > _FURTHEST:
        raise ValueError(year)
    cycles, rest = divmod(year - _BASE, _YEARS)
    return settled(cycles, date(_BASE + rest, month, day))


def combine(day: Any, clock: time) -> Any:
    """Return a date and time near or far."""
    cycles, near = split(day)
    return settled(cycles, datetime.combine(near, clock))


def split(moment: Any) -> tuple[int, Any]:
    """Return the cycles and the near date of any date."""
    if isinstance(moment, FarDate):
        return moment.cycles, moment.near
    cycles, rest = divmod(moment.year - _BASE, _YEARS)
    return cycles, moment.replace(year=_BASE + rest)


def settled(cycles: int, near: Any) -> Any:
    """Return the date that lies so many cycles from ``near``: plain where Python can hold it."""
    year = near.year + cycles * _YEARS
    if MINYEAR <= year <= MAXYEAR:
        return near.replace(year=year)
    more, rest = divmod(near.year - _BASE, _YEARS)
    kind = FarDateTime if type(near) is datetime else FarDate
    return kind(cycles + more, near.replace(year=_BASE + rest))


def moved(moment: FarDate, cycles: int, move: Callable[[Any], Any]) -> Any:
    """Return the date ``move`` makes of the near one, and so many cycles on."""
    near = move(moment.near)
    return None if near is None else settled(moment.cycles + cycles, near)
