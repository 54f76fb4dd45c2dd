"""Built-in functions that turn one kind of value into another."""

import re
from decimal import Decimal
from typing import Any

from app.feel.comparison import order
from app.feel.library.registry import BUILTINS, builtin
from app.feel.limits import MAX_PATTERN, bounded
from app.feel.syntax.lexer import unquote
from app.feel.temporal.literals import at_literal
from app.feel.text import text_of
from app.feel.values import Range, number

_STRING = r'"(?:[^"\\]|\\.)*"'
_END = rf"-?[\d.]*?\d|{_STRING}|@{_STRING}|(?:date and time|date|time|duration)\({_STRING}\)"
_RANGE = re.compile(rf"\s*([\[\](])\s*({_END})\s*\.\.\s*({_END})\s*([\[\])])\s*", re.DOTALL)
_NUMBER = re.compile(r"-?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d+)?")
_GROUPING, _POINTS = (None, " ", ",", "."), (None, ",", ".")


@builtin("number(from: string|number)")
def number_of(text: str | Decimal) -> Decimal | None:
    """Read a number."""
    if isinstance(text, Decimal):
        return text
    return number(text) if _NUMBER.fullmatch(text) else None


@builtin("number(from: string, grouping separator: string|null, decimal separator?: string|null)")
def number_with(text: str, grouping: str | None, point: str | None = None) -> Decimal | None:
    """Read a number written with separators."""
    allowed = grouping in _GROUPING and point in _POINTS
    if not allowed or (grouping is not None and grouping == point):
        return None
    plain = text.replace(grouping, "") if grouping else text
    return number_of(plain.replace(point, ".") if point else plain)


@builtin("string(from: any)")
def string_of(value: Any) -> str | None:
    """Write any value."""
    return None if value is None else text_of(bounded(value))


@builtin("range(from: string)")
def range_of(text: str) -> Range | None:
    """Read a range."""
    found = _RANGE.fullmatch(text) if len(text) <= MAX_PATTERN else None
    if not found:
        return None
    start, end = _value(found[2]), _value(found[3])
    if order(start, end) not in (-1, 0):
        return None
    return Range(start, end, found[1] == "[", found[4] == "]")


def _value(text: str) -> Any:
    if text.startswith('"'):
        return unquote(text)
    if text.startswith("@"):
        return at_literal(unquote(text[1:]))
    function, opening, argument = text.partition("(")
    if opening:
        return BUILTINS[function].apply([unquote(argument[:-1])], None)
    return number_of(text)
