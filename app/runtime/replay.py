"""Rebuild an instance from its commands: compare it with what is stored, or look at a moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import zstandard
from sqlalchemy import select
from sqlalchemy.orm import undefer

from app import definitions, engine
from app.core.db import db
from app.core.errors import NotFoundError
from app.runtime import kinds
from app.runtime.host import LiveHost, Pauses, RecordedHost
from app.runtime.models import Command, ProcessInstance


@dataclass(frozen=True)
class Replay:
    """The outcome of a replay; ``same`` when state and token ids are those stored."""

    instance_id: UUID
    commands: int
    same: bool
    state: bytes


@dataclass(frozen=True)
class Moment:
    """An instance as it stood: nothing is live before its start."""

    instance_id: UUID
    at: datetime
    set_id: str
    """The versions it ran on then: migrations change them."""
    commands: int
    suspended_at: datetime | None
    live: Sequence[tuple[str, str, UUID]]
    """Process, element and token of everything active."""
    step: engine.Step | None
    """What waited, with the facts as they were; None before the start."""


@dataclass(frozen=True)
class Did:
    """One command of an instance, with what it entered and left."""

    kind: str
    at: datetime
    actor_name: str
    set_id: str
    """The versions the instance ran on afterwards."""
    trail: Sequence[Sequence[Any]]
    """Kind, process, element, token and time of each visit."""


@dataclass
class _Built:
    """An instance while its commands are done again."""

    instance: ProcessInstance
    set_id: str
    state: bytes = b""
    commands: int = 0
    suspended_at: datetime | None = None
    pauses: Pauses = None

    def follow(self, command: Command) -> None:
        """Do one command again."""
        self.pauses = kinds.pauses(command.kind, self.pauses, command.payload)
        asked = kinds.Asked(
            instance_id=self.instance.id,
            definition=definitions.bundle(self.set_id),
            state=self.state,
            payload=command.payload,
            now=kinds.clock(command.kind, self.suspended_at, command.at),
            host=RecordedHost(
                self.instance.parameters_version,
                command.calendar_version,
                command.lookups,
                self.pauses,
            ),
        )
        step = kinds.ask(command.kind, asked)
        self.state, self.commands = step.state, self.commands + 1
        if command.kind in kinds.MIGRATING:
            self.set_id = command.payload["set"]
        self.suspended_at = kinds.paused(
            command.kind, self.suspended_at, command.at, ended=step.ended
        )


def replay(instance_id: UUID, *, until: datetime | None = None) -> Replay:
    """Do every command of an instance again (those up to ``until``) from nothing."""
    built = _rebuild(instance_id, until)
    same = built.set_id == built.instance.set_id and _is_as_stored(built)
    return Replay(instance_id, built.commands, same, built.state)


def state_of(instance: ProcessInstance) -> bytes:
    """Return the state of an instance; one of an older format is built anew from its commands."""
    state = zstandard.decompress(instance.state) if instance.state else b""
    return _rebuild(instance.id, None).state if engine.is_older(state) else state


def _is_as_stored(built: _Built) -> bool:
    """Compare to the byte; of an older format, what stands where."""
    stored = zstandard.decompress(built.instance.state)
    if not engine.is_older(stored):
        return built.state == stored
    definition = definitions.bundle(built.set_id)
    return engine.live_elements(definition, built.state) == engine.live_elements(definition, stored)


def at(instance_id: UUID, moment: datetime) -> Moment:
    """Return an instance as it stood at ``moment``; nothing is changed."""
    built = _rebuild(instance_id, moment)
    definition = definitions.bundle(built.set_id)
    live, step = [], None
    if built.commands:
        versions = built.instance.parameters_version, built.instance.calendar_version
        host = LiveHost(*versions, built.pauses)
        live = list(engine.live_elements(definition, built.state))
        seen = kinds.clock("look", built.suspended_at, moment)
        step = engine.look(definition, built.state, now=seen, host=host)
    return Moment(instance_id, moment, built.set_id, built.commands, built.suspended_at, live, step)


def history(instance_id: UUID) -> list[Did]:
    """Return what was done to an instance, in order."""
    instance = db.session.get(ProcessInstance, instance_id)
    if instance is None:
        raise NotFoundError
    commands = _commands(instance_id)
    set_id, done = _first_set(instance, commands), []
    for each in commands:
        set_id = each.payload["set"] if each.kind in kinds.MIGRATING else set_id
        done.append(Did(each.kind, each.at, each.actor_name, set_id, each.trail))
    return done


def _rebuild(instance_id: UUID, until: datetime | None) -> _Built:
    chosen = select(ProcessInstance).where(ProcessInstance.id == instance_id)
    instance = db.session.scalar(chosen.options(undefer(ProcessInstance.state)))
    if instance is None:
        raise NotFoundError
    commands = _commands(instance_id)
    built = _Built(instance, _first_set(instance, commands))
    for command in commands:
        if until is None or command.at <= until:
            built.follow(command)
    return built


def _commands(instance_id: UUID) -> Sequence[Command]:
    ordered = select(Command).where(Command.instance_id == instance_id).order_by(Command.ordinal)
    return db.session.scalars(ordered).all()


def _first_set(instance: ProcessInstance, commands: Iterable[Command]) -> str:
    """Return the versions the instance started on: the first migration left them."""
    left = (c.payload["from"] for c in commands if c.kind in kinds.MIGRATING)
    return str(next(left, instance.set_id))
