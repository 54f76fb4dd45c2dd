"""Commands on process instances: the only writer of process state.

Lock order: the instance, then everything else.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from app import audit, definitions, engine, policies
from app.core.db import db
from app.core.errors import ConflictError, NotFoundError
from app.identity import SYSTEM, Actor
from app.runtime.doing import Doing, append, do, run_again
from app.runtime.locks import claim, hold, lock, try_lock
from app.runtime.models import Incident, ProcessInstance, Subscription, Timer, UserTask
from app.runtime.save import ADD


class TaskGoneError(ConflictError):
    """这项任务已经不在了。"""

    def __init__(self, task: UserTask) -> None:
        super().__init__()
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
) -> ProcessInstance:
    """Start the newest version of a process for a case; it keeps that version to its end."""
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
    given = dict(variables)
    doing = Doing(
        "start",
        {"variables": given},
        lambda d, _s, host: engine.start(d, case_id, given, now=now, host=host),
        said,
    )
    do(instance, doing, actor=actor, now=now)
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
    given, token = dict(variables), task.id
    details = {
        "token": str(token),
        "process": task.process_key,
        "element": task.element_id,
        "name": task.name,
        "department": task.department,
        "due": task.due_at.isoformat() if task.due_at else None,
        **(said or {}),
    }
    doing = Doing(
        "complete",
        {"token": str(token), "variables": given},
        lambda d, state, host: engine.complete(d, state, token, given, now=now, host=host),
        audit.Happening("task.completed", details),
        token,
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
    token, given = subscription.id, dict(payload)
    is_adding = subscription.message == ADD
    details = {
        "name": subscription.name,
        "element": subscription.element_id,
        "message": subscription.message,
        "department": given["department"] if is_adding else subscription.department,
        **(said or {}),
    }
    instance = hold(subscription.instance_id)
    send = engine.add_instance if is_adding else engine.deliver
    told: Any = given["department"] if is_adding else given
    doing = Doing(
        "add" if is_adding else "deliver",
        {"token": str(token), "payload": told},
        lambda d, state, host: send(d, state, token, told, now=now, host=host),
        audit.Happening("message.delivered", details),
    )
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


def cancel(instance_id: UUID, reason: str, *, actor: Actor, now: datetime) -> ProcessInstance:
    """End an instance at once, with a reason."""
    instance = lock(instance_id)
    if instance.is_ended:
        raise ConflictError("案件已经办结。")
    doing = Doing(
        "cancel",
        {"reason": reason},
        lambda d, state, host: engine.cancel(d, state, now=now, host=host),
        audit.Happening("case.cancelled", {"reason": reason}),
    )
    do(instance, doing, actor=actor, now=now)
    return instance


def retry(incident_id: UUID, *, actor: Actor, now: datetime) -> Incident:
    """Try again what failed; the incident stays open when it fails once more."""
    incident = db.session.get(Incident, incident_id)
    if incident is None:
        raise NotFoundError
    token, name = incident.token, incident.name
    instance = lock(incident.instance_id)
    db.session.refresh(incident)
    if incident.resolved_at is not None or token is None:
        raise ConflictError("这个异常已经处理。")
    doing = Doing(
        "retry",
        {"token": str(token)},
        lambda d, state, host: run_again(d, state, token, now, host),
        audit.Happening("incident.retried", {"name": name}),
    )
    do(instance, doing, actor=actor, now=now)
    db.session.refresh(incident)
    return incident


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
            facts={},
        )
    )
    if db.session.scalar(ended.returning(UserTask.id)) is None:
        db.session.refresh(task)
        raise TaskGoneError(task)


def _is_due(instance: ProcessInstance, now: datetime) -> bool:
    timers: Mapping[str, str] = instance.projected.get("timers", {})
    return any(datetime.fromisoformat(due) <= now for due in timers.values())


def _wake(instance: ProcessInstance, now: datetime) -> None:
    doing = Doing(
        "wake",
        {},
        lambda d, state, host: engine.wake(d, state, now=now, host=host),
        audit.Happening("timer.fired", {"elements": _due_elements(instance.id, now)}),
    )
    do(instance, doing, actor=SYSTEM, now=now)


def _due_elements(instance_id: UUID, now: datetime) -> list[str]:
    due = select(Timer.element_id).where(Timer.instance_id == instance_id, Timer.due_at <= now)
    return list(db.session.scalars(due.order_by(Timer.due_at, Timer.element_id)))
