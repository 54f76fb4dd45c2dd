"""FEEL: the safe expression language of diagrams, tables and forms.

Pure: text, names and functions in, a value or a ``FeelError`` out. Values are plain Python:
``None``, ``bool``, ``Decimal``, ``str``, ``list``, ``dict``, ``date``, ``time``, ``datetime``,
``timedelta`` (days and time), ``YearsMonths`` and ``Range``.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.feel.errors import BudgetError, FeelError, NoRuleError
from app.feel.expression import Expression, compiled, spaced
from app.feel.values import Function, Range, YearsMonths, normalise

__all__ = [
    "BudgetError",
    "Expression",
    "FeelError",
    "Function",
    "NoRuleError",
    "Range",
    "YearsMonths",
    "compile",
    "evaluate",
    "normalise",
    "parse_expression",
    "parse_tests",
    "unary_test",
]

_NONE: Mapping[str, Any] = {}


def evaluate(
    text: str, context: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]] = _NONE
) -> Any:
    """Return the value of ``text``; raise ``FeelError`` for bad syntax or an unknown name."""
    return compiled(text, spaced(context, functions)).evaluate(context, functions)


def compile(text: str, names: Iterable[str]) -> Expression:
    """Return the compiled expression; raise ``FeelError`` for a name that is not in ``names``."""
    known = frozenset(names)
    expression = compiled(text, spaced(known))
    error = expression.unknown(known)
    if error is not None:
        raise error
    return expression


def parse_expression(text: str, names: Iterable[str] | None = None) -> Expression:
    """Check the syntax of ``text``, and its names when ``names`` are given."""
    return compiled(text) if names is None else compile(text, names)


def parse_tests(text: str, names: Iterable[str] | None = None) -> Expression:
    """Check the unary tests of a table cell like ``parse_expression``."""
    known = frozenset(names or ())
    tests = compiled(text, spaced(known), is_test=True)
    error = None if names is None else tests.unknown(known)
    if error is not None:
        raise error
    return tests


def unary_test(
    text: str,
    value: Any,
    context: Mapping[str, Any],
    functions: Mapping[str, Callable[..., Any]] = _NONE,
) -> bool:
    """Return whether ``value`` passes the tests ``text``; what is null does not pass."""
    tests = compiled(text, spaced(context, functions), is_test=True)
    return tests.evaluate({**context, "?": value}, functions) is True
