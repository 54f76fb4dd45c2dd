"""The arithmetic of FEEL; operands that do not fit together give null."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from app.feel.far import FarDate, FarDateTime
from app.feel.limits import text_size
from app.feel.temporal.instants import gap, shift
from app.feel.values import NUMBERS, YearsMonths

_MOMENTS = frozenset((date, time, datetime, FarDate, FarDateTime))
_SPANS = frozenset((timedelta, YearsMonths))
_MICROSECOND = timedelta(microseconds=1)


def add(left: Any, right: Any) -> Any:
    """Return ``left + right``."""
    kind = type(left)
    if kind is str and type(right) is str:
        text_size(len(left) + len(right))
        return left + right
    if kind in _MOMENTS and type(right) in _SPANS:
        return shift(left, right)
    if kind in _SPANS and type(right) in _MOMENTS:
        return shift(right, left)
    return _numbers_or_spans(NUMBERS.add, left, right, 1)


def subtract(left: Any, right: Any) -> Any:
    """Return ``left - right``."""
    kind = type(left)
    if kind in _MOMENTS and type(right) in _SPANS:
        return _guarded(lambda: shift(left, -right))
    if kind in _MOMENTS and type(right) in _MOMENTS:
        return gap(left, right) if (kind is time) == (type(right) is time) else None
    return _numbers_or_spans(NUMBERS.subtract, left, right, -1)


def multiply(left: Any, right: Any) -> Any:
    """Return ``left * right``."""
    if type(left) is Decimal and type(right) is Decimal:
        return _guarded(lambda: NUMBERS.multiply(left, right))
    if type(left) is Decimal:
        left, right = right, left
    if type(left) in _SPANS and type(right) is Decimal:
        return _guarded(lambda: _scaled(left, lambda size: NUMBERS.multiply(size, right)))
    return None


def divide(left: Any, right: Any) -> Any:
    """Return ``left / right``."""
    if type(left) is Decimal and type(right) is Decimal:
        return _guarded(lambda: NUMBERS.divide(left, right))
    if type(left) in _SPANS and type(right) is Decimal:
        return _guarded(lambda: _scaled(left, lambda size: NUMBERS.divide(size, right)))
    if type(left) in _SPANS and type(right) is type(left):
        return _guarded(lambda: NUMBERS.divide(_size(left), _size(right)))
    return None


def power(left: Any, right: Any) -> Any:
    """Return ``left ** right``."""
    if type(left) is Decimal and type(right) is Decimal:
        return _guarded(lambda: NUMBERS.power(left, right))
    return None


def negate(operand: Any) -> Any:
    """Return ``-operand``."""
    if type(operand) is Decimal:
        return NUMBERS.minus(operand)
    return _guarded(lambda: -operand) if type(operand) in _SPANS else None


def _numbers_or_spans(
    combine: Callable[[Decimal, Decimal], Decimal], left: Any, right: Any, sign: int
) -> Any:
    kind = type(left)
    if kind is not type(right):
        return None
    if kind is Decimal:
        return _guarded(lambda: combine(left, right))
    if kind is timedelta:
        return _guarded(lambda: left + right * sign)
    if kind is YearsMonths:
        return YearsMonths(left.months + right.months * sign)
    return None


def _size(span: timedelta | YearsMonths) -> Decimal:
    return Decimal(span.months if isinstance(span, YearsMonths) else span // _MICROSECOND)


def _scaled(span: timedelta | YearsMonths, change: Callable[[Decimal], Decimal]) -> Any:
    size = int(change(_size(span)))
    return YearsMonths(size) if isinstance(span, YearsMonths) else _MICROSECOND * size


def _guarded(compute: Callable[[], Any]) -> Any:
    try:
        return compute()
    except (ArithmeticError, ValueError):
        return None
