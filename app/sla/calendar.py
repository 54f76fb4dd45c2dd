"""Which days and which hours are worked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAY_HOURS = ((time(9), time(12)), (time(13, 30), time(17, 30)))
ONE_DAY = timedelta(days=1)
SATURDAY = 5

Session: TypeAlias = tuple[datetime, datetime]


@dataclass(frozen=True)
class Calendar:
    """A working calendar: weekdays are worked unless ``exceptions`` says otherwise.

    ``exceptions`` maps a day to whether it is worked (a holiday is False, a 调休 Saturday
    True). Days from ``provisional_from`` on await the official notice.
    """

    version: int = 0
    exceptions: Mapping[date, bool] = field(default_factory=dict)
    hours: tuple[tuple[time, time], ...] = WEEKDAY_HOURS
    provisional_from: date | None = None

    def is_workday(self, day: date) -> bool:
        """Tell whether the day is worked."""
        return self.exceptions.get(day, day.weekday() < SATURDAY)

    def is_provisional(self, day: date) -> bool:
        """Tell whether the official notice for the day is still awaited."""
        return self.provisional_from is not None and day >= self.provisional_from

    def workday_from(self, day: date) -> date:
        """Return the day itself if it is worked, else the next worked day."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def workday_after(self, day: date, count: int = 1) -> date:
        """Return the ``count``-th worked day after ``day``, which itself never counts."""
        for _ in range(count):
            day = self.workday_from(day + ONE_DAY)
        return day

    def opens_at(self, day: date) -> datetime:
        """Return when work begins on that day, worked or not."""
        return datetime.combine(day, self.hours[0][0], SHANGHAI)

    def closes_at(self, day: date) -> datetime:
        """Return when work ends on that day, worked or not."""
        return datetime.combine(day, self.hours[-1][1], SHANGHAI)

    def sessions(self, day: date) -> Iterator[Session]:
        """Yield the worked stretches of one day, none on a day off."""
        if self.is_workday(day):
            for start, end in self.hours:
                yield datetime.combine(day, start, SHANGHAI), datetime.combine(day, end, SHANGHAI)

    @property
    def day_length(self) -> timedelta:
        """Return how much is worked on a worked day."""
        day = date(2000, 1, 1)
        spans = (
            datetime.combine(day, end, SHANGHAI) - datetime.combine(day, start, SHANGHAI)
            for start, end in self.hours
        )
        return sum(spans, timedelta())
