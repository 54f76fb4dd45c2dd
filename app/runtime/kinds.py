"""What each kind of command asks of the engine, when it is done and when it is replayed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app import definitions, engine
from app.engine import Step
from app.runtime.host import LiveHost, Pauses

WHILE_SUSPENDED = frozenset({"set", "migrate", "unmigrate", "cancel", "resume"})
"""What may be done to a suspended instance."""
MIGRATING = frozenset({"migrate", "unmigrate"})
AWAKE = frozenset({"resume", "cancel"})
PAUSING = frozenset({"pause", "unpause"})
"""What lets the clocks of an instance's limits stand still, and go on."""


@dataclass(frozen=True)
class Asked:
    """A command as the engine meets it."""

    instance_id: UUID
    definition: engine.Definition
    state: bytes
    payload: Mapping[str, Any]
    now: datetime
    host: LiveHost

    @property
    def token(self) -> UUID:
        """Return the token the command is about."""
        return UUID(self.payload["token"])

    def run(self, command: Callable[..., Step], *args: Any) -> Step:
        """Run a command of the engine on the state."""
        return command(self.definition, self.state, *args, now=self.now, host=self.host)


def ask(kind: str, asked: Asked) -> Step:
    """Run a command of this kind."""
    return KINDS[kind](asked)


def clock(kind: str, suspended_at: datetime | None, now: datetime) -> datetime:
    """Return the engine's time: that of a suspended instance stands still."""
    return now if suspended_at is None or kind in AWAKE else suspended_at


def paused(
    kind: str, suspended_at: datetime | None, at: datetime, *, ended: bool
) -> datetime | None:
    """Return since when an instance is suspended, after a command of this kind."""
    if kind in AWAKE or ended:
        return None
    return at if kind == "suspend" else suspended_at


def pauses(kind: str, before: Pauses, payload: Mapping[str, Any]) -> Pauses:
    """Return when the clocks of limits stood still, after a command of this kind."""
    return list(payload["pauses"]) if kind in PAUSING else before


def _start(asked: Asked) -> Step:
    given, entry = asked.payload["variables"], asked.payload.get("entry")
    entered = {"entry": entry} if entry else {}
    return engine.start(
        asked.definition, asked.instance_id, given, now=asked.now, host=asked.host, **entered
    )


def _retry(asked: Asked) -> Step:
    """Let a failed token run again; an open task nobody could do is only looked at again."""
    try:
        return asked.run(engine.retry, asked.token)
    except engine.NotReadyError:
        return asked.run(engine.wake)


def _set(asked: Asked) -> Step:
    said = asked.payload
    scope = UUID(said["scope"]) if said["scope"] else None
    return asked.run(engine.set_variable, scope, said["name"], said["value"])


def _migrate(asked: Asked) -> Step:
    new = definitions.bundle(asked.payload["set"])
    return asked.run(
        lambda old, state, **at: engine.migrate(old, new, state, asked.payload["mapping"], **at)
    )


def _postpone(asked: Asked) -> Step:
    names, moves = asked.payload["names"], dict(asked.payload["moves"])
    return asked.run(engine.postpone, names, moves)


KINDS: Mapping[str, Callable[[Asked], Step]] = {
    "start": _start,
    "complete": lambda a: a.run(engine.complete, a.token, a.payload["variables"]),
    "deliver": lambda a: a.run(engine.deliver, a.token, a.payload["payload"]),
    "signal": lambda a: a.run(engine.broadcast, a.payload["signal"], a.payload["payload"]),
    "add": lambda a: a.run(engine.add_instance, a.token, a.payload["payload"]),
    "remove": lambda a: a.run(engine.remove_instance, a.token),
    "wake": lambda a: a.run(engine.wake),
    "suspend": lambda a: a.run(engine.wake),
    "resume": lambda a: a.run(engine.wake),
    "cancel": lambda a: a.run(engine.cancel),
    "retry": _retry,
    "return": lambda a: a.run(engine.return_to, a.token),
    "withdraw": lambda a: a.run(engine.return_to, a.token),
    "skip": lambda a: a.run(engine.skip, a.token),
    "sign": lambda a: a.run(engine.sign, a.token, a.payload["groups"], a.payload["when"]),
    "unsign": lambda a: a.run(engine.unsign, a.token),
    "set": _set,
    "pause": _postpone,
    "unpause": _postpone,
    "migrate": _migrate,
    "unmigrate": _migrate,
}
