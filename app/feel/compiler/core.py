"""The frame an expression runs in, and the one dispatch all node builders share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import singledispatch
from itertools import chain
from typing import Any

from app.feel.errors import FeelError, unknown_name
from app.feel.limits import SIZED, Budget
from app.feel.syntax.nodes import Literal, Name, Node
from app.feel.values import Function

Code = Callable[["Frame"], Any]
_NAMES_A_STEP = 16


class Frame:
    """The names of one evaluation with their values, and its budget.

    ``sources`` hold the names in scope, listed only when an error asks for them.
    """

    __slots__ = ("budget", "functions", "sources", "types", "variables")

    def __init__(
        self,
        variables: dict[str, Any],
        functions: Mapping[str, Function],
        sources: tuple[Iterable[str], ...],
        budget: Budget,
        types: Mapping[str, Any],
    ) -> None:
        """Hold ``variables`` to be read and ``functions`` to be called."""
        self.variables = variables
        self.functions = functions
        self.sources = sources
        self.budget = budget
        self.types = types

    def with_names(self, names: dict[str, Any]) -> Frame:
        """Return a frame that knows ``names`` too."""
        variables = {**self.variables, **names}
        self.budget.spend(len(variables) // _NAMES_A_STEP)
        return self.__class__(variables, self.functions, self.sources, self.budget, self.types)

    def known(self) -> set[str]:
        """Return the names in scope, the fields of the element a filter looks at among them."""
        item = self.variables.get("item")
        fields = item if type(item) is dict else ()
        return {*chain.from_iterable(self.sources), *self.variables, *fields}

    def function_named(self, name: str, at: int) -> Function | None:
        """Return a function read as a value; raise for a name that is nowhere in scope."""
        if name not in self.functions:
            raise unknown_name(name, at, self.known())
        return self._metered(self.functions[name])

    def _metered(self, function: Function) -> Function:
        """Return a function whose calls from inside other functions are charged too."""

        def apply(given: list[Any], keys: dict[str, Any] | None) -> Any:
            self.budget.enter(function, given if keys is None else keys.values())
            try:
                return function.apply(given, keys)
            finally:
                self.budget.calls -= 1

        return replace(function, apply=apply)


@singledispatch
def build(node: Node) -> Code:
    """Return the closure that gives the value of ``node``."""
    raise FeelError(f"不支持 {type(node).__name__}", node.at)


def paid(code: Code) -> Code:
    """Return a closure that charges for walking through all of what ``code`` gives."""

    def run(frame: Frame) -> Any:
        value = code(frame)
        if type(value) in SIZED:
            frame.budget.pay_for_all(value)
        return value

    return run


@build.register
def _literal(node: Literal) -> Code:
    value = node.value
    return lambda _: value


@build.register
def _name(node: Name) -> Code:
    name, at = node.name, node.at

    def read(frame: Frame) -> Any:
        try:
            return frame.variables[name]
        except KeyError:
            return frame.function_named(name, at)

    return read
