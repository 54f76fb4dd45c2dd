"""Warnings and lateness, announced once: whoever wins the write does the telling."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update

from app import notifications, runtime
from app.cases import Case
from app.core.db import db
from app.identity import SYSTEM
from app.runtime import UserTask
from app.tasks import telling


def to_warn(now: datetime, busy: Collection[UUID], limit: int) -> list[UUID]:
    """Return open tasks due for a warning, outside ``busy`` instances, the earliest first."""
    return _ids(_unwarned(now), busy, UserTask.warn_at, limit)


def to_announce(now: datetime, busy: Collection[UUID], limit: int) -> list[UUID]:
    """Return open tasks past their due time that nobody was told of, the latest first."""
    return _ids(_unannounced(now), busy, UserTask.due_at, limit)


def warn(task_id: UUID, *, now: datetime) -> bool:
    """Warn the assignee or the candidates of a task; False when it was done or is gone."""
    said = {"warned_at": now}
    return _tell_once(task_id, _unwarned(now), said, "task_warning", "task.warned", now)


def announce(task_id: UUID, *, now: datetime) -> bool:
    """Announce that a task is late; False when it was announced or is gone."""
    said = {"overdue_at": now, "warned_at": func.coalesce(UserTask.warned_at, now)}
    return _tell_once(task_id, _unannounced(now), said, "task_overdue", "task.overdue", now)


def _tell_once(
    task_id: UUID,
    untold: tuple[ColumnElement[bool], ...],
    said: dict[str, Any],
    key: str,
    action: str,
    now: datetime,
) -> bool:
    task = runtime.task(task_id)
    instance = runtime.try_lock(task.instance_id)
    if instance is None or instance.is_suspended:
        return False
    claim = update(UserTask).where(UserTask.id == task_id, *untold).values(said)
    options = {"synchronize_session": False}
    if db.session.scalar(claim.returning(UserTask.id), execution_options=options) is None:
        return False  # another worker was first, or the task has just ended
    runtime.record(action, case_id=task.case_id, actor=SYSTEM, at=now, details=telling.about(task))
    case = db.session.get_one(Case, task.case_id)
    notifications.tell(
        key,
        groups=task.groups,
        user_ids=telling.audience(task, now),
        values={"task": task.name, "case_ref": case.reference, "due": task.due_at},
        case_id=task.case_id,
        task_id=task.id,
        now=now,
    )
    return True


def _unwarned(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        UserTask.ended_at.is_(None),
        UserTask.warned_at.is_(None),
        UserTask.paused_until.is_(None),
        UserTask.warn_at <= now,
        UserTask.due_at > now,
    )


def _unannounced(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        UserTask.ended_at.is_(None),
        UserTask.overdue_at.is_(None),
        UserTask.paused_until.is_(None),
        UserTask.due_at <= now,
    )


def _ids(
    untold: tuple[ColumnElement[bool], ...], busy: Collection[UUID], order: Any, limit: int
) -> list[UUID]:
    chosen = select(UserTask.id).where(*untold, runtime.going(UserTask.instance_id))
    if busy:
        chosen = chosen.where(UserTask.instance_id.not_in(busy))
    return list(db.session.scalars(chosen.order_by(order).limit(limit)))
