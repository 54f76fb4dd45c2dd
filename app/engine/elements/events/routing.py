"""Who catches what is thrown: errors and escalations climb, signals reach everyone."""

from collections.abc import Iterator
from typing import Any

from app.engine.elements.base import is_instance
from app.engine.elements.events.catching import CatchEvent, fire
from app.engine.elements.events.kinds import Signal, Signpost
from app.engine.elements.events.scopes import Listener
from app.engine.instance.tokens import WAIT, Frame, Instance, Token


def catcher(token: Token, event: Signpost) -> Token | None:
    """Return who catches an error or escalation thrown at ``token``, climbing scope by scope.

    First the boundary events of the activity it came out of, then the event sub-processes of the
    scope around that; at each level the one with the code before the one without.
    """
    scope, activity = token.workflow, None
    while True:
        for level in (_boundaries(activity), _listeners(scope, activity)):
            found = _best(level, event)
            if found is not None:
                return found
        if not isinstance(scope, Frame):
            return None
        scope, activity = scope.parent_workflow, scope.holder


def _boundaries(activity: Token | None) -> Iterator[Token]:
    if activity is not None:
        yield from activity.children
        if is_instance(activity):
            yield from activity.parent.children


def _listeners(scope: Any, activity: Token | None) -> Iterator[Token]:
    """An event sub-process does not catch what it throws itself."""
    own = activity.task_spec.name if activity is not None else None
    for token in scope.tasks.values():
        if isinstance(token.task_spec, Listener) and token.task_spec.scope != own:
            yield token


def _best(tokens: Iterator[Token], event: Signpost) -> Token | None:
    hits = [
        token
        for token in tokens
        if token.phase == WAIT
        and isinstance(token.task_spec, CatchEvent)
        and token.task_spec.event in (event, Signpost(event.kind, None))
    ]
    exact = [hit for hit in hits if hit.task_spec.event == event]
    return next(iter([*exact, *hits]), None)


def spread(instance: Instance, signal: str, payload: dict[str, Any]) -> None:
    """Let everything that listens for the signal catch it, by token number."""
    event = Signal(signal)
    for token in list(instance.tokens()):
        spec = token.task_spec
        is_waiting = token.phase == WAIT and token.id in token.workflow.tasks
        if is_waiting and isinstance(spec, CatchEvent) and spec.event == event:
            fire(token, dict(payload))
