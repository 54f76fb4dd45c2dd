"""One cell of a limit table: how much, on which clock, ending how."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from app.core.errors import InvalidError
from app.sla.calendar import Calendar
from app.sla.clocks import Clock, due_at, hours_of, in_shanghai

CELL = re.compile(r"(\d+) (min|h|d) (NH|ND|WH|WD)(?: (roll|opening))?")
CLOCKS = {
    "NH": Clock.NATURAL_HOURS,
    "ND": Clock.NATURAL_DAYS,
    "WH": Clock.WORK_HOURS,
    "WD": Clock.WORK_DAYS,
}
HOURS_PER_DAY = 24


class BadTermError(InvalidError):
    """时限写法有误：应为数量、单位（min h d）和时钟（NH ND WH WD），例如“3 d WD”。"""


@dataclass(frozen=True)
class Term:
    """A length of time on a clock; days in ``value`` on a daily clock, else minutes.

    ``is_rolling`` moves an end on a day off to the next worked day; ``is_at_opening`` ends
    a working-day term when work begins on its last day, not when it closes.
    """

    value: int
    clock: Clock
    is_rolling: bool = False
    is_at_opening: bool = False

    def ends_at(self, start: datetime, calendar: Calendar) -> datetime:
        """Return when the term that begins at ``start`` is over, in UTC."""
        if self.is_at_opening:
            day = calendar.workday_after(in_shanghai(start).date(), self.value)
            return calendar.opens_at(day).astimezone(UTC)
        return due_at(start, self._amount, self.clock, calendar, roll=self.is_rolling)

    def length(self, calendar: Calendar) -> timedelta:
        """Return the length on the term's own clock: a working day is its working hours."""
        if self.clock is Clock.WORK_DAYS:
            return calendar.day_length * self.value
        return hours_of(self._amount * (HOURS_PER_DAY if self.clock.is_daily else 1))

    @property
    def _amount(self) -> Decimal:
        return Decimal(self.value) if self.clock.is_daily else Decimal(self.value) / 60


def read_term(cell: str) -> Term | None:
    """Read ``"3 d WD"``, ``"24 h NH roll"`` or ``"1 d WD opening"``; ``"–"`` is no limit."""
    if cell.strip() == "–":
        return None
    match = CELL.fullmatch(cell.strip())
    if match is None:
        raise BadTermError
    amount, unit, clock, ending = match.groups()
    if (unit == "d") != CLOCKS[clock].is_daily or (ending == "opening" and clock != "WD"):
        raise BadTermError
    value = int(amount) * (60 if unit == "h" else 1)
    return Term(value, CLOCKS[clock], ending == "roll", ending == "opening")
