"""Built-in functions that make one value of a list."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import reduce
from typing import Any

from app.feel.arithmetic import add
from app.feel.comparison import greater, less, order
from app.feel.library.registry import builtin
from app.feel.values import NUMBERS, YearsMonths

_Reduction = Callable[[list[Any]], Any]


def aggregate(name: str) -> Callable[[_Reduction], _Reduction]:
    """Register a function of a list under both its forms: ``f(list)`` and ``f(a, b, …)``."""

    def register(compute: _Reduction) -> _Reduction:
        builtin(f"{name}(list: list)", is_deep=False)(compute)
        builtin(f"{name}(n...: any)", is_deep=False)(lambda *items: compute(list(items)))
        return compute

    return register


@builtin("count(list: list)", is_deep=False)
def count(items: list[Any]) -> int:
    """Count the items."""
    return len(items)


@aggregate("min")
def minimum(items: list[Any]) -> Any:
    """Return the smallest item."""
    return _extreme(items, less)


@aggregate("max")
def maximum(items: list[Any]) -> Any:
    """Return the greatest item."""
    return _extreme(items, greater)


def _extreme(items: list[Any], better: Callable[[Any, Any], bool | None]) -> Any:
    if not items or any(order(item, items[0]) is None for item in items):
        return None
    return reduce(lambda best, item: item if better(item, best) else best, items)


@aggregate("sum")
def total(items: list[Any]) -> Any:
    """Add numbers, or durations of one kind."""
    summable = (Decimal, timedelta, YearsMonths)
    if not items or type(items[0]) not in summable:
        return None
    return reduce(lambda left, right: None if left is None else add(left, right), items)


@aggregate("mean")
def mean(items: list[Any]) -> Any:
    """Return the average of numbers."""
    numbers = _numbers(items)
    return NUMBERS.divide(_sum(numbers), Decimal(len(numbers))) if numbers else None


@aggregate("product")
def product(items: list[Any]) -> Any:
    """Multiply numbers."""
    numbers = _numbers(items)
    return reduce(NUMBERS.multiply, numbers) if numbers else None


@aggregate("median")
def median(items: list[Any]) -> Any:
    """Return the middle number."""
    numbers = sorted(_numbers(items))
    if not numbers:
        return None
    middle = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[middle]
    return NUMBERS.divide(_sum(numbers[middle - 1 : middle + 1]), Decimal(2))


@aggregate("stddev")
def stddev(items: list[Any]) -> Any:
    """Return the standard deviation of a sample."""
    numbers = _numbers(items)
    if len(numbers) < 2:
        return None
    average = NUMBERS.divide(_sum(numbers), Decimal(len(numbers)))
    squares = [NUMBERS.power(NUMBERS.subtract(each, average), Decimal(2)) for each in numbers]
    return NUMBERS.sqrt(NUMBERS.divide(_sum(squares), Decimal(len(numbers) - 1)))


@aggregate("mode")
def mode(items: list[Any]) -> Any:
    """Return the most frequent numbers in order."""
    if not items:
        return []
    numbers = sorted(_numbers(items))
    counts: dict[Decimal, int] = {}
    for each in numbers:
        counts[each] = counts.get(each, 0) + 1
    most = max(counts.values(), default=0)
    return [each for each, times in counts.items() if times == most] or None


@aggregate("all")
def all_of(items: list[Any]) -> bool | None:
    """Return the conjunction of a list."""
    if any(item is False for item in items):
        return False
    return True if all(item is True for item in items) else None


@aggregate("any")
def any_of(items: list[Any]) -> bool | None:
    """Return the disjunction of a list."""
    if any(item is True for item in items):
        return True
    return False if all(item is False for item in items) else None


def _numbers(items: list[Any]) -> list[Decimal]:
    return items if all(type(item) is Decimal for item in items) else []


def _sum(numbers: list[Decimal]) -> Decimal:
    return reduce(NUMBERS.add, numbers)
