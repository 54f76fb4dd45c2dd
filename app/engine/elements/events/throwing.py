"""Events that throw, end events, and send tasks."""

from collections.abc import Callable
from typing import Any

from app.engine.elements.activities import ask, effect, mapped
from app.engine.elements.events.catching import Event, fire
from app.engine.elements.events.kinds import (
    Cancel,
    Compensation,
    Message,
    Signal,
    Signpost,
    Terminate,
)
from app.engine.elements.events.routing import catcher, spread
from app.engine.elements.events.scopes import clear
from app.engine.elements.events.undoing import Undoing, reach, take
from app.engine.errors import ElementError
from app.engine.instance.footprints import merged, scope_of, swept
from app.engine.instance.tokens import GONE, Token
from app.engine.language import evaluate


class ThrowEvent(Event, Undoing):
    """Throws its event with the mapped inputs; a plain one passes."""

    def begin(self, token: Token) -> bool:
        """Throw, or take back and wait; what is thrown may take the token itself away."""
        if isinstance(self.event, Compensation):
            return self.undo(token, take(reach(token), self.event.activity))
        self.perform(token)
        return token.id in token.workflow.tasks

    def perform(self, token: Token) -> None:
        """Let what is thrown happen."""
        if self.extensions.of("taskDefinition", "type"):
            ask(token)
        elif type(self.event) in ACTS:
            ACTS[type(self.event)](token, self.event)


class SendTask(ThrowEvent):
    """An activity that sends a message, or asks for an effect of its own type."""


class EndEvent(ThrowEvent):
    """Consumes the token; what it throws happens when it has ended."""

    def begin(self, token: Token) -> bool:
        """End; terminate and cancel take the rest of the scope with them."""
        if isinstance(self.event, Terminate | Cancel):
            swept(token, scope_of(token))
            clear(token.workflow, but=token)
        if isinstance(self.event, Signpost):
            self._must_be_caught(token, self.event)
        if self._ends_the_process(token):
            token.instance.end_event = self.bpmn_id
        if isinstance(self.event, Cancel):
            return self.undo(token, take([token.workflow], None))
        if isinstance(self.event, Compensation):
            return self.undo(token, take(reach(token), self.event.activity))
        return True

    def _must_be_caught(self, token: Token, event: Signpost) -> None:
        if event.kind == "error" and catcher(token, event) is None:
            raise ElementError(f"错误“{event.code}”没有人接住")

    def _ends_the_process(self, token: Token) -> bool:
        """Of event sub-processes only those that interrupt stand for the process itself."""
        *inner, last = reach(token)
        return last is token.instance and all(
            scope.holder.task_spec.is_interrupting for scope in inner
        )

    def _on_complete(self, my_task: Token) -> None:
        my_task.phase = GONE
        self.perform(my_task)
        if my_task.id in my_task.workflow.tasks:
            super()._on_complete(my_task)


def _send(token: Token, event: Message) -> None:
    key = str(evaluate(token, event.key) or "") if event.key else ""
    effect(token, "send message", {"name": event.name, "key": key, "payload": mapped(token)})


def _broadcast(token: Token, event: Signal) -> None:
    payload = mapped(token)
    effect(token, "broadcast signal", {"name": event.name, "payload": payload})
    spread(token.instance, event.name, payload)


def _raise(token: Token, event: Signpost) -> None:
    found = catcher(token, event)
    if found is not None:
        happened = fire(found, mapped(token))
        happened.origins = merged((happened.origins, token.origins))


def _leave_transaction(token: Token, event: Cancel) -> None:
    around = token.workflow.holder.children
    fire(next(child for child in around if event in child.task_spec.events), {})


ACTS: dict[type, Callable[[Token, Any], None]] = {
    Message: _send,
    Signal: _broadcast,
    Signpost: _raise,
    Cancel: _leave_transaction,
}
