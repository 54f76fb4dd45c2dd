"""Built-in functions on numbers and booleans."""

from datetime import timedelta
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from typing import Any

from app.feel.arithmetic import negate
from app.feel.library.registry import builtin
from app.feel.values import EXACT, NUMBERS, YearsMonths

_LOWEST_SCALE, _HIGHEST_SCALE = -6111, 6176


def _rounded(value: Decimal, scale: Decimal, rounding: str) -> Decimal | None:
    if not _LOWEST_SCALE <= scale <= _HIGHEST_SCALE:
        return None
    unit = Decimal(1).scaleb(-int(scale))
    if value.adjusted() + int(scale) > NUMBERS.prec:
        return value
    return NUMBERS.add(value.quantize(unit, rounding, EXACT), Decimal(0))


@builtin("decimal(n: number, scale: number)")
def decimal(value: Decimal, scale: Decimal) -> Decimal | None:
    """Round half to even."""
    return _rounded(value, scale, ROUND_HALF_EVEN)


@builtin("floor(n: number, scale?: number)")
def floor(value: Decimal, scale: Decimal = Decimal(0)) -> Decimal | None:
    """Round down to the scale."""
    return _rounded(value, scale, ROUND_FLOOR)


@builtin("ceiling(n: number, scale?: number)")
def ceiling(value: Decimal, scale: Decimal = Decimal(0)) -> Decimal | None:
    """Round up to the scale."""
    return _rounded(value, scale, ROUND_CEILING)


@builtin("round up(n: number, scale: number)")
def round_up(value: Decimal, scale: Decimal) -> Decimal | None:
    """Round away from zero."""
    return _rounded(value, scale, ROUND_UP)


@builtin("round down(n: number, scale: number)")
def round_down(value: Decimal, scale: Decimal) -> Decimal | None:
    """Round towards zero."""
    return _rounded(value, scale, ROUND_DOWN)


@builtin("round half up(n: number, scale: number)")
def round_half_up(value: Decimal, scale: Decimal) -> Decimal | None:
    """Round half away from zero."""
    return _rounded(value, scale, ROUND_HALF_UP)


@builtin("round half down(n: number, scale: number)")
def round_half_down(value: Decimal, scale: Decimal) -> Decimal | None:
    """Round half towards zero."""
    return _rounded(value, scale, ROUND_HALF_DOWN)


@builtin("abs(n: number|duration)")
def absolute(value: Any) -> Any:
    """Return a number or duration without its sign."""
    zero = {Decimal: Decimal(0), timedelta: timedelta(0), YearsMonths: YearsMonths(0)}
    return negate(value) if value < zero[type(value)] else value


@builtin("modulo(dividend: number, divisor: number)")
def modulo(dividend: Decimal, divisor: Decimal) -> Decimal | None:
    """Return the rest with the sign of the divisor."""
    if divisor == 0:
        return None
    quotient = NUMBERS.divide(dividend, divisor).to_integral_value(ROUND_FLOOR)
    return NUMBERS.subtract(dividend, NUMBERS.multiply(divisor, quotient))


@builtin("sqrt(number: number)")
def sqrt(value: Decimal) -> Decimal:
    """Return the square root."""
    return NUMBERS.sqrt(value)


@builtin("log(number: number)")
def log(value: Decimal) -> Decimal | None:
    """Return the natural logarithm."""
    return NUMBERS.ln(value) if value > 0 else None


@builtin("exp(number: number)")
def exp(value: Decimal) -> Decimal:
    """Return e to the power of the number."""
    return NUMBERS.exp(value)


@builtin("odd(number: number)")
def odd(value: Decimal) -> bool | None:
    """Say whether an integer is odd."""
    return _parity(value, 1)


@builtin("even(number: number)")
def even(value: Decimal) -> bool | None:
    """Say whether an integer is even."""
    return _parity(value, 0)


def _parity(value: Decimal, rest: int) -> bool | None:
    if value != value.to_integral_value():
        return None
    return int(value.to_integral_value()) % 2 == rest


@builtin("not(negand: any)")
def negation(value: Any) -> bool | None:
    """Return the opposite of a boolean, null of anything else."""
    return (not value) if type(value) is bool else None
