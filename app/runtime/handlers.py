"""What features register at start-up: handlers of service tasks, look-ups, projections."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app import audit
from app.engine import Effect, Step, Subscription
from app.identity import Actor
from app.runtime.models import Message, ProcessInstance


@dataclass(frozen=True)
class Happening:
    """One step of one instance, as handlers and projections see it."""

    instance: ProcessInstance
    step: Step
    kind: str
    actor: Actor
    now: datetime
    entries: list[audit.Happening]
    """What the audit will say of the step, in order."""
    completed: UUID | None
    """The task a person has just completed."""
    remembered: dict[str, Any]
    """What the projections will find of it at the next step (JSON)."""
    opened: list[Subscription] = field(default_factory=list)
    """What the case waits for since this step."""

    def say(self, action: str, **details: Any) -> None:
        """Let the audit say something of this step."""
        self.entries.append(audit.Happening(action, details))


Handler = Callable[[Effect, Happening], None]
Projection = Callable[[Happening], None]
LookUp = Callable[[list[Any]], Any]

Opener = Callable[[str, str, Message, datetime], UUID]
"""Opens a case of a process at a start event for a message; returns the case's id."""

_openers: list[Opener] = []
_handlers: dict[str, Handler] = {}
_lookups: dict[str, LookUp] = {}
_projections: dict[str, Projection] = {}


def on_effect(kind: str, handler: Handler) -> None:
    """Perform service tasks of type ``kind`` with ``handler``, in the step's transaction."""
    _handlers[kind] = handler


def on_step(name: str, projection: Projection) -> None:
    """Call ``projection`` after every step, in its transaction."""
    _projections[name] = projection


def answer(name: str, look_up: LookUp) -> None:
    """Answer the FEEL function ``name``; each answer is recorded with the command."""
    _lookups[name] = look_up


def on_opening(opener: Opener) -> None:
    """Open the cases that messages and signals start with ``opener``."""
    _openers[:] = [opener]


def open_case(process_key: str, element_id: str, message: Message, now: datetime) -> UUID:
    """Open a case of a process for a message."""
    return _openers[0](process_key, element_id, message, now)


def perform(happening: Happening) -> None:
    """Perform a step's service tasks, then its projections."""
    for effect in happening.step.effects:
        _handlers[effect.type](effect, happening)
    for projection in _projections.values():
        projection(happening)


def look_up(name: str, args: list[Any]) -> Any:
    """Ask a registered look-up."""
    return _lookups[name](args)


def known() -> frozenset[str]:
    """Return the service task types that have a handler."""
    return frozenset(_handlers)
