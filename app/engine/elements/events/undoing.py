"""Compensation: completed activities are taken back one by one, the last first."""

from typing import Any

from app.engine.elements.activities import SubProcess
from app.engine.elements.base import Element, arrive
from app.engine.elements.completed import Record
from app.engine.elements.events.scopes import EventSubProcess
from app.engine.instance.tokens import CLOSE, WAIT, Frame, Instance, Token
from app.engine.instance.values import from_json


def reach(token: Token) -> list[Frame | Instance]:
    """Return the scopes whose work an event takes back: its own, and from an event sub-process
    also the scope around that."""
    scopes = [token.workflow]
    while isinstance(scopes[-1], Frame) and isinstance(
        scopes[-1].holder.task_spec, EventSubProcess
    ):
        scopes.append(scopes[-1].parent_workflow)
    return scopes


def take(scopes: list[Frame | Instance], activity: str | None) -> list[Record]:
    """Take the records of one activity, or all, out of their scopes: each is taken back once.

    Each begins with the place of its scope in the list.
    """
    taken: list[Record] = []
    for place, scope in enumerate(scopes):
        work, scope.completed_work = scope.completed_work, []
        for record in work:
            if activity in (None, record[1]):
                taken.append([place, *record])
            else:
                scope.completed_work.append(record)
    return sorted(taken, key=lambda each: int(each[1]))


class Undoing(Element):
    """A node that takes completed work back, and waits until that is done."""

    def undo(self, token: Token, records: list[Record]) -> bool:
        """Begin to take the records back; True when there is nothing to wait for."""
        token.internal_data["undo"] = [*token.internal_data.get("undo", ()), *records]
        return not self._next(token)

    def settle(self, token: Token) -> None:
        """Go on when a handler is done: with the one before it, or with the flow."""
        others = token.instance.tokens()
        if token.phase != WAIT or any(_works_for(other, token) for other in others):
            return
        if not self._next(token):
            token.resume(CLOSE)

    def _next(self, token: Token) -> bool:
        records = token.internal_data["undo"]
        if not records:
            return False
        place, _, _, name, left, _ = records.pop()
        scope: Any = reach(token)[place]
        handler = Token(scope, scope.spec.task_specs[name])
        handler.internal_data["keeper"] = token.id
        if left is not None:
            handler.internal_data["left"] = left
        arrive(handler, "", token.origins)
        return True


def _works_for(handler: Token, keeper: Token) -> bool:
    return bool(handler.internal_data.get("keeper") == keeper.id)


class UndoAll(Undoing):
    """Takes back everything in a scope that was opened again for that; nobody sees it."""

    def shows(self, token: Token) -> bool:
        """Stay in the background."""
        return False

    def note(self, token: Token, kind: str) -> None:
        """Leave the trail to the handlers."""

    def begin(self, token: Token) -> bool:
        """Take back."""
        return self.undo(token, take([token.workflow], None))


class Revival(SubProcess):
    """A completed sub-process, open again with its last variables, to take back what it did."""

    def begin(self, token: Token) -> bool:
        """Run its compensation event sub-process, or else every handler in it."""
        left = token.internal_data.pop("left")
        frame = token.instance.open_frame(token, self.spec)
        frame.data, frame.completed_work = from_json(left["data"]), left["done"]
        first = frame.spec.compensation or frame.spec.undo_all
        arrive(Token(frame, frame.spec.task_specs[first]))
        return False
