"""Move running instances to other versions of their definitions, and back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app import audit, definitions, engine
from app.core.db import db
from app.core.errors import ConflictError, InvalidError
from app.engine import Problem
from app.identity import Actor
from app.runtime.commands.doing import Doing, do
from app.runtime.commands.operations import running
from app.runtime.kinds import MIGRATING
from app.runtime.models import Command, ProcessInstance
from app.runtime.queries import stored

Mapped = Mapping[str, str]
"""``process/element`` of the old version -> ``process/element`` of the new one."""


@dataclass(frozen=True)
class Moved:
    """An instance that went to other versions; ``is_there`` while this can be undone next."""

    instance_id: UUID
    at: datetime
    actor_name: str
    old_set: str
    new_set: str
    is_there: bool


class NothingToUndoError(ConflictError):
    """案件没有可以撤销的迁移。"""


def plan(old_set: str, new_set: str) -> dict[str, str]:
    """Return which element becomes which, as far as the two versions' structure tells."""
    return engine.plan_migration(definitions.bundle(old_set), definitions.bundle(new_set))


def migration_faults(instance_id: UUID, new_set: str, mapping: Mapped) -> list[Problem]:
    """Return why an instance cannot go to other versions; empty when it can. Changes nothing."""
    found = stored(instance_id)
    new = definitions.bundle(new_set)
    return engine.migration_faults(found.definition, new, found.state, mapping)


def migrate(
    instance_id: UUID, new_set: str, mapping: Mapped, reason: str, *, actor: Actor, now: datetime
) -> ProcessInstance:
    """Let an instance go on under other versions of its definitions; its clocks keep running.

    NotMigratableError names each element where something stands that has no place there.
    """
    instance = running(instance_id)
    _require_kin(instance, new_set)
    said = _said(instance.set_id, new_set) | {"reason": reason}
    payload = {"set": new_set, "from": instance.set_id, "mapping": dict(mapping)}
    return _move(instance, "migrate", payload, "case.migrated", said, actor, now)


def unmigrate(instance_id: UUID, reason: str, *, actor: Actor, now: datetime) -> ProcessInstance:
    """Undo the last migration, as long as nothing stands where the old version has no place."""
    instance = running(instance_id)
    undone = _last_migration(instance_id)
    back = {new: old for old, new in reversed(undone.payload["mapping"].items())}
    left, reached = undone.payload["from"], undone.payload["set"]
    payload = {"set": left, "from": reached, "mapping": back, "undoes": undone.ordinal}
    said = _said(reached, left) | {"reason": reason}
    return _move(instance, "unmigrate", payload, "case.unmigrated", said, actor, now)


def moved(process_key: str) -> list[Moved]:
    """Return which instances of a process migrated, the last first; a run shares its moment."""
    chosen = select(Command, ProcessInstance).join(
        ProcessInstance, ProcessInstance.id == Command.instance_id
    )
    on = Command.kind.in_(MIGRATING), ProcessInstance.process_key == process_key
    rows = [row._tuple() for row in db.session.execute(chosen.where(*on).order_by(Command.ordinal))]
    standing: dict[UUID, list[Command]] = {}
    for command, instance in rows:
        _stack(standing.setdefault(instance.id, []), command)
    last = {each[-1].id for each in standing.values() if each}
    found = [_moved(*row, last) for row in rows if row[0].kind == "migrate"]
    return sorted(found, key=lambda one: one.at, reverse=True)


def is_migrated(instance_id: UUID) -> bool:
    """Tell whether an instance has a migration that could be undone."""
    return bool(_migrations(instance_id))


def _moved(command: Command, instance: ProcessInstance, last: Collection[UUID]) -> Moved:
    old, new = command.payload["from"], command.payload["set"]
    is_there = command.id in last and not instance.is_ended
    return Moved(instance.id, command.at, command.actor_name, old, new, is_there)


def _move(
    instance: ProcessInstance,
    kind: str,
    payload: dict[str, Any],
    action: str,
    said: dict[str, Any],
    actor: Actor,
    now: datetime,
) -> ProcessInstance:
    do(instance, Doing(kind, payload, audit.Happening(action, said)), actor=actor, now=now)
    return instance


def _require_kin(instance: ProcessInstance, new_set: str) -> None:
    if new_set == instance.set_id:
        raise ConflictError("案件已经在这个版本上。")
    if definitions.pinned(new_set).root != definitions.pinned(instance.set_id).root:
        raise InvalidError("只能迁移到同一个流程的其他版本。")


def _said(old_set: str, new_set: str) -> dict[str, Any]:
    """Return the versions that change, such as ``{"bpmn:p_report_in": [3, 4]}``."""
    old, new = (definitions.pinned(set_id).members for set_id in (old_set, new_set))
    named = sorted({*old, *new})
    return {"versions": {n: [old.get(n), new.get(n)] for n in named if old.get(n) != new.get(n)}}


def _last_migration(instance_id: UUID) -> Command:
    done = _migrations(instance_id)
    if not done:
        raise NothingToUndoError
    return done[-1]


def _migrations(instance_id: UUID) -> list[Command]:
    """Return the migrations that were not undone, oldest first."""
    chosen = select(Command).where(Command.instance_id == instance_id, Command.kind.in_(MIGRATING))
    standing: list[Command] = []
    for command in db.session.scalars(chosen.order_by(Command.ordinal)):
        _stack(standing, command)
    return standing


def _stack(standing: list[Command], command: Command) -> None:
    if command.kind == "migrate":
        standing.append(command)
    else:
        standing.pop()
