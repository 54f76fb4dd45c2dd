"""Try an expression, a cell or a decision on a case or on typed values; nothing is changed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app import cases, definitions, engine, feel, identity, policies, runtime
from app.cases import Case, masked
from app.core.errors import InvalidError
from app.engine import Scope
from app.feel import FeelError, explain
from app.feel.dmn import load
from app.identity import SYSTEM, Actor
from app.modeler.names import names_of
from app.modeler.queries import shown
from app.modeler.typed import guarded, typed
from app.runtime.host import LiveHost

MOST = 20_000


class ValueFailedError(InvalidError):
    """这个值算不出来。"""

    def __init__(self, error: FeelError) -> None:
        super().__init__()
        self.error = error


class TooLongError(InvalidError):
    """内容太长，最多 20000 个字符。"""


@dataclass(frozen=True)
class Setting:
    """Where the values come from: a diagram, a case and one of its scopes, and what is typed."""

    diagram: str = ""
    reference: str = ""
    scope: str = ""
    typed: str = ""


@dataclass(frozen=True)
class Situation:
    """The names in scope with their values, and the functions that may be called.

    ``open`` are names that some element may set and nothing has set yet: they are null.
    """

    facts: Mapping[str, Any]
    open: frozenset[str]
    functions: Mapping[str, Any]
    case: Case | None = None
    scopes: Sequence[Scope] = ()
    typed: frozenset[str] = field(default_factory=frozenset)
    error: FeelError | None = None
    """What keeps the typed values from being read; the rest stands without them."""

    @property
    def context(self) -> dict[str, Any]:
        """Return every name in scope with its value."""
        return {**dict.fromkeys(self.open), **self.facts}


def situation(setting: Setting, *, actor: Actor, now: datetime) -> Situation:
    """Return what the values of a setting are; NotFoundError for a case the actor may not see."""
    identity.require(actor, "process.read")
    _bounded(setting.typed)
    case = _case(setting.reference, actor) if setting.reference else None
    scopes = runtime.look(case.id, now).scopes if case else []
    facts = masked(visible(scopes, setting.scope), case) if case else {}
    nulls = definitions.bundle(case.instance.set_id).nulls if case else {}
    open_names = {*nulls, *(names_of(setting.diagram, actor) if setting.diagram else ())}
    functions = guarded(_functions(facts, case, now))
    written, error = _typed(setting.typed, {**dict.fromkeys(open_names), **facts}, functions)
    facts.update(written)  # the functions see them too
    return Situation(
        facts, frozenset(open_names - facts.keys()), functions, case, scopes,
        frozenset(written), error,
    )  # fmt: skip


def expression(text: str, on: Situation) -> explain.Explanation:
    """Say what an expression and each of its parts gives; FeelError when it cannot be read."""
    return explain.expression(_bounded(text), on.context, on.functions)


def unary_test(text: str, value: str, on: Situation) -> explain.Explanation:
    """Say whether a table's cell holds for the value of another expression.

    ValueFailedError says that it was this other one that could not be evaluated.
    """
    try:
        given = feel.evaluate(_bounded(value), on.context, on.functions)
    except FeelError as error:
        raise ValueFailedError(error) from error
    return explain.unary_test(_bounded(text), given, on.context, on.functions)


def decision(key: str, id: str, on: Situation, *, actor: Actor) -> explain.DecisionExplained:
    """Say what each cell of a decision's table says, which rules match and what comes out."""
    return explain.decision(shown("dmn", key, actor=actor).source, id, on.context, on.functions)


def inputs(key: str, id: str, *, actor: Actor) -> tuple[str, ...]:
    """Return the names a decision needs."""
    return load(shown("dmn", key, actor=actor).source).inputs(id)


def _case(reference: str, actor: Actor) -> Case:
    """Return a case: an author tries every one, since nothing personal is left of its values."""
    reader = SYSTEM if identity.may(actor, "case.try") else actor
    return cases.by_reference(reference, reader)


def _bounded(text: str) -> str:
    if len(text) > MOST:
        raise TooLongError
    return text


def visible(scopes: Sequence[Scope], chosen: str) -> dict[str, Any]:
    """Return what a scope can read: its own variables and those around it, up to the process."""
    by_token = {scope.token: scope for scope in scopes}
    found = next((scope for scope in scopes if str(scope.token or "") == chosen), None)
    facts: dict[str, Any] = {}
    while found is not None:
        facts = {**found.variables, **facts}
        around = by_token.get(found.parent) if found.token is not None else None
        found = around if around and around.process_key == found.process_key else None
    return facts


def _functions(facts: Mapping[str, Any], case: Case | None, now: datetime) -> dict[str, Any]:
    if case is None:
        versions = policies.current_versions(now)
        host = LiveHost(versions.parameters, versions.calendar)
        live: Counter[str] = Counter()
    else:
        host = LiveHost(case.instance.parameters_version, case.instance.calendar_version)
        live = Counter(element for _, element, _ in runtime.live_elements(case.id))
    return engine.functions(
        facts, now=now, created_at=now, host=host, active=lambda element_id: live[element_id]
    )


def _typed(
    text: str, around: Mapping[str, Any], functions: Mapping[str, Any]
) -> tuple[dict[str, Any], FeelError | None]:
    try:
        return typed(text, around, functions), None
    except FeelError as error:
        return {}, error
