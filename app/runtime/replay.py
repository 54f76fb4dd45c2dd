"""Rebuild an instance from its commands and compare it with what is stored."""

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
from app.runtime.doing import run_again
from app.runtime.host import RecordedHost
from app.runtime.models import Command, ProcessInstance


@dataclass(frozen=True)
class Replay:
    """The outcome of a replay; ``same`` when state and token ids are those stored."""

    instance_id: UUID
    commands: int
    same: bool
    state: bytes


def replay(instance_id: UUID, *, until: datetime | None = None) -> Replay:
    """Do every command of an instance again (those up to ``until``) from nothing."""
    chosen = select(ProcessInstance).where(ProcessInstance.id == instance_id)
    instance = db.session.scalar(chosen.options(undefer(ProcessInstance.state)))
    if instance is None:
        raise NotFoundError
    ordered = select(Command).where(Command.instance_id == instance_id).order_by(Command.ordinal)
    commands = [c for c in db.session.scalars(ordered) if until is None or c.at <= until]
    definition = definitions.bundle(instance.set_id)
    state = b""
    for command in commands:
        host = RecordedHost(instance.parameters_version, command.calendar_version, command.lookups)
        state = _again(definition, instance_id, state, command, host).state
    stored = zstandard.decompress(instance.state)
    return Replay(instance_id, len(commands), state == stored, state)


def _again(
    definition: engine.Definition, instance_id: UUID, state: bytes, command: Command, host: Any
) -> engine.Step:
    said, at = command.payload, command.at
    token = UUID(said["token"]) if "token" in said else UUID(int=0)
    match command.kind:
        case "start":
            return engine.start(definition, instance_id, said["variables"], now=at, host=host)
        case "complete":
            return engine.complete(definition, state, token, said["variables"], now=at, host=host)
        case "deliver":
            return engine.deliver(definition, state, token, said["payload"], now=at, host=host)
        case "add":
            return engine.add_instance(definition, state, token, said["payload"], now=at, host=host)
        case "wake":
            return engine.wake(definition, state, now=at, host=host)
        case "retry":
            return run_again(definition, state, token, at, host)
        case _:
            return engine.cancel(definition, state, now=at, host=host)
