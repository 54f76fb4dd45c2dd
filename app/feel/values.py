"""The values of FEEL as plain Python, and what the outside may hand in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import (
    MAX_PREC,
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from typing import Any

from app.feel.errors import FeelError
from app.feel.far import FarDate, FarDateTime

DIGITS = 34
NUMBERS = Context(
    prec=DIGITS,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
EXACT = Context(prec=min(MAX_PREC, 20_000), rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, order=True, slots=True)
class YearsMonths:
    """A years-and-months duration, counted in months."""

    months: int

    def __neg__(self) -> YearsMonths:
        """Return the duration backwards."""
        return YearsMonths(-self.months)


@dataclass(frozen=True, slots=True)
class Range:
    """An interval; ``unary`` says it was written as a comparison: a missing end has no limit."""

    start: Any
    end: Any
    start_included: bool
    end_included: bool
    unary: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """Something FEEL can call; ``apply`` takes positional and named arguments.

    ``steps`` is what one call is charged at least; ``is_deep`` says that it may walk through all
    that its arguments hold.
    """

    name: str
    parameters: tuple[str, ...]
    apply: Callable[[list[Any], dict[str, Any] | None], Any] = field(repr=False)
    signature: tuple[Any, Any] | None = None
    steps: int = 1
    is_deep: bool = True


_KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    date: "date",
    time: "time",
    datetime: "date and time",
    FarDate: "date",
    FarDateTime: "date and time",
    timedelta: "days and time duration",
    YearsMonths: "years and months duration",
    list: "list",
    dict: "context",
    Range: "range",
    Function: "function",
}
TYPES: dict[str, frozenset[type]] = {
    name: frozenset(each for each, named in _KINDS.items() if named == name)
    for name in _KINDS.values()
}
ENDS = frozenset(_KINDS) - {type(None), list, dict, Range, Function}
FLAT = frozenset(_KINDS) - {list, dict}
READY = FLAT - {Decimal}
_TEXT = frozenset((str,))


def kind(value: Any) -> str:
    """Return the FEEL type name of a normalised value."""
    return _KINDS[type(value)]


def number(value: int | float | str | Decimal) -> Decimal:
    """Return a decimal of at most 34 digits; raise ``ArithmeticError`` when there is none."""
    made = NUMBERS.create_decimal(repr(value) if isinstance(value, float) else value)
    if not made.is_finite():
        raise InvalidOperation(value)
    return made


def normalise(value: Any) -> Any:
    """Turn what the outside hands in into FEEL values, all the way down."""
    known = type(value)
    if known in READY:
        return value
    if known is dict and _TEXT.issuperset(map(type, value)):
        if READY.issuperset(map(type, value.values())):
            return value.copy()
    elif known is list:
        ready = READY.issuperset(map(type, value))
        return value.copy() if ready else [normalise(entry) for entry in value]
    return _normalise_foreign(value)


def _normalise_foreign(value: Any) -> Any:
    if isinstance(value, (int, float, Decimal)):
        return _normalise_number(value)
    if isinstance(value, Mapping):
        return {str(key): normalise(entry) for key, entry in value.items()}
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, (Sequence, Set)) and not isinstance(value, (bytes, bytearray)):
        return [normalise(entry) for entry in value]
    return _normalise_scalar(value)


def _normalise_number(value: int | float | Decimal) -> Decimal:
    try:
        return number(value)
    except (ArithmeticError, ValueError) as error:
        raise FeelError("数太大，或不是有限的数") from error


def _normalise_scalar(value: Any) -> Any:
    for base, plain in _PLAIN.items():
        if isinstance(value, base):
            return plain(value)
    raise FeelError(f"不能使用类型为 {type(value).__name__} 的值")


_PLAIN: dict[type, Callable[[Any], Any]] = {
    datetime: lambda value: datetime.combine(date.fromordinal(value.toordinal()), value.timetz()),
    date: lambda value: date.fromordinal(value.toordinal()),
    timedelta: lambda value: timedelta(value.days, value.seconds, value.microseconds),
}
