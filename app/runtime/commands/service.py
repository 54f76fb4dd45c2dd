"""Commands on process instances: the only writer of process state.

Lock order: the instance, then everything else.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from app import audit, definitions, policies
from app.core.db import db
from app.core.errors import ConflictError
from app.identity import SYSTEM, Actor
from app.runtime import fates
from app.runtime.commands.doing import Doing, append, do
from app.runtime.locks import claim, hold, try_lock
from app.runtime.models import ProcessInstance, Subscription, Timer, UserTask
from app.runtime.rows import ADD


class TaskGoneError(ConflictError):
    """这项任务已经不在了。"""

    def __init__(self, task: UserTask) -> None:
        super().__init__(fates.of_task(task))
        self.task = task


def start(
    process_key: str,
    variables: Mapping[str, Any],
    *,
    case_id: UUID,
    region_id: str,
    actor: Actor,
    now: datetime,
    said: audit.Happening | None = None,
    entry: str | None = None,
) -> ProcessInstance:
    """Start the newest version of a process for a case; it keeps that version to its end.

    ``entry`` names a start event that waits for a message, signal or timer; without it the plain
    one is taken.
    """
    versions = policies.current_versions(now)
    instance = ProcessInstance(
        id=case_id,
        case_id=case_id,
        region_id=region_id,
        set_id=definitions.pin(process_key).id,
        process_key=process_key,
        parameters_version=versions.parameters,
        calendar_version=versions.calendar,
        state=b"",
        projected={},
        commands=0,
        audit_position=0,
        audit_hash=audit.FIRST[1],
        started_at=now,
    )
    db.session.add(instance)
    db.session.flush()
    claim(instance)
    payload = {"variables": dict(variables)} | ({"entry": entry} if entry else {})
    do(instance, Doing("start", payload, said), actor=actor, now=now)
    return instance


def complete(
    task: UserTask,
    variables: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    said: Mapping[str, Any] | None = None,
) -> UserTask:
    """Complete a task of a locked instance; ``said`` goes into the audit beside the names."""
    instance = hold(task.instance_id)
    _end(task, actor, now)
    details = {
        "token": str(task.id),
        "process": task.process_key,
        "element": task.element_id,
        "name": task.name,
        "department": task.department,
        "due": task.due_at.isoformat() if task.due_at else None,
        **(said or {}),
    }
    doing = Doing(
        "complete",
        {"token": str(task.id), "variables": dict(variables)},
        audit.Happening("task.completed", details),
        task.id,
    )
    do(instance, doing, actor=actor, now=now)
    return task


def deliver(
    subscription: Subscription,
    payload: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    said: Mapping[str, Any] | None = None,
) -> ProcessInstance:
    """Deliver a message to one subscription; NotOfferedError when it no longer waits.

    The offer to call in one more is answered by its ``department``.
    """
    given = dict(payload)
    is_adding = subscription.message == ADD
    details = {
        "token": str(subscription.id),
        "name": subscription.name,
        "element": subscription.element_id,
        "message": subscription.message,
        "department": given["department"] if is_adding else subscription.department,
        **(said or {}),
    }
    instance = hold(subscription.instance_id)
    told: Any = given["department"] if is_adding else given
    doing = Doing(
        "add" if is_adding else "deliver",
        {"token": str(subscription.id), "payload": told},
        audit.Happening("message.delivered", details),
    )
    do(instance, doing, actor=actor, now=now)
    return instance


def signal(
    instance_id: UUID, name: str, payload: Mapping[str, Any], *, actor: Actor, now: datetime
) -> ProcessInstance:
    """Let everything in an instance that listens to a signal have it."""
    instance = hold(instance_id)
    said = audit.Happening("signal.delivered", {"signal": name})
    doing = Doing("signal", {"signal": name, "payload": dict(payload)}, said)
    do(instance, doing, actor=actor, now=now)
    return instance


def wake(instance_id: UUID, *, now: datetime) -> bool:
    """Fire the due timers of an instance; False when it is busy elsewhere or nothing is due."""
    instance = try_lock(instance_id)
    if instance is None or not _is_due(instance, now):
        return False
    _wake(instance, now)
    return True


def catch_up(task: UserTask, *, now: datetime) -> bool:
    """Fire due timers of a locked instance first; False when one took the task away."""
    instance = hold(task.instance_id)
    if _is_due(instance, now):
        _wake(instance, now)
        db.session.refresh(task)
    return task.is_open


def record(
    action: str,
    *,
    case_id: UUID,
    actor: Actor,
    at: datetime,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Append one entry to the audit chain of a case whose instance is locked."""
    append(hold(case_id), [audit.Happening(action, details or {})], actor, at)
    db.session.flush()


def _end(task: UserTask, actor: Actor, now: datetime) -> None:
    still_open = UserTask.id == task.id, UserTask.ended_at.is_(None)
    ended = (
        update(UserTask)
        .where(*still_open)
        .values(
            ended_at=now,
            outcome="completed",
            ended_by="complete",
            completed_by_id=actor.user_id,
            completed_by_name=actor.name,
            completed_for_id=actor.acting_for.user_id if actor.acting_for else None,
            facts={},
        )
    )
    if db.session.scalar(ended.returning(UserTask.id)) is None:
        db.session.refresh(task)
        raise TaskGoneError(task)


def _is_due(instance: ProcessInstance, now: datetime) -> bool:
    if instance.is_suspended:
        return False
    timers: Mapping[str, str] = instance.projected.get("timers", {})
    return any(datetime.fromisoformat(due) <= now for due in timers.values())


def _wake(instance: ProcessInstance, now: datetime) -> None:
    fired = {"elements": _due_elements(instance.id, now)}
    doing = Doing("wake", {}, audit.Happening("timer.fired", fired))
    do(instance, doing, actor=SYSTEM, now=now)


def _due_elements(instance_id: UUID, now: datetime) -> list[str]:
    due = select(Timer.element_id).where(Timer.instance_id == instance_id, Timer.due_at <= now)
    return list(db.session.scalars(due.order_by(Timer.due_at, Timer.element_id)))
