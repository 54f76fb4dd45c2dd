"""Equality, order and membership in three values: true, false and null."""

from collections.abc import Hashable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from app.feel.far import FarDate, FarDateTime, split
from app.feel.limits import bounded
from app.feel.temporal.instants import far_order, instant
from app.feel.values import Function, Range, YearsMonths
from app.feel.values import kind as kind_of

_PLAIN = frozenset((str, Decimal, bool, date, timedelta, YearsMonths, FarDate))
_ORDERED = frozenset((str, Decimal, date, timedelta, YearsMonths))
_CLOCKS = frozenset((time, datetime))
_FAR = frozenset((FarDate, FarDateTime))


def equal(left: Any, right: Any) -> bool | None:
    """Return whether two values are equal; null when they are of different types."""
    kind = type(left)
    if kind is type(right):
        if kind in _PLAIN:
            return bool(left == right)
        return _equal_alike(bounded(left), right)
    if left is None or right is None:
        return False
    if kind in _FAR or type(right) in _FAR:
        return order(left, right) == 0
    return None


def order(left: Any, right: Any) -> int | None:
    """Return -1, 0 or 1, or null when the two have no order."""
    kind = type(left)
    if kind is type(right) and kind in _ORDERED:
        return int(left > right) - int(left < right)
    if kind in _FAR or type(right) in _FAR:
        return far_order(left, right) if kind_of(left) == kind_of(right) else None
    if kind is not type(right) or kind not in _CLOCKS:
        return None
    if (left.tzinfo is None) != (right.tzinfo is None):
        return None
    first, second = instant(left), instant(right)
    return int(first > second) - int(first < second)


def ascending(items: list[Any]) -> list[Any] | None:
    """Return the items in their natural order, or None when two of them have none."""
    if any(order(item, items[0]) is None for item in items):
        return None
    if items and type(items[0]) in _ORDERED and len(set(map(type, items))) == 1:
        return sorted(items)
    return sorted(items, key=cmp_to_key(lambda left, right: order(left, right) or 0))


def identity(value: Any) -> Hashable:
    """Return what two values have in common exactly when they are equal."""
    kind = type(value)
    if kind is list:
        return kind, tuple(map(identity, value))
    if kind is dict:
        return kind, frozenset((key, identity(each)) for key, each in value.items())
    if kind is Range:
        return kind, _shape(value), identity(value.start), identity(value.end)
    if kind in _CLOCKS:
        return kind, value.tzinfo is None, instant(value)
    if kind in _FAR:
        cycles, near = split(value)
        return cycles, identity(near)
    return kind, value


def less(left: Any, right: Any) -> bool | None:
    """Return ``left < right``."""
    found = order(left, right)
    return None if found is None else found < 0


def less_or_equal(left: Any, right: Any) -> bool | None:
    """Return ``left <= right``."""
    found = order(left, right)
    return None if found is None else found <= 0


def greater(left: Any, right: Any) -> bool | None:
    """Return ``left > right``."""
    found = order(left, right)
    return None if found is None else found > 0


def greater_or_equal(left: Any, right: Any) -> bool | None:
    """Return ``left >= right``."""
    found = order(left, right)
    return None if found is None else found >= 0


def unequal(left: Any, right: Any) -> bool | None:
    """Return ``left != right``."""
    found = equal(left, right)
    return None if found is None else not found


def both(left: bool | None, right: bool | None) -> bool | None:
    """Return the conjunction of two of the three values."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def between(value: Any, low: Any, high: Any) -> bool | None:
    """Return whether ``low <= value <= high``."""
    return both(less_or_equal(low, value), less_or_equal(value, high))


def within(value: Any, limits: Range) -> bool | None:
    """Return whether ``value`` lies in a range."""
    above: bool | None = True
    below: bool | None = True
    if limits.start is not None or not limits.unary:
        above = (less_or_equal if limits.start_included else less)(limits.start, value)
    if limits.end is not None or not limits.unary:
        below = (less_or_equal if limits.end_included else less)(value, limits.end)
    return both(above, below)


def matches(value: Any, expected: Any) -> bool | None:
    """Return whether ``value`` passes the test ``expected``: equal, in a range, in a list."""
    if type(expected) is Range and type(value) is not Range:
        return within(value, expected)
    if type(expected) is list and type(value) is not list:
        return any(matches(value, each) is True for each in expected)
    if type(expected) is list:
        return equal(value, expected) is True or any(equal(value, each) for each in expected)
    return equal(value, expected)


def _equal_alike(left: Any, right: Any) -> bool | None:
    if left is None:
        return True
    verdict: bool | None = _ALIKE[type(left)](left, right)
    return verdict


def _same(left: Any, right: Any) -> bool | None:
    """Compare what lies inside a value already known to be bounded."""
    inner = type(left) is type(right) and type(left) in (list, dict)
    return _equal_alike(left, right) if inner else equal(left, right)


def _equal_clocks(left: Any, right: Any) -> bool | None:
    if (left.tzinfo is None) != (right.tzinfo is None):
        return False
    return bool(instant(left) == instant(right))


def _equal_lists(left: list[Any], right: list[Any]) -> bool | None:
    if len(left) != len(right):
        return False
    return all(_same(one, other) for one, other in zip(left, right, strict=True))


def _equal_contexts(left: dict[str, Any], right: dict[str, Any]) -> bool | None:
    if left.keys() != right.keys():
        return False
    return all(_same(value, right[key]) for key, value in left.items())


def _equal_ranges(left: Range, right: Range) -> bool | None:
    if _shape(left) != _shape(right):
        return False
    return bool(equal(left.start, right.start) and equal(left.end, right.end))


def _shape(limits: Range) -> tuple[bool, bool, bool]:
    return limits.start_included, limits.end_included, limits.unary


def _same_function(left: Function, right: Function) -> bool | None:
    return True if left is right else None


_ALIKE: dict[type, Any] = {
    time: _equal_clocks,
    datetime: _equal_clocks,
    FarDateTime: lambda left, right: order(left, right) == 0,
    list: _equal_lists,
    dict: _equal_contexts,
    Range: _equal_ranges,
    Function: _same_function,
}
