"""Who hears that a case went back: who has it again, and whose task that took away."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from app.core.db import db
from app.engine import Past
from app.identity import Actor
from app.runtime import UserTask
from app.tasks.telling.people import audience, tell


def tell_returned(task: UserTask, past: Past, reason: str, *, actor: Actor, now: datetime) -> None:
    """Tell whoever has the earlier task of a case again."""
    again = UserTask.opened_at == now, UserTask.ended_at.is_(None)
    same = UserTask.process_key == past.process_key, UserTask.element_id == past.element_id
    _tell("task_returned", task, [*again, *same], reason, actor, now)


def tell_called_back(task: UserTask, reason: str, *, actor: Actor, now: datetime) -> None:
    """Tell those whose tasks are gone because the step before was taken back."""
    gone = UserTask.ended_at == now, UserTask.ended_by == "withdraw"
    _tell("task_called_back", task, [*gone], reason, actor, now)


def _tell(
    key: str,
    task: UserTask,
    which: list[ColumnElement[bool]],
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    chosen = select(UserTask).where(UserTask.case_id == task.case_id, *which)
    fresh: dict[str, Any] = {"populate_existing": True}
    for each in db.session.scalars(chosen, execution_options=fresh).all():
        others = [person for person in audience(each, now) if person != actor.user_id]
        tell(key, each, others, now=now, groups=each.groups, by_name=actor.name, reason=reason)
