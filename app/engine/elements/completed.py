"""Completed activities that something may take back later, by scope in order of completion."""

from typing import Any

from app.engine.instance.tokens import Token
from app.engine.instance.values import to_json

Record = list[Any]


def remember(token: Token) -> None:
    """Keep a completed activity with a compensation handler, or with such activities inside.

    A record is its number, the element id, the name of what takes it back and, for a scope, the
    variables as it left them with its own records.
    """
    spec, scope = token.task_spec, token.workflow
    inner = token.instance.subprocesses.get(token.id)
    if spec.handler:
        scope.completed_work.append(
            [token.instance.next_number(), spec.bpmn_id, spec.handler, None]
        )
    elif inner is not None and spec.revival and _has_something_to_say(token, inner):
        left = {"data": to_json(inner.data), "done": inner.completed_work}
        number = token.instance.next_number()
        scope.completed_work.append([number, spec.bpmn_id, spec.revival, left])


def _has_something_to_say(token: Token, inner: Any) -> bool:
    """A handler outside, on the loop, takes the place of what is inside."""
    if "index" in token.internal_data and token.parent.task_spec.handler:
        return False
    return bool(inner.completed_work or inner.spec.compensation)
