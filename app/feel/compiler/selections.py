"""Closures for paths, filters, lists and contexts."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from app.feel.compiler.core import Code, Frame, build
from app.feel.syntax.nodes import ContextOf, Filter, ListOf, Literal, Path
from app.feel.temporal.properties import property_of

_LOOKS_A_STEP = 64


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
        if not items:
            return []
        see = self._seeing(frame, items)
        first = see(items[0])
        if type(first) is Decimal:
            return _at(items, first)
        frame.budget.spend(self.weight * len(items))
        if type(items[0]) is not dict:
            see = self._seeing(frame, items, later=True)
        kept = [item for item in items[1:] if see(item) is True]
        return [items[0], *kept] if first is True else kept

    def _seeing(
        self, frame: Frame, items: list[Any], *, later: bool = False
    ) -> Callable[[Any], Any]:
        """Return what says whether the condition holds for an element."""
        fields = self._fields(frame, items) if later or type(items[0]) is dict else []
        inner = frame.with_names({})  # one for all: nothing that a condition makes outlives it
        condition, names = self.condition, inner.variables

        def see(item: Any) -> Any:
            names["item"] = item
            if type(item) is dict:
                for name in fields:
                    names[name] = item.get(name)
            elif fields:
                names.clear()
                names.update(frame.variables, item=item)
            return condition(inner)

        return see

    def _fields(self, frame: Frame, items: list[Any]) -> list[str]:
        """Return the wanted names that at least one element has."""
        frame.budget.spend(len(items) * len(self.names) // _LOOKS_A_STEP)
        return [
            name for name in self.names if any(name in each for each in items if type(each) is dict)
        ]
