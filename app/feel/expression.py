"""Compile an expression once, evaluate it many times."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import chain, filterfalse
from typing import Any

from app.feel.compiler import Code, Frame, build
from app.feel.conformance import ItemType
from app.feel.errors import BudgetError, FeelError, unknown_name
from app.feel.library import BUILTINS, external
from app.feel.limits import Budget, bounded
from app.feel.syntax.names import Scope
from app.feel.syntax.nodes import Node
from app.feel.syntax.parser import Parsed, parse
from app.feel.values import FLAT, READY, Function, normalise

BUILTIN_SCOPE = Scope(BUILTINS, binds=False)
_EMPTY: Mapping[str, Any] = {}


class Expression:
    """A compiled expression; ``names`` are those it wants from outside."""

    __slots__ = ("_builtins", "_code", "_parsed", "names", "text")

    def __init__(self, text: str, parsed: Parsed) -> None:
        """Compile what was parsed."""
        self.text = text
        self.names = tuple(parsed.free)
        self._parsed = parsed
        self._code: Code = _built(parsed.node)
        self._builtins = {name: BUILTINS[name] for name in self.names if name in BUILTINS}

    def evaluate(
        self,
        context: Mapping[str, Any],
        functions: Mapping[str, Callable[..., Any]] = _EMPTY,
        *,
        types: Mapping[str, ItemType] = _EMPTY,
    ) -> Any:
        """Return the value in ``context``; raise ``FeelError`` for a name nobody defined."""
        try:
            value = self._code(self._frame(context, functions, types))
            return value if type(value) in FLAT else bounded(value)
        except RecursionError as error:
            raise BudgetError("表达式嵌套太深") from error

    def unknown(self, names: Iterable[str]) -> FeelError | None:
        """Return the error for the first name that is neither in ``names`` nor built in."""
        known = set(names)
        for name, at in self._parsed.free.items():
            if name in self._parsed.certain and name not in known and name not in BUILTINS:
                return unknown_name(name, at, known, others=BUILTINS)
        return None

    def _frame(
        self,
        context: Mapping[str, Any],
        functions: Mapping[str, Callable[..., Any]],
        types: Mapping[str, ItemType],
    ) -> Frame:
        variables = {}
        for name in self.names:
            if name in context:
                value = context[name]
                variables[name] = value if type(value) in READY else normalise(value)
        if "?" in context:
            variables["?"] = normalise(context["?"])
        callables = self._callables(functions) if functions else self._builtins
        return Frame(variables, callables, (context, functions), Budget(), types)

    def _callables(self, functions: Mapping[str, Callable[..., Any]]) -> Mapping[str, Function]:
        wanted = {name: external(name, functions[name]) for name in self.names if name in functions}
        return {**self._builtins, **wanted} if wanted else self._builtins


def _built(node: Node) -> Code:
    try:
        return build(node)
    except RecursionError as error:
        raise BudgetError("表达式嵌套太深") from error


def spaced(*sources: Iterable[str]) -> frozenset[str]:
    """Return the names that are more than one word: only these change how a text is read."""
    return frozenset(filterfalse(str.isidentifier, chain.from_iterable(sources)))


@lru_cache(maxsize=2048)
def compiled(
    text: str,
    names: frozenset[str] = frozenset(),
    is_test: bool = False,
    fields: frozenset[str] = frozenset(),
    types: frozenset[str] = frozenset(),
) -> Expression:
    """Return the compiled expression, the same one for the same text and names."""
    parsed = parse(text, names, BUILTIN_SCOPE, is_test=is_test, fields=fields, types=types)
    return Expression(text, parsed)
