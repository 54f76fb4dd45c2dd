"""Built-in functions that turn one kind of value into another."""

import re
from decimal import Decimal
from typing import Any

from app.feel.library.registry import builtin
from app.feel.text import text_of
from app.feel.values import number

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
    return None if value is None else text_of(value)
