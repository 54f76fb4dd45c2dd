"""Built-in functions on lists."""

from collections.abc import Hashable
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from app.feel.comparison import ascending, equal, identity
from app.feel.library.registry import builtin
from app.feel.limits import bounded, list_size
from app.feel.values import Function


@builtin("list contains(list: list, element: any)")
def list_contains(items: list[Any], element: Any) -> bool:
    """Say whether an item equals ``element``."""
    return any(equal(item, element) is True for item in items)


@builtin("sublist(list: list, start position: number, length?: number)", is_deep=False)
def sublist(items: list[Any], start: Decimal, length: Decimal | None = None) -> list[Any] | None:
    """Return a part counted from 1, or from the end when negative."""
    first = _index(items, start)
    if first is None or (length is not None and length < 0):
        return None
    last = len(items) if length is None else first + int(length)
    return items[first:last] if last <= len(items) else None


def _index(items: list[Any], position: Decimal) -> int | None:
    if position == 0 or abs(position) > len(items):
        return None
    return int(position) - 1 if position > 0 else len(items) + int(position)


@builtin("append(list: list, item...: any)", is_deep=False)
def append(items: list[Any], *more: Any) -> list[Any]:
    """Return the list with more items."""
    return [*items, *more]


@builtin("concatenate(list...: list)", is_deep=False)
def concatenate(*lists: list[Any]) -> list[Any]:
    """Return one list of all items."""
    list_size(sum(len(items) for items in lists))
    return [item for items in lists for item in items]


@builtin("insert before(list: list, position: number, newItem: any)", is_deep=False)
def insert_before(items: list[Any], position: Decimal, item: Any) -> list[Any] | None:
    """Return the list with an item before the position."""
    index = _index(items, position)
    return None if index is None else [*items[:index], item, *items[index:]]


@builtin("remove(list: list, position: number)", is_deep=False)
def remove(items: list[Any], position: Decimal) -> list[Any] | None:
    """Return the list without the item at the position."""
    index = _index(items, position)
    return None if index is None else [*items[:index], *items[index + 1 :]]


@builtin("list replace(list: list, position: number, newItem: any)")
def list_replace(items: list[Any], position: Decimal, item: Any) -> list[Any] | None:
    """Return the list with another item at the position."""
    index = _index(items, position)
    return None if index is None else [*items[:index], item, *items[index + 1 :]]


@builtin("list replace(list: list, match: function, newItem: any)")
def list_replace_where(items: list[Any], match: Function, new: Any) -> list[Any] | None:
    """Return the list with ``newItem`` for every item that ``match(item, newItem)`` takes."""
    taken = [match.apply([item, new], None) for item in items]
    if any(type(each) is not bool for each in taken):
        return None
    return [new if hit else item for item, hit in zip(items, taken, strict=True)]


@builtin("reverse(list: list)", is_deep=False)
def reverse(items: list[Any]) -> list[Any]:
    """Return the list backwards."""
    return items[::-1]


@builtin("index of(list: list, match: any)")
def index_of(items: list[Any], match: Any) -> list[Decimal]:
    """Return the positions of the items that equal ``match``."""
    return [Decimal(at) for at, item in enumerate(items, 1) if equal(item, match) is True]


@builtin("union(list...: list)")
def union(*lists: list[Any]) -> list[Any]:
    """Return one list of all items without repetition."""
    return distinct_values(concatenate(*lists))


@builtin("distinct values(list: list)")
def distinct_values(items: list[Any]) -> list[Any]:
    """Return the items without repetition, the first of each kept."""
    kept: dict[Hashable, Any] = {}
    for item in items:
        kept.setdefault(identity(item), item)
    return list(kept.values())


@builtin("flatten(list: list)")
def flatten(items: list[Any]) -> list[Any]:
    """Return the items of all inner lists as one list."""
    flat: list[Any] = []
    waiting = [iter(bounded(items))]
    while waiting:
        item = next(waiting[-1], waiting)
        if item is waiting:
            waiting.pop()
        elif type(item) is list:
            waiting.append(iter(item))
        else:
            flat.append(item)
            list_size(len(flat))
    return flat


@builtin("sort(list: list, precedes?: function)", is_deep=False)
def sort(items: list[Any], precedes: Function | None = None) -> list[Any] | None:
    """Return the list in the order that ``precedes(a, b)`` says, else ascending."""
    if precedes is None:
        return ascending(items)
    apply = precedes.apply

    def compare(left: Any, right: Any) -> int:
        if apply([left, right], None) is True:
            return -1
        return 1 if apply([right, left], None) is True else 0

    return sorted(items, key=cmp_to_key(compare))
