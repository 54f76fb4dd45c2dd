"""Read what runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, undefer

from app import audit, definitions, engine
from app.core.db import db
from app.core.errors import NotFoundError
from app.runtime.host import LiveHost
from app.runtime.models import Command, Incident, ProcessInstance, Subscription, Timer, UserTask
from app.runtime.replay import state_of


@dataclass(frozen=True)
class Stored:
    """An instance with the definition it runs on and its state, to be looked at."""

    instance: ProcessInstance
    definition: engine.Definition
    state: bytes

    def host(self) -> LiveHost:
        """Return who answers the engine's questions about it."""
        instance = self.instance
        return LiveHost(instance.parameters_version, instance.calendar_version, instance.pauses)


def stored(instance_id: UUID) -> Stored:
    """Return an instance as it is stored, or NotFoundError."""
    chosen = select(ProcessInstance).where(ProcessInstance.id == instance_id)
    found = db.session.scalar(chosen.options(undefer(ProcessInstance.state)))
    if found is None:
        raise NotFoundError
    return Stored(found, definitions.bundle(found.set_id), state_of(found))


def instance(instance_id: UUID) -> ProcessInstance:
    """Return an instance, or NotFoundError."""
    found = db.session.get(ProcessInstance, instance_id)
    if found is None:
        raise NotFoundError
    return found


def task(task_id: UUID) -> UserTask:
    """Return a task, open or ended, or NotFoundError."""
    found = db.session.get(UserTask, task_id)
    if found is None:
        raise NotFoundError
    return found


def subscription(subscription_id: UUID) -> Subscription | None:
    """Return a subscription that still waits, or None."""
    return db.session.get(Subscription, subscription_id)


def tasks_of(case_id: UUID) -> Sequence[UserTask]:
    """Return every task of a case, open and ended, in the order they were opened."""
    chosen = select(UserTask).where(UserTask.case_id == case_id)
    return db.session.scalars(chosen.order_by(UserTask.opened_at, UserTask.id)).all()


def subscriptions_of(case_id: UUID) -> Sequence[Subscription]:
    """Return the message events of a case that wait."""
    chosen = select(Subscription).where(Subscription.case_id == case_id)
    return db.session.scalars(chosen.order_by(Subscription.id)).all()


def timers_of(instance_id: UUID) -> Sequence[Timer]:
    """Return the timers of an instance that wait, the next to fire first."""
    chosen = select(Timer).where(Timer.instance_id == instance_id)
    return db.session.scalars(chosen.order_by(Timer.due_at, Timer.id)).all()


def open_incidents(limit: int = 200) -> Sequence[Incident]:
    """Return unresolved incidents, oldest first."""
    chosen = select(Incident).where(Incident.resolved_at.is_(None))
    return db.session.scalars(chosen.order_by(Incident.opened_at).limit(limit)).all()


def incidents_of(case_id: UUID) -> Sequence[Incident]:
    """Return the unresolved incidents of a case."""
    chosen = select(Incident).where(Incident.case_id == case_id, Incident.resolved_at.is_(None))
    return db.session.scalars(chosen.order_by(Incident.opened_at)).all()


def due_instances(now: datetime, limit: int) -> list[UUID]:
    """Return instances with a due timer, the longest due first, without locking anything."""
    due = Timer.due_at <= now, going(Timer.instance_id)
    chosen = select(Timer.instance_id).where(*due).order_by(Timer.due_at)
    return list(dict.fromkeys(db.session.scalars(chosen.limit(limit))))


def going(instance_id: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Return the condition that an instance is not suspended."""
    suspended = select(ProcessInstance.id).where(ProcessInstance.suspended_at.is_not(None))
    return instance_id.not_in(suspended)


def trail(instance_id: UUID) -> list[list[Any]]:
    """Return what was entered, left and cancelled: (kind, process, element, token, at)."""
    chosen = select(Command.trail).where(Command.instance_id == instance_id)
    return [
        visit for step in db.session.scalars(chosen.order_by(Command.ordinal)) for visit in step
    ]


def live_elements(instance_id: UUID) -> list[tuple[str, str, UUID]]:
    """Return where an instance stands now: (process, element, token)."""
    found = stored(instance_id)
    return list(engine.live_elements(found.definition, found.state))


def look(instance_id: UUID, now: datetime) -> engine.Step:
    """Return what waits in an instance with the facts as they are now; nothing is changed."""
    found = stored(instance_id)
    return engine.look(found.definition, found.state, now=now, host=found.host())


@dataclass(frozen=True)
class Branch:
    """One of several that work at the same time in a multi-instance activity."""

    loop: engine.Loop
    token: UUID
    label: str
    """What it was made for, such as the code of a department."""


def branches(instance_id: UUID, now: datetime) -> list[Branch]:
    """Return the running instances of every multi-instance activity."""
    step = look(instance_id, now)
    facts = {task.token: task.facts for task in step.ready_tasks}
    facts |= {scope.token: scope.variables for scope in step.scopes if scope.token}
    return [
        Branch(loop, token, str(_label(facts.get(token, {}), number)))
        for loop in step.loops
        for number, token in enumerate(loop.instances, start=1)
    ]


def _label(facts: Mapping[str, Any], number: int) -> Any:
    return facts.get("department") or facts.get("loopCounter") or number


def audit_heads() -> dict[str, audit.Head]:
    """Return the last entry of each case's audit chain, as the instances hold it."""
    chosen = select(
        ProcessInstance.case_id, ProcessInstance.audit_position, ProcessInstance.audit_hash
    )
    return {str(case_id): (at, link) for case_id, at, link in db.session.execute(chosen)}


def all_instances() -> Sequence[UUID]:
    """Return the ids of all instances, oldest first."""
    return db.session.scalars(select(ProcessInstance.id).order_by(ProcessInstance.id)).all()
