"""Who may urge a task, and how often."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from app import identity, sla
from app.cases import Case
from app.core.clock import spoken
from app.core.errors import InvalidError
from app.identity import Actor
from app.runtime import TaskGoneError, UserTask
from app.tasks import policy
from app.tasks.errors import (
    AlreadyYoursError,
    NotWaitingForItError,
    UrgedEnoughError,
    UrgedJustNowError,
)
from app.tasks.urging.models import Urge

URGE = "supervision.urge"
LONGEST = 200
EVERY, OPEN, ANY_HOUR = 120, 3, ("紧急", "L1")
"""Minutes between two pushes of one person, how many may lie unanswered, and the classes and
levels whose minutes run day and night, unless said."""
ENOUGH = "“{who}”已于 {when} 催办，共有 {n} 次催办没有答复，请等对方答复后再催。"


def may_urge(task: UserTask, case: Case, tasks: Iterable[UserTask], actor: Actor) -> bool:
    """Tell whether a person waits for an open task: who opened the case, who did an earlier step
    of it, who delegated it, and supervisors; never whom it waits for.
    """
    if not task.is_open or policy.may_do(task, actor):
        return False
    if identity.may(actor, URGE) or policy.is_owner(task, actor):
        return True
    return case.opened_by_id == actor.user_id or any(policy.did(each, actor) for each in tasks)


def require_waiting(task: UserTask, case: Case, tasks: Iterable[UserTask], actor: Actor) -> None:
    """Refuse whoever does not wait for an open task."""
    if not task.is_open:
        raise TaskGoneError(task)
    if policy.may_do(task, actor):
        raise AlreadyYoursError
    if not may_urge(task, case, tasks, actor):
        raise NotWaitingForItError


@dataclass(frozen=True)
class Rules:
    """How often a case's tasks may be urged, as the parameters and the calendar say."""

    minutes: int
    open: int
    calendar: sla.Calendar | None
    """On whose worked hours the rest between two pushes runs; None: day and night."""

    def again(self, last: datetime) -> datetime:
        """Return when somebody who pushed may do so again."""
        if self.calendar is None:
            return last + timedelta(minutes=self.minutes)
        return sla.add_work_hours(last, Decimal(self.minutes) / 60, self.calendar)


def rules_of(case: Case, parameters: Mapping[str, Any], calendar: sla.Calendar) -> Rules:
    """Return how often the tasks of a case may be urged.

    What presses day and night (紧急, level one) is pushed at any hour; of everything else nobody
    is expected to answer outside of working hours.
    """
    said = parameters.get("urging", {})
    always = said.get("any_hour", ANY_HOUR)
    is_always = case.whistle_class in always or case.level in always
    return Rules(
        int(said.get("every", EVERY)), int(said.get("open", OPEN)), None if is_always else calendar
    )


def require_rested(urges: Sequence[Urge], rules: Rules, actor: Actor, now: datetime) -> None:
    """Refuse a push too soon after the person's last, or while several wait for an answer."""
    last = max((each.at for each in urges if each.by_id == actor.user_id), default=None)
    if last is not None and now < rules.again(last):
        again = spoken(rules.again(last))
        worked = "按工作时间 " if rules.calendar else ""
        raise UrgedJustNowError(f"您刚催办过，{worked}{again} 后可再催。")
    waiting = [each for each in urges if not each.is_answered]
    if len(waiting) >= rules.open:
        newest = max(waiting, key=lambda each: each.at)
        when = spoken(newest.at)
        raise UrgedEnoughError(ENOUGH.format(who=newest.by_name, when=when, n=len(waiting)))


def worded(words: str, missing: str) -> str:
    """Return words in one line; InvalidError when there are none or too many."""
    line = " ".join(words.split())
    if not line:
        raise InvalidError(fields={"words": missing})
    if len(line) > LONGEST:
        raise InvalidError(fields={"words": "请控制在 200 字以内。"})
    return line
