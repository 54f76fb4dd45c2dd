"""What the engine may ask: limits, working time, look-ups; every look-up is recorded."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app import policies, sla
from app.runtime import handlers

Pauses = list[dict[str, Any]] | None
"""``from``, ``to`` and ``limits`` of each time in which clocks stood still."""


def pauses_of(kept: Pauses) -> list[sla.Pause]:
    """Return pauses as an instance keeps them, for the sums of ``sla``."""
    return [sla.Pause(each["from"], each["to"], frozenset(each["limits"])) for each in kept or ()]


class LiveHost:
    """Answers from the versions named, and keeps what it looked up in ``lookups``."""

    def __init__(
        self, parameters_version: int, calendar_version: int, pauses: Pauses = None
    ) -> None:
        self.lookups: list[Any] = []
        self.pauses = pauses_of(pauses)
        self.limits = policies.limits(parameters_version)
        self.calendar = policies.calendar(calendar_version)

    def limit(self, key: str, facts: Mapping[str, Any], created_at: datetime) -> datetime | None:
        """Return when the limit ends; None when it does not apply."""
        return sla.limit(self.limits, key, facts, created_at, self.calendar, self.pauses)

    def anchor(self, key: str, facts: Mapping[str, Any], created_at: datetime) -> datetime | None:
        """Return when the limit's clock began."""
        return sla.anchor(self.limits, key, facts, created_at, self.calendar, self.pauses)

    def work_days(self, start: datetime, n: Any) -> datetime:
        """Return the end of the n-th working day after ``start``."""
        return sla.add_work_days(start, int(n), self.calendar)

    def work_hours(self, start: datetime, n: Any) -> datetime:
        """Return the instant ``n`` working hours after ``start``."""
        return sla.add_work_hours(start, n, self.calendar)

    def lookup(self, name: str, args: list[Any]) -> Any:
        """Answer by a registered look-up and keep the answer."""
        value = handlers.look_up(name, args)
        self.lookups.append(value)
        return value


class RecordedHost(LiveHost):
    """Answers look-ups from what a command recorded, in order."""

    def __init__(
        self,
        parameters_version: int,
        calendar_version: int,
        recorded: list[Any],
        pauses: Pauses = None,
    ) -> None:
        super().__init__(parameters_version, calendar_version, pauses)
        self._recorded = iter(recorded)

    def lookup(self, name: str, args: list[Any]) -> Any:
        """Give the recorded answer."""
        return next(self._recorded)
