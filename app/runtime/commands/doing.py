"""How every command is done: run the engine, make the rows equal, keep the command."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import zstandard

from app import audit, definitions, engine
from app.core.db import db
from app.core.errors import ConflictError, InvalidError
from app.engine import Step
from app.identity import Actor
from app.runtime import fates, handlers, involvement, kinds, rows
from app.runtime.host import LiveHost
from app.runtime.models import Command, ProcessInstance
from app.runtime.replay import state_of


class NotOfferedError(ConflictError):
    """现在不能这样做：情况已经变化，请刷新案件页。"""


class SuspendedError(ConflictError):
    """案件已挂起，恢复后才能继续办理。"""


class CannotContinueError(InvalidError):
    """流程在这里无法继续，填写的内容没有丢失；请联系流程管理员。"""


def not_offered(instance_id: UUID) -> NotOfferedError:
    """Return the error for whoever comes second: it names who changed the case last, and when."""
    return NotOfferedError(fates.of_case(instance_id))


@dataclass(frozen=True)
class Doing:
    """A command before it is done."""

    kind: str
    payload: Mapping[str, Any]
    said: audit.Happening | None = None
    completed: UUID | None = None


def do(instance: ProcessInstance, doing: Doing, *, actor: Actor, now: datetime) -> None:
    """Do a command on a locked instance, in the present transaction."""
    if instance.is_suspended and doing.kind not in kinds.WHILE_SUSPENDED:
        raise SuspendedError
    pauses = kinds.pauses(doing.kind, instance.pauses, doing.payload)
    host = LiveHost(instance.parameters_version, instance.calendar_version, pauses)
    step = _run(instance, doing, host, now)
    happening = _happening(instance, doing, step, actor, now)
    _set_apart(happening, doing)
    rows.project(happening, definitions.form_versions(instance.set_id))
    handlers.perform(happening)
    involvement.write(happening)
    if step.ended:
        happening.say("process.ended", end=step.end_event)
    append(instance, happening.entries, actor, now)
    instance.commands += 1
    instance.state = zstandard.compress(step.state, 3)
    instance.projected = happening.remembered
    if step.ended:
        instance.ended_at, instance.end_event = now, step.end_event
    db.session.add(_command(happening, doing, host))
    db.session.flush()


def _run(instance: ProcessInstance, doing: Doing, host: LiveHost, now: datetime) -> Step:
    asked = kinds.Asked(
        instance_id=instance.id,
        definition=definitions.bundle(instance.set_id),
        state=state_of(instance),
        payload=doing.payload,
        now=kinds.clock(doing.kind, instance.suspended_at, now),
        host=host,
    )
    try:
        return kinds.ask(doing.kind, asked)
    except engine.StepFailedError as failed:
        raise CannotContinueError(
            f"“{failed.failure.name}”无法继续：{failed.failure.reason}"
        ) from failed
    except (engine.NotReadyError, engine.NotWaitingError) as gone:
        raise not_offered(instance.id) from gone


def _happening(
    instance: ProcessInstance, doing: Doing, step: Step, actor: Actor, now: datetime
) -> handlers.Happening:
    return handlers.Happening(
        instance=instance,
        step=step,
        kind=doing.kind,
        actor=actor,
        now=now,
        entries=[doing.said] if doing.said else [],
        completed=doing.completed,
        remembered=dict(instance.projected),
    )


def _set_apart(happening: handlers.Happening, doing: Doing) -> None:
    """Do what some kinds of commands change beside the state."""
    instance, ended = happening.instance, happening.step.ended
    if doing.kind in kinds.MIGRATING:
        instance.set_id = doing.payload["set"]
        happening.remembered.update(rows.forget(happening.remembered))
    instance.pauses = kinds.pauses(doing.kind, instance.pauses, doing.payload)
    instance.suspended_at = kinds.paused(
        doing.kind, instance.suspended_at, happening.now, ended=ended
    )


def append(
    instance: ProcessInstance, entries: list[audit.Happening], actor: Actor, at: datetime
) -> None:
    """Append entries to the audit chain of the instance's case."""
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
