"""Closures for paths, filters, lists and contexts."""

from decimal import Decimal
from typing import Any

from app.feel.compiler.core import Code, Frame, build
from app.feel.limits import list_size
from app.feel.syntax.nodes import ContextOf, Filter, ListOf, Literal, Path
from app.feel.temporal.properties import property_of


@build.register
def _list(node: ListOf) -> Code:
    items = tuple(build(item) for item in node.items)
    return lambda frame: [item(frame) for item in items]


@build.register
def _context(node: ContextOf) -> Code:
    entries = tuple((key, build(value)) for key, value in node.entries)

    def run(frame: Frame) -> dict[str, Any]:
        inner = frame.with_names({})
        made: dict[str, Any] = {}
        for key, value in entries:
            made[key] = inner.variables[key] = value(inner)
        return made

    return run


@build.register
def _path(node: Path) -> Code:
    base, field = build(node.base), node.field

    def run(frame: Frame) -> Any:
        value = base(frame)
        if type(value) is dict:
            return value.get(field)
        if type(value) is list:
            frame.budget.spend(len(value))
            return [step(each, field) for each in value]
        return property_of(value, field)

    return run


def step(value: Any, field: str) -> Any:
    """Return a field of a context or a property of any other value."""
    return value.get(field) if type(value) is dict else property_of(value, field)


@build.register
def _filter(node: Filter) -> Code:
    base, condition = build(node.base), build(node.condition)
    if isinstance(node.condition, Literal) and type(node.condition.value) is Decimal:
        position = node.condition.value
        return lambda frame: _at(_listed(base(frame)), position)
    select = _Selection(condition, node)
    return lambda frame: select(frame, _listed(base(frame)))


def _listed(value: Any) -> list[Any]:
    if type(value) is list:
        return value
    return [] if value is None else [value]


def _at(items: list[Any], position: Decimal) -> Any:
    if position != position.to_integral_value() or not 0 < abs(position) <= len(items):
        return None
    index = int(position)
    return items[index - 1 if index > 0 else index]


class _Selection:
    """Keeps the elements for which the condition is true, or takes one by number."""

    def __init__(self, condition: Code, node: Filter) -> None:
        self.condition = condition
        self.names = node.names
        self.weight = node.weight

    def __call__(self, frame: Frame, items: list[Any]) -> Any:
        seen = self._fields(items)
        kept = []
        for position, item in enumerate(items):
            frame.budget.spend(self.weight)
            found = self.condition(frame.with_names(self._names(item, seen)))
            if position == 0 and type(found) is Decimal:
                return _at(items, found)
            if found is True:
                kept.append(item)
        list_size(len(kept))
        return kept

    def _fields(self, items: list[Any]) -> set[str]:
        """Return the wanted names that at least one element has."""
        return {
            name for name in self.names for item in items if type(item) is dict and name in item
        }

    def _names(self, item: Any, seen: set[str]) -> dict[str, Any]:
        names = {"item": item}
        if type(item) is dict:
            names.update((name, item.get(name)) for name in seen)
        return names
