"""FEEL as the diagrams speak it: the variables of a token and the functions of this house."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from app import feel
from app.core.errors import ShaodaoError
from app.engine.errors import ElementError
from app.engine.instance.durations import SHANGHAI, from_microseconds
from app.engine.instance.scopes import visible
from app.engine.instance.tokens import Instance, Token
from app.engine.step import Host

FAULTS = (
    feel.FeelError,
    ShaodaoError,
    ArithmeticError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
LIMIT = re.compile(r'=\s*limit\(\s*"([^"]+)"\s*\)\s*')
FUNCTIONS = frozenset({"now", "limit", "work days", "work hours", "leader of", "org", "active"})


class Reader:
    """What one token can read now, looked up once for all its expressions."""

    def __init__(self, token: Token, extra: Mapping[str, Any] | None = None) -> None:
        self.facts = visible(token)
        if extra:
            self.facts.update(extra)
        self._known = {**token.instance.definition.nulls, **self.facts}
        self._functions = functions(token, self.facts)

    def evaluate(self, text: str | None) -> Any:
        """Return the value of ``=expression``, or the text itself; ElementError when it fails."""
        if text is None or not text.startswith("="):
            return text
        try:
            expression = feel.parse_expression(text[1:].strip())
            return expression.evaluate(self._known, self._functions)
        except FAULTS as error:
            raise ElementError(str(error) or type(error).__name__, text) from error


def evaluate(token: Token, text: str | None, extra: Mapping[str, Any] | None = None) -> Any:
    """Return what one expression says, as ``Reader`` reads it."""
    if text is None or not text.startswith("="):
        return text
    return Reader(token, extra).evaluate(text)


def decide(token: Token, decision_id: str) -> Any:
    """Return what the decision says about the token's variables."""
    decisions = token.instance.definition.decisions[decision_id]
    facts = visible(token)
    known = {**token.instance.definition.nulls, **facts}
    try:
        return decisions.evaluate(decision_id, known, functions(token, facts))
    except FAULTS as error:
        raise ElementError(str(error) or type(error).__name__, decision_id) from error


def functions(token: Token, facts: Mapping[str, Any]) -> dict[str, Callable[..., Any]]:
    """Return our functions, bound to the token's variables and the command's time."""
    instance = token.instance
    return bound(
        facts,
        now=instance.now,
        created_at=from_microseconds(token.at),
        host=instance.host,
        active=lambda element_id: live(instance, element_id),
    )


def bound(
    facts: Mapping[str, Any],
    *,
    now: datetime,
    created_at: datetime,
    host: Host,
    active: Callable[[str], int],
) -> dict[str, Callable[..., Any]]:
    """Return our functions for these facts; ``active`` counts the tokens in an element."""
    local = now.astimezone(SHANGHAI)
    return {
        "now": lambda: local,
        "limit": lambda key: _local(host.limit(key, facts, created_at)),
        "work days": lambda n: _local(host.work_days(local, n)),
        "work hours": lambda n: _local(host.work_hours(local, n)),
        "leader of": lambda org: f"{org}/负责人",
        "org": lambda code: host.lookup("org", [code]),
        "active": active,
    }


def live(instance: Instance, element_id: str) -> int:
    """Return how many tokens are in an element anywhere in the instance."""
    return sum(
        token.task_spec.bpmn_id == element_id and token.task_spec.shows(token)
        for scope in instance.frames()
        for token in scope.tasks.values()
        if "signing" not in token.internal_data
    )


def _local(moment: Any) -> Any:
    return moment.astimezone(SHANGHAI) if moment is not None else None
