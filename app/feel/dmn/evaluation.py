"""One evaluation of a graph: every decision at most once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.feel.compiler import Frame
from app.feel.conformance import coerce
from app.feel.dmn.model import Key, Model, Part
from app.feel.errors import FeelError
from app.feel.limits import Budget
from app.feel.values import Function, kind, normalise

_ABSENT = object()


class _LenientFrame(Frame):
    """A frame in which an unknown name is null, as the standard says."""

    __slots__ = ()

    def function_named(self, name: str, at: int) -> Function | None:
        """Return a function read as a value, or null."""
        return super().function_named(name, at) if name in self.functions else None


class Evaluation:
    """Answers for the parts of a model from given inputs."""

    def __init__(
        self,
        model: Model,
        given: Mapping[str, Any],
        functions: Mapping[str, Function],
        budget: Budget,
        known: Mapping[Key, Any] | None = None,
    ) -> None:
        """Hold what is given by name, and what is ``known`` by key already."""
        self.model, self.given, self.functions, self.budget = model, given, functions, budget
        self._values: dict[Key, Any] = dict(known or {})
        self._active: list[Key] = []

    def value(self, key: Key) -> Any:
        """Return the value of a part, computed once."""
        found = self._values.get(key, _ABSENT)
        if found is _ABSENT:
            part = self.model.parts[key]
            found = self._input(part) if part.kind == "inputData" else self._worked_out(part)
            self._values[key] = found
        return found

    def _worked_out(self, part: Part) -> Any:
        if part.key in self._active:
            raise FeelError(f"“{part.name}”的需求成环")
        self._active.append(part.key)
        found = self._computed(part)
        self._active.pop()
        return found

    def _computed(self, part: Part) -> Any:
        if part.kind == "decision":
            return self._fitted(self._decided(part), part)
        if part.kind == "businessKnowledgeModel":
            return self._knowledge(part)
        return self._service(part)

    def _input(self, part: Part) -> Any:
        if part.name in self.given:
            value = self.given[part.name]
            return value if type(value) in part.plain else self._fitted(normalise(value), part)
        if self.model.lenient:
            return None
        raise FeelError(f"没有给出“{part.name}”", names=self.given)

    def _decided(self, part: Part) -> Any:
        try:
            return None if part.code is None else part.code(self._frame(part))
        except FeelError:
            if self.model.lenient:
                return None
            raise

    def _frame(self, part: Part) -> Frame:
        variables = self._ambient(part)
        for key, prefix, name in part.needs:
            if prefix:
                variables.setdefault(prefix, {})[name] = self.value(key)
            else:
                variables[name] = self.value(key)
        frame = _LenientFrame if self.model.lenient else Frame
        return frame(variables, self.functions, (), self.budget, part.types)

    def _ambient(self, part: Part) -> dict[str, Any]:
        """Return the given names that the model uses without declaring them as inputs."""
        given = self.given
        return {name: normalise(given[name]) for name in part.ambient if name in given}

    def _knowledge(self, part: Part) -> Any:
        function = None if part.code is None else part.code(self._frame(part))
        if type(function) is not Function or part.type is None:
            return function
        item = part.types.get(part.type.name)
        is_function = item is not None and item.base.name == "function"
        wanted = item.base.inner[-1] if item is not None and is_function else part.type
        return Function(
            part.name,
            function.parameters,
            lambda given, keys: coerce(function.apply(given, keys), wanted, part.types),
            function.signature,
        )

    def _service(self, part: Part) -> Function:
        keys = [*part.required("inputData"), *part.required("inputDecision")]
        names = tuple(self.model.parts[key].name for key in keys)

        def apply(given: list[Any], named: dict[str, Any] | None) -> Any:
            values = given if named is None else [named.get(name, _ABSENT) for name in names]
            if len(values) != len(keys) or _ABSENT in values or len(named or names) != len(names):
                raise FeelError(f"决策服务 {part.name} 的参数不对", expected="、".join(names))
            for key, value in zip(keys, values, strict=True):
                target = self.model.parts[key]
                if value is not None and self._fitted(value, target) is None:
                    raise FeelError(f"决策服务 {part.name} 的参数“{target.name}”类型不对")
            return self.serve(part, dict(zip(keys, values, strict=True)))

        return Function(part.name, names, apply)

    def serve(self, service: Part, known: Mapping[Key, Any]) -> Any:
        """Return what a service's output decisions say when ``known`` is given."""
        parts = self.model.parts
        fitted = {key: self._fitted(each, parts[key]) for key, each in known.items()}
        inner = Evaluation(self.model, self.given, self.functions, self.budget, fitted)
        outputs = service.required("outputDecision")
        values = {parts[key].name: inner.value(key) for key in outputs}
        single = next(iter(values.values())) if len(values) == 1 else values
        return self._fitted(single, service)

    def _fitted(self, value: Any, part: Part) -> Any:
        if part.type is None or value is None:
            return value
        fitted = coerce(value, part.type, part.types)
        if fitted is None and not self.model.lenient:
            raise FeelError(f"“{part.name}”应为 {part.type.name}，却是 {kind(value)}")
        return fitted
