"""Commands on process instances: the only writer of process state.

Lock order: the instance, then everything else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import zstandard
from sqlalchemy import select, update

from app import audit, definitions, engine, policies
from app.core.db import db
from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.engine import Step
from app.identity import SYSTEM, Actor
from app.runtime import handlers, save
from app.runtime.host import LiveHost
from app.runtime.locks import claim, hold, lock, try_lock
from app.runtime.models import Command, Incident, ProcessInstance, Subscription, Timer, UserTask


class TaskGoneError(ConflictError):
    """这项任务已经不在了。"""

    def __init__(self, task: UserTask) -> None:
        super().__init__()
        self.task = task


class NotOfferedError(ConflictError):
    """现在不能这样做：情况已经变化，请刷新案件页。"""


class CannotContinueError(InvalidError):
    """流程在这里无法继续，填写的内容没有丢失；请联系流程管理员。"""


@dataclass(frozen=True)
class Doing:
    """A command before it is done."""

    kind: str
    payload: Mapping[str, Any]
    run: Callable[[engine.Definition, bytes, LiveHost], Step]
    said: audit.Happening | None = None
    completed: UUID | None = None


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
    _do(instance, doing, actor=actor, now=now)
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
    _do(instance, doing, actor=actor, now=now)
    return task


def deliver(
    subscription: Subscription,
    payload: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    said: Mapping[str, Any] | None = None,
) -> ProcessInstance:
    """Deliver a message to one subscription; NotOfferedError when it no longer waits."""
    token, given = subscription.id, dict(payload)
    details = {
        "name": subscription.name,
        "element": subscription.element_id,
        "message": subscription.message,
        "department": subscription.department,
        **(said or {}),
    }
    instance = hold(subscription.instance_id)
    doing = Doing(
        "deliver",
        {"token": str(token), "payload": given},
        lambda d, state, host: engine.deliver(d, state, token, given, now=now, host=host),
        audit.Happening("message.delivered", details),
    )
    _do(instance, doing, actor=actor, now=now)
    return instance


def wake(instance_id: UUID, *, now: datetime) -> bool:
    """Fire the due timers of an instance; False when it is busy elsewhere or nothing is due."""
    instance = try_lock(instance_id)
    elements = _due_elements(instance_id, now) if instance else []
    if instance is None or not elements:
        return False
    doing = Doing(
        "wake",
        {},
        lambda d, state, host: engine.wake(d, state, now=now, host=host),
        audit.Happening("timer.fired", {"elements": elements}),
    )
    _do(instance, doing, actor=SYSTEM, now=now)
    return True


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
    _do(instance, doing, actor=actor, now=now)
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
        lambda d, state, host: engine.retry(d, state, token, now=now, host=host),
        audit.Happening("incident.retried", {"name": name}),
    )
    _do(instance, doing, actor=actor, now=now)
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
    _append(hold(case_id), [audit.Happening(action, details or {})], actor, at)
    db.session.flush()


def _do(instance: ProcessInstance, doing: Doing, *, actor: Actor, now: datetime) -> None:
    host = LiveHost(instance.parameters_version, instance.calendar_version)
    step = _run(instance, doing, host)
    happening = handlers.Happening(
        instance=instance,
        step=step,
        kind=doing.kind,
        actor=actor,
        now=now,
        entries=[doing.said] if doing.said else [],
        completed=doing.completed,
        remembered=dict(instance.projected),
    )
    save.project(happening, definitions.form_versions(instance.set_id))
    handlers.perform(happening)
    if step.ended:
        happening.say("process.ended", end=step.end_event)
    _append(instance, happening.entries, actor, now)
    instance.commands += 1
    instance.state = zstandard.compress(step.state, 3)
    instance.projected = happening.remembered
    if step.ended:
        instance.ended_at, instance.end_event = now, step.end_event
    db.session.add(_command(happening, doing, host))
    db.session.flush()


def _run(instance: ProcessInstance, doing: Doing, host: LiveHost) -> Step:
    state = zstandard.decompress(instance.state) if instance.state else b""
    try:
        return doing.run(definitions.bundle(instance.set_id), state, host)
    except engine.StepFailedError as failed:
        raise CannotContinueError(
            f"「{failed.failure.name}」无法继续：{failed.failure.reason}"
        ) from failed
    except (engine.NotReadyError, engine.NotWaitingError) as gone:
        raise NotOfferedError from gone


def _append(
    instance: ProcessInstance, entries: list[audit.Happening], actor: Actor, at: datetime
) -> None:
    if not entries:
        return
    after = instance.audit_position, instance.audit_hash
    last = audit.append(entries, chain=str(instance.case_id), after=after, actor=actor, at=at)[-1]
    instance.audit_position, instance.audit_hash = last.position, last.hash


def _command(happening: handlers.Happening, doing: Doing, host: LiveHost) -> Command:
    return Command(
        instance_id=happening.instance.id,
        ordinal=happening.instance.commands,
        kind=doing.kind,
        at=happening.now,
        actor_id=happening.actor.user_id,
        actor_name=happening.actor.name,
        calendar_version=happening.instance.calendar_version,
        payload=dict(doing.payload),
        lookups=host.lookups,
        trail=[
            [v.kind, v.process_key, v.element_id, str(v.token), v.at.isoformat()]
            for v in happening.step.trail
        ],
    )


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


def _due_elements(instance_id: UUID, now: datetime) -> list[str]:
    due = select(Timer.element_id).where(Timer.instance_id == instance_id, Timer.due_at <= now)
    return list(db.session.scalars(due.order_by(Timer.due_at, Timer.element_id)))
