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
from sqlalchemy.orm import undefer

from app import audit, definitions, engine, policies
from app.audit import Happening as Entry
from app.core.db import db
from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.engine import Step
from app.identity import SYSTEM, Actor
from app.runtime import handlers, save
from app.runtime.host import LiveHost
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


def start(
    process_key: str,
    variables: Mapping[str, Any],
    *,
    case_id: UUID,
    region_id: str,
    actor: Actor,
    now: datetime,
) -> ProcessInstance:
    """Start the newest version of a process for a case; it keeps that version to its end."""
    pinned = definitions.pin(process_key)
    instance = ProcessInstance(
        id=case_id,
        case_id=case_id,
        region_id=region_id,
        set_id=pinned.id,
        process_key=process_key,
        parameters_version=policies.current_versions(now).parameters,
        state=b"",
        projected={},
        commands=0,
        started_at=now,
    )
    db.session.add(instance)
    given = dict(variables)
    doing = Doing(
        "start",
        {"variables": given},
        lambda d, _s, host: engine.start(d, instance.id, given, now=now, host=host),
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
    """Complete a task; ``said`` goes into the audit entry beside the names."""
    instance = lock(task.instance_id)
    _end(task, actor, now)
    given, token = dict(variables), task.id
    doing = Doing(
        "complete",
        {"token": str(token), "variables": given},
        lambda d, state, host: engine.complete(d, state, token, given, now=now, host=host),
    )
    entry = Entry(
        "task.completed",
        {"token": str(token), "process": task.process_key, "element": task.element_id}
        | {"name": task.name, "department": task.department, "due": _iso(task.due_at)}
        | dict(said or {}),
    )
    _do(instance, doing, actor=actor, now=now, entries=[entry])
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
    token, name = subscription.id, subscription.name
    element, message = subscription.element_id, subscription.message
    facts = subscription.facts
    instance = lock(subscription.instance_id)
    given = dict(payload)
    doing = Doing(
        "deliver",
        {"token": str(token), "payload": given},
        lambda d, state, host: engine.deliver(d, state, token, given, now=now, host=host),
    )
    entry = Entry(
        "message.delivered",
        {"name": name, "element": element, "message": message}
        | {"department": facts.get("department")}
        | dict(said or {}),
    )
    _do(instance, doing, actor=actor, now=now, entries=[entry])
    return instance


def wake(instance_id: UUID, *, now: datetime) -> bool:
    """Fire the due timers of an instance; False when it is busy elsewhere or nothing is due."""
    instance = try_lock(instance_id)
    elements = _due_elements(instance_id, now) if instance else []
    if instance is None or not elements:
        return False
    doing = Doing("wake", {}, lambda d, state, host: engine.wake(d, state, now=now, host=host))
    entry = Entry("timer.fired", {"elements": elements})
    _do(instance, doing, actor=SYSTEM, now=now, entries=[entry])
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
    )
    entry = Entry("case.cancelled", {"reason": reason})
    _do(instance, doing, actor=actor, now=now, entries=[entry])
    return instance


def retry(incident_id: UUID, *, actor: Actor, now: datetime) -> Incident:
    """Try again what failed; the incident stays open when it fails once more."""
    incident = db.session.get(Incident, incident_id)
    if incident is None:
        raise NotFoundError
    if incident.resolved_at is not None or incident.token is None:
        raise ConflictError("这个异常已经处理。")
    token, name = incident.token, incident.name
    instance = lock(incident.instance_id)
    doing = Doing(
        "retry",
        {"token": str(token)},
        lambda d, state, host: engine.retry(d, state, token, now=now, host=host),
    )
    _do(instance, doing, actor=actor, now=now, entries=[Entry("incident.retried", {"name": name})])
    db.session.refresh(incident)
    return incident


def lock(instance_id: UUID) -> ProcessInstance:
    """Take the instance's lock: the first lock of every command on a case."""
    found = _locked(instance_id, skip_locked=False)
    if found is None:
        raise NotFoundError
    return found


def try_lock(instance_id: UUID) -> ProcessInstance | None:
    """Take the instance's lock if nobody holds it; None when it is busy elsewhere."""
    return _locked(instance_id, skip_locked=True)


def _locked(instance_id: UUID, *, skip_locked: bool) -> ProcessInstance | None:
    chosen = (
        select(ProcessInstance)
        .where(ProcessInstance.id == instance_id)
        .options(undefer(ProcessInstance.state), undefer(ProcessInstance.projected))
        .with_for_update(skip_locked=skip_locked)
        .execution_options(populate_existing=True)
    )
    found: ProcessInstance | None = db.session.scalar(chosen)
    return found


def _do(
    instance: ProcessInstance,
    doing: Doing,
    *,
    actor: Actor,
    now: datetime,
    entries: list[Entry] | None = None,
) -> None:
    calendar_version = policies.current_versions(now).calendar
    host = LiveHost(instance.parameters_version, calendar_version)
    step = _run(instance, doing, host)
    happening = handlers.Happening(instance, step, doing.kind, actor, now)
    instance.commands += 1
    instance.state = zstandard.compress(step.state, 3)
    if step.ended:
        instance.ended_at, instance.end_event = now, step.end_event
    db.session.add(_command(happening, doing, host, calendar_version))
    db.session.flush()
    members = definitions.pinned(instance.set_id).members
    form_versions = {k[5:]: v for k, v in members.items() if k.startswith("form:")}
    said = [*(entries or []), *save.project(happening, form_versions)]
    if step.ended:
        said.append(Entry("process.ended", {"end": step.end_event}))
    if said:
        audit.record_all(said, chain=instance.case_id, actor=actor, at=now)
    handlers.perform(happening)


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


def _command(
    happening: handlers.Happening, doing: Doing, host: LiveHost, calendar_version: int
) -> Command:
    return Command(
        instance_id=happening.instance.id,
        ordinal=happening.instance.commands,
        kind=doing.kind,
        at=happening.now,
        actor_id=happening.actor.user_id,
        actor_name=happening.actor.name,
        calendar_version=calendar_version,
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


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
