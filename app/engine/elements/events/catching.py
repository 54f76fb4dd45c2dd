"""Events that wait: start, intermediate catch and boundary events, and receive tasks."""

from typing import Any

from app.engine import timers
from app.engine.elements.base import Element, arrive, release
from app.engine.elements.events.kinds import Condition, Definition, Link, Message
from app.engine.instance.footprints import interrupted
from app.engine.instance.tokens import FIRE, Token
from app.engine.language import evaluate


class Event(Element):
    """A node with an event definition; None is a plain event."""

    def __init__(self, wf_spec: Any, bpmn_id: str, event: Definition = None, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.event = event
        self.events: list[Definition] = [event]


class StartEvent(Event):
    """Where a scope begins; what it waits for is watched from outside the scope."""


class CatchEvent(Event):
    """Waits for its event; a quiet one appears on the trail only when it happens."""

    is_interrupting = True

    def is_quiet(self, token: Token) -> bool:
        """Say whether the token waits behind something that a person sees instead."""
        return "quiet" in token.internal_data

    def shows(self, token: Token) -> bool:
        """Say whether a person would see the token here."""
        return token.phase == FIRE if self.is_quiet(token) else super().shows(token)

    def begin(self, token: Token) -> bool:
        """Wait; a link and a condition that is true already let the token pass."""
        self.arm(token)
        if isinstance(self.event, Link):
            return True
        return isinstance(self.event, Condition) and evaluate(token, self.event.text) is True

    def arm(self, token: Token) -> None:
        """Set the timer or compute the key."""
        if isinstance(self.event, timers.Timer):
            timers.arm(token, self.event)
        if isinstance(self.event, Message):
            token.internal_data["key"] = str(evaluate(token, self.event.key) or "")

    def occur(self, token: Token, payload: dict[str, Any]) -> Token:
        """Let the event happen; return the token that goes on."""
        if token.parent is not None and self.is_quiet(token):
            decided: Token = token.parent.task_spec.decide(token.parent, token, payload)
            return decided
        token.data.update(payload)
        token.resume(FIRE)
        return token

    def _open(self, token: Token) -> bool:
        if not self.is_quiet(token):
            return super()._open(token)
        token.at = token.instance.instant
        self.arm(token)
        return False

    def _fire(self, token: Token) -> bool:
        if self.is_quiet(token):
            self.note(token, "entered")
            self.take_inputs(token)
        return self._close(token)


class AnyOf(CatchEvent):
    """Waits for several events, which hang under it; the first to happen lets it pass."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = None
        self.parts: list[str] = []

    def arm(self, token: Token) -> None:
        """Let each of the events wait."""
        for name in self.parts:
            part = token.add(self._wf_spec.task_specs[name])
            part.internal_data["quiet"] = True
            arrive(part, "", token.origins)

    def decide(self, token: Token, part: Token, payload: dict[str, Any]) -> Token:
        """Go on with what came with the event that happened, without the others."""
        for each in token.children:
            each.cancel()
        return self.occur(token, payload)


class ReceiveTask(CatchEvent):
    """An activity that waits for a message."""


class BoundaryEvent(CatchEvent):
    """Listens while its activity runs."""

    def __init__(self, *args: Any, is_interrupting: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_interrupting = is_interrupting

    def is_quiet(self, token: Token) -> bool:
        """Stay in the background until it happens."""
        return True

    def occur(self, token: Token, payload: dict[str, Any]) -> Token:
        """Take the activity away; one that does not interrupt stays for every occurrence."""
        if self.is_interrupting:
            activity = token.parent
            token.detach()
            token.origins = interrupted(activity)
            activity.cancel()
            release(activity)
        else:
            origins = token.parent.origins
            token = Token(token.workflow, self)
            token.origins = origins
        token.data = payload
        token.resume(FIRE)
        return token


def fire(token: Token, payload: dict[str, Any]) -> Token:
    """Let a waiting event happen; return the token that goes on."""
    happened: Token = token.task_spec.occur(token, payload)
    return happened
