"""Conditional events: looked at whenever nothing else moves; they happen on the rising edge."""

from app.engine.elements.events.catching import CatchEvent, fire
from app.engine.elements.events.kinds import Condition
from app.engine.instance.tokens import WAIT, Instance, Token
from app.engine.language import evaluate

HELD = "held"


def watching(instance: Instance) -> list[Token]:
    """Return the tokens that wait for a condition, by number; failed ones stand still."""
    return [
        token
        for token in instance.tokens()
        if token.phase == WAIT
        and isinstance(token.task_spec, CatchEvent)
        and isinstance(token.task_spec.event, Condition)
        and token.id not in instance.marks
        and instance.failures.get(token.id) != WAIT
    ]


def rises(token: Token) -> bool:
    """Say whether the condition has become true since it was last looked at."""
    held = token.internal_data.get(HELD, False)
    is_true = evaluate(token, token.task_spec.event.text) is True
    token.internal_data[HELD] = is_true
    return is_true and not held


def happen(tokens: list[Token]) -> None:
    """Let conditional events happen, except those that an earlier one takes away."""
    for token in tokens:
        if token.id in token.workflow.tasks:
            fire(token, {})
