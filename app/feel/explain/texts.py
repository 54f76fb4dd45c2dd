"""Explain one expression, or one table cell against a value."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from app.feel.errors import BudgetError, FeelError
from app.feel.explain.spans import Reading
from app.feel.explain.watching import Part, Watch
from app.feel.expression import Expression, spaced

Functions = Mapping[str, Callable[..., Any]]
_NONE: Functions = {}


@dataclass(frozen=True)
class Explanation:
    """The value of a text, or the error it ended with, and all its parts."""

    text: str
    value: Any
    error: FeelError | None
    root: Part


def expression(text: str, context: Mapping[str, Any], functions: Functions = _NONE) -> Explanation:
    """Evaluate ``text`` as ``feel.evaluate`` does and say what each part gave."""
    with shallow():
        reading = Reading(text, spaced(context, functions))
        return _explained(reading, context, functions)


def unary_test(
    text: str, value: Any, context: Mapping[str, Any], functions: Functions = _NONE
) -> Explanation:
    """Hold the unary tests of a cell against ``value``: true, false or null."""
    with shallow():
        reading = Reading(text, spaced(context, functions), is_test=True)
        return _explained(reading, {**context, "?": value}, functions)


@contextmanager
def shallow() -> Iterator[None]:
    """Say that a text is nested too deeply where Python would."""
    try:
        yield
    except RecursionError as error:
        raise BudgetError("表达式嵌套太深") from error


def _explained(reading: Reading, context: Mapping[str, Any], functions: Functions) -> Explanation:
    watch = Watch(reading)
    watched = Expression(reading.text, reading.parsed._replace(node=watch.node))
    unknown = watched.unknown({*context, *functions})
    if unknown is not None:
        raise unknown
    value, error = None, None
    try:
        value = watched.evaluate(context, functions)
    except FeelError as failed:
        error = failed
    return Explanation(reading.text, value, error, watch.part())
