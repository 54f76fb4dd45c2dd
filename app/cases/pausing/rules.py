"""What the parameters allow of pauses: pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from app import sla
from app.core.errors import ConflictError, InvalidError

ONE_DAY = timedelta(days=1)


class NoPauseError(ConflictError):
    """本案适用的规则不允许暂停计时。"""


@dataclass(frozen=True)
class Reason:
    """Why clocks may stand still: at most how long, how often in a case, and with what proof."""

    name: str
    work_days: int
    times: int
    needs_proof: bool


@dataclass(frozen=True)
class Rules:
    """Which clocks may stand still, in which cases and why."""

    reasons: Sequence[Reason]
    limits: Sequence[str]
    dates: Mapping[str, str]
    levels: Sequence[str]
    classes: Sequence[str]

    def counts(self, named: str | None) -> bool:
        """Tell whether a due date is of those that may stand still."""
        return named is not None and (named in self.limits or named in self.dates)

    def allow(self, level: str | None, whistle_class: str | None) -> bool:
        """Tell whether time may be stopped in a case at all."""
        try:
            self.require_for(level, whistle_class)
        except NoPauseError:
            return False
        return True

    def require_for(self, level: str | None, whistle_class: str | None) -> None:
        """Refuse cases in which time is never stopped."""
        if not self.reasons:
            raise NoPauseError
        if level is not None and level not in self.levels:
            raise NoPauseError("一级、二级工单不能暂停计时。")
        if whistle_class is not None and whistle_class not in self.classes:
            raise NoPauseError("紧急哨办理中不能暂停计时。")


def read(parameters: Mapping[str, Any]) -> Rules:
    """Read the rules from a version of the parameters; without a word on pauses, none is."""
    said = parameters.get("pause", {})
    reasons = [Reason(**each) for each in said.get("reasons", ())]
    limits, dates = said.get("limits", ()), said.get("dates", {})
    return Rules(reasons, limits, dates, said.get("levels", ()), said.get("classes", ()))


def last_day(reason: Reason, now: datetime, calendar: sla.Calendar) -> date:
    """Return the last day a pause of this reason may reach."""
    return calendar.workday_after(now.astimezone(sla.SHANGHAI).date(), reason.work_days)


def end_of(day: date) -> datetime:
    """Return the moment at which a day is over."""
    return datetime.combine(day + ONE_DAY, time(), sla.SHANGHAI)


def until(asked: str, reason: Reason, now: datetime, calendar: sla.Calendar) -> datetime:
    """Return when a pause asked for ends; InvalidError says which days are possible."""
    last, today = last_day(reason, now, calendar), now.astimezone(sla.SHANGHAI).date()
    try:
        day = date.fromisoformat(asked.strip())
    except ValueError:
        raise _refused("请选择暂停到哪一天。") from None
    if day < today:
        raise _refused("暂停的最后一天不能早于今天。")
    if day > last:
        raise _refused(f"“{reason.name}”最多暂停到“{last:%Y-%m-%d}”。")
    return end_of(day)


def _refused(sentence: str) -> InvalidError:
    return InvalidError(fields={"until": sentence})
