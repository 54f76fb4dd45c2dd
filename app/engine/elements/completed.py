"""Completed activities that something may take back later, by scope in order of completion."""

from collections.abc import Iterable
from typing import Any

from app.engine.instance.tokens import Frame, Instance, Token
from app.engine.instance.values import to_json

Record = list[Any]


def remember(token: Token) -> None:
    """Keep a completed activity with a compensation handler, or with such activities inside.

    A record is its number, the element id, the name of what takes it back, for a scope the
    variables as it left them with its own records, and the number of the activity's token.
    """
    spec, inner = token.task_spec, token.instance.subprocesses.get(token.id)
    if spec.handler:
        _keep(token, spec.handler, None)
    elif inner is not None and spec.revival and _has_something_to_say(token, inner):
        _keep(token, spec.revival, {"data": to_json(inner.data), "done": inner.completed_work})


def recall(scope: Frame | Instance, number: int) -> list[Record]:
    """Take the record of a sub-process that is opened again; return what was completed in it."""
    found = [record for record in scope.completed_work if record[-1] == number]
    forget([scope], {number})
    return found[0][3]["done"] if found and found[0][3] is not None else []


def forget(scopes: Iterable[Frame | Instance], numbers: set[int]) -> None:
    """Drop what tokens of these numbers have completed: it is done again, or was never done."""
    for scope in scopes:
        scope.completed_work = [each for each in scope.completed_work if each[-1] not in numbers]


def _keep(token: Token, undo: str, left: dict[str, Any] | None) -> None:
    number = token.instance.next_number()
    record = [number, token.task_spec.bpmn_id, undo, left, token.id]
    token.workflow.completed_work.append(record)


def _has_something_to_say(token: Token, inner: Frame) -> bool:
    """A handler outside, on the loop, takes the place of what is inside."""
    if "index" in token.internal_data and token.parent.task_spec.handler:
        return False
    return bool(inner.completed_work or inner.spec.compensation)
