"""What the outside sees of a decision model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.feel.dmn.evaluation import Evaluation
from app.feel.dmn.model import Key, Model, Part
from app.feel.dmn.types import unknown_types
from app.feel.dmn.xml import id_of, name_of
from app.feel.errors import BudgetError, FeelError, unknown_name
from app.feel.library import BUILTINS, external
from app.feel.limits import Budget, bounded
from app.feel.values import Function, normalise

_NONE: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend, and where."""

    element_id: str
    name: str
    reason: str

    def __str__(self) -> str:
        """Return one sentence for the author."""
        where = self.name or self.element_id
        return f"{where}：{self.reason}" if where else self.reason


class Decisions:
    """A loaded model: evaluate its decisions by id."""

    def __init__(self, model: Model) -> None:
        """Offer the decisions and services of ``model``."""
        self._model = model
        self._parts = {part.key.id: part for part in model.own()}

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the decisions."""
        return tuple(id for id, part in self._parts.items() if part.kind == "decision")

    def name(self, id: str) -> str:
        """Return the name of a decision."""
        return self._part(id).name

    def inputs(self, id: str) -> tuple[str, ...]:
        """Return the names a decision needs from outside, through all it requires."""
        return tuple(dict.fromkeys(self._needs(self._part(id), set())))

    def evaluate(
        self,
        id: str,
        context: Mapping[str, Any],
        functions: Mapping[str, Callable[..., Any]] = _NONE,
    ) -> Any:
        """Return the value of a decision; raise ``NoRuleError`` when no rule matches."""
        part = self._part(id)
        run = Evaluation(self._model, context, self._callables(functions), Budget())
        try:
            if part.kind == "decision":
                return bounded(run.value(part.key))
            return self._invoked(run, part, context)
        except RecursionError as error:
            raise BudgetError("决策嵌套太深") from error

    def _callables(self, functions: Mapping[str, Callable[..., Any]]) -> Mapping[str, Function]:
        mentioned = self._model.mentioned & functions.keys()
        wrapped = {name: external(name, functions[name]) for name in mentioned}
        return {**BUILTINS, **wrapped} if wrapped else BUILTINS

    def _invoked(self, run: Evaluation, part: Part, context: Mapping[str, Any]) -> Any:
        function = run.value(part.key)
        if part.kind != "decisionService":
            return function.apply(
                [], {name: normalise(context.get(name)) for name in function.parameters}
            )
        keys = [*part.required("inputData"), *part.required("inputDecision")]
        names = {key: self._model.parts[key].name for key in keys}
        given = {key: normalise(context.get(name)) for key, name in names.items()}
        return run.serve(part, given)

    def _needs(self, part: Part, seen: set[Key]) -> Iterator[str]:
        seen.add(part.key)
        if part.kind == "inputData":
            yield part.name
        yield from (name for name in part.wanted if name not in BUILTINS)
        for _, key in part.requires:
            if key not in seen:
                yield from self._needs(self._model.parts[key], seen)

    def _part(self, id: str) -> Part:
        found = self._parts.get(id)
        if found is None:
            found = next((part for part in self._parts.values() if part.name == id), None)
        if found is None:
            raise unknown_name(id, None, self._parts, "决策")
        return found


def load(
    xml: bytes, imports: Mapping[str, bytes] = _NONE, *, as_standard: bool = False
) -> Decisions:
    """Return the decisions of a model; ``imports`` holds other models by namespace.

    A broken text raises when its decision is evaluated; ``check`` lists all of them at once.
    ``as_standard`` makes errors null as the conformance kit wants, instead of raising them.
    """
    return Decisions(Model(xml, imports, lenient=as_standard))


def check(xml: bytes, imports: Mapping[str, bytes] = _NONE) -> list[Problem]:
    """Return what an author has to mend before the model can be used."""
    try:
        return list(_problems(Model(xml, imports, lenient=False)))
    except FeelError as error:
        return [Problem("", "", str(error))]


def _problems(model: Model) -> Iterator[Problem]:
    for at, name, error in model.reader.problems:
        yield Problem(at, name, str(error))
    for element, name in unknown_types(model.root, model.types):
        yield Problem(id_of(element), name_of(element), f"没有叫“{name}”的类型")
    for part in model.own():
        yield from _problems_of(model, part)


def _problems_of(model: Model, part: Part) -> Iterator[Problem]:
    for name in part.wanted:
        if name in model.declared:
            yield Problem(part.key.id, part.name, f"用到“{name}”，却没有画出这个需求")
    if part.kind == "decision" and part.code is None:
        yield Problem(part.key.id, part.name, "没有决策逻辑")
    if _needs_itself(model, part.key):
        yield Problem(part.key.id, part.name, "需求成环")


def _needs_itself(model: Model, start: Key) -> bool:
    seen: set[Key] = set()
    waiting = [key for _, key in model.parts[start].requires]
    while waiting:
        key = waiting.pop()
        if key == start:
            return True
        if key not in seen:
            seen.add(key)
            waiting.extend(inner for _, inner in model.parts[key].requires)
    return False
