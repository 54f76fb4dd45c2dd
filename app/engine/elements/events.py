"""Start, end, throwing, catching and boundary events."""

from dataclasses import dataclass
from typing import Any

from app.engine import timers
from app.engine.elements.base import Element
from app.engine.errors import ElementError
from app.engine.instance.footprints import interrupted
from app.engine.instance.tokens import FIRE, Frame, Token
from app.engine.language import evaluate


@dataclass(frozen=True)
class Message:
    """A message and the FEEL of the key that tells whose it is."""

    name: str
    key: str | None


@dataclass(frozen=True)
class Signpost:
    """An error or escalation; without a code it catches every one of its kind."""

    kind: str
    code: str | None


@dataclass(frozen=True)
class Terminate:
    """Ends the scope around it, with everything in it."""


Definition = timers.Timer | Message | Signpost | Terminate | None


class Event(Element):
    """A node with an event definition; None is a plain event."""

    def __init__(self, wf_spec: Any, bpmn_id: str, event: Definition = None, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.event = event


class StartEvent(Event):
    """Where a process begins."""


class ThrowEvent(Event):
    """Throws its escalation or error with the mapped inputs; a plain one passes."""

    def begin(self, token: Token) -> bool:
        """Throw; an error that nobody catches is one."""
        if isinstance(self.event, Signpost):
            caught = throw(token, self.event, dict(token.data))
            if self.event.kind == "error" and not caught:
                raise ElementError(f"错误“{self.event.code}”没有人接住")
        return True


class EndEvent(ThrowEvent):
    """Consumes the token; terminate takes the whole scope with it."""

    def begin(self, token: Token) -> bool:
        """End."""
        if isinstance(self.event, Terminate):
            for other in list(token.workflow.tasks.values()):
                if other is not token:
                    other.cancel()
        if token.workflow is token.instance:
            token.instance.end_event = self.bpmn_id
        return super().begin(token)


class CatchEvent(Event):
    """Waits for its timer or message."""

    def begin(self, token: Token) -> bool:
        """Arm the timer or compute the key."""
        if isinstance(self.event, timers.Timer):
            timers.arm(token, self.event)
        if isinstance(self.event, Message):
            token.internal_data["key"] = str(evaluate(token, self.event.key) or "")
        return False

    def _fire(self, token: Token) -> bool:
        return self._close(token)


class BoundaryEvent(CatchEvent):
    """Listens while its activity runs; appears on the trail only when it happens."""

    def __init__(self, *args: Any, is_interrupting: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_interrupting = is_interrupting

    def shows(self, token: Token) -> bool:
        """Say whether the event has happened."""
        return token.phase == FIRE

    def _open(self, token: Token) -> bool:
        token.at = token.instance.instant
        return self.begin(token)

    def _fire(self, token: Token) -> bool:
        self.note(token, "entered")
        return self._close(token)


def fire(token: Token, payload: dict[str, Any]) -> Token:
    """Let a waiting event happen; return the token that goes on.

    A non-interrupting boundary event stays and catches every further occurrence.
    """
    spec = token.task_spec
    if isinstance(spec, BoundaryEvent) and not spec.is_interrupting:
        origins = token.parent.origins
        token = Token(token.workflow, spec)
        token.origins = origins
    elif isinstance(spec, BoundaryEvent):
        activity = token.parent
        token.detach()
        token.origins = interrupted(activity)
        activity.cancel()
    token.data = payload
    token.resume(FIRE)
    return token


def throw(token: Token, event: Signpost, payload: dict[str, Any]) -> bool:
    """Climb scope by scope to the boundary event that catches; False when there is none."""
    frame = token.workflow
    while isinstance(frame, Frame):
        catcher = _catcher(frame.holder, event)
        if catcher is not None:
            fire(catcher, payload)
            return True
        frame = frame.parent_workflow
    return False


def _catcher(activity: Token, event: Signpost) -> Token | None:
    loop = activity.parent if "index" in activity.internal_data else None
    listening = [*activity.children, *(loop.children if loop else ())]
    hits = [
        child
        for child in listening
        if isinstance(child.task_spec, BoundaryEvent)
        and isinstance(child.task_spec.event, Signpost)
        and child.task_spec.event.kind == event.kind
        and child.task_spec.event.code in (event.code, None)
    ]
    exact = [hit for hit in hits if hit.task_spec.event.code is not None]
    return next(iter([*exact, *hits]), None)
