"""Types: does a value conform, and what becomes of one that nearly does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.feel.syntax.nodes import TypeRef
from app.feel.temporal.instants import midnight
from app.feel.values import TYPES, Function, Range, kind

ANY = TypeRef("Any")
_NOTHING: frozenset[type] = frozenset()
_ALIASES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
}
_SIMPLE = frozenset(
    ("boolean", "date", "date and time", "number", "string", "time", *_ALIASES.values())
)


@dataclass(frozen=True, slots=True)
class ItemType:
    """A type a model defines: a base or components, perhaps a list, perhaps limited values."""

    base: TypeRef = ANY
    components: Mapping[str, ItemType] | None = None
    is_list: bool = False
    allows: Callable[[Any], bool] | None = field(default=None, compare=False)
    allows_all: Callable[[Any], bool] | None = field(default=None, compare=False)


def is_instance(value: Any, wanted: TypeRef, types: Mapping[str, ItemType]) -> bool | None:
    """Return ``value instance of wanted``; null for a type nobody defined."""
    if wanted.name in types:
        return value is not None and conforms_to_item(value, types[wanted.name], types)
    if not _is_known(wanted, types):
        return None
    if value is None:
        return wanted.name == "Null"
    return conforms(value, wanted, types)


def conforms(value: Any, wanted: TypeRef, types: Mapping[str, ItemType]) -> bool:
    """Say whether a value is of a type; null is of every type."""
    name = _ALIASES.get(wanted.name, wanted.name)
    if value is None or name == "Any":
        return True
    if name in _SIMPLE:
        return kind(value) == name
    if name in types:
        return conforms_to_item(value, types[name], types)
    check = _COMPOUND.get(name)
    return check is not None and check(value, wanted, types)


def conforms_to_item(value: Any, item: ItemType, types: Mapping[str, ItemType]) -> bool:
    """Say whether a value is of a type the model defines."""
    if item.is_list:
        return type(value) is list and all(_is_element(each, item, types) for each in value)
    return _is_element(value, item, types)


def coerce(value: Any, wanted: TypeRef, types: Mapping[str, ItemType]) -> Any:
    """Return the value as the type wants it, or null when it does not fit."""
    if value is None or type(value) in plain_types(wanted):
        return value
    fitted = next((each for each in _readings(value) if conforms(each, wanted, types)), None)
    return fitted if _permits(fitted, wanted, types) else None


def plain_types(wanted: TypeRef) -> frozenset[type]:
    """Return the Python types of which every value is of the type ``wanted`` as it is."""
    return TYPES[wanted.name] if wanted.name in _SIMPLE else _NOTHING


def _readings(value: Any) -> Iterator[Any]:
    yield value
    if type(value) is list and len(value) == 1:
        yield value[0]
    yield [value]
    if type(value) is date:
        yield midnight(value)


def _permits(value: Any, wanted: TypeRef, types: Mapping[str, ItemType]) -> bool:
    """Say whether the allowed values of a type, and of all it is made of, hold the value."""
    item = types.get(wanted.name)
    return item is None or value is None or _item_permits(value, item, types)


def _item_permits(value: Any, item: ItemType, types: Mapping[str, ItemType]) -> bool:
    elements = value if item.is_list else [value]
    each_fits = all(_element_permits(each, item, types) for each in elements)
    return each_fits and (item.allows_all is None or item.allows_all(value))


def _element_permits(value: Any, item: ItemType, types: Mapping[str, ItemType]) -> bool:
    if value is None:
        return True
    parts = item.components or {}
    if not all(value[key] is None or _item_permits(value[key], parts[key], types) for key in parts):
        return False
    return _permits(value, item.base, types) and (item.allows is None or item.allows(value))


def _is_known(wanted: TypeRef, types: Mapping[str, ItemType]) -> bool:
    name = _ALIASES.get(wanted.name, wanted.name)
    known = name in types or name in _SIMPLE or name in _COMPOUND or name in ("Any", "Null")
    return known and all(_is_known(inner, types) for inner in wanted.inner)


def _is_element(value: Any, item: ItemType, types: Mapping[str, ItemType]) -> bool:
    if value is None:
        return True
    if item.components is None:
        return conforms(value, item.base, types)
    return type(value) is dict and all(
        key in value and conforms_to_item(value[key], part, types)
        for key, part in item.components.items()
    )


def _is_list(value: Any, wanted: TypeRef, types: Mapping[str, ItemType]) -> bool:
    inner = wanted.inner[0] if wanted.inner else ANY
    return type(value) is list and all(conforms(each, inner, types) for each in value)


def _is_context(value: Any, wanted: TypeRef, types: Mapping[str, ItemType]) -> bool:
    return type(value) is dict and all(
        key in value and conforms(value[key], inner, types)
        for key, inner in zip(wanted.keys, wanted.inner, strict=True)
    )


def _is_range(value: Any, wanted: TypeRef, types: Mapping[str, ItemType]) -> bool:
    inner = wanted.inner[0] if wanted.inner else ANY
    return type(value) is Range and all(
        conforms(end, inner, types) for end in (value.start, value.end)
    )


def _is_function(value: Any, wanted: TypeRef, types: Mapping[str, ItemType]) -> bool:
    if type(value) is not Function:
        return False
    return not wanted.inner or len(value.parameters) == len(wanted.inner) - 1


_COMPOUND: dict[str, Callable[[Any, TypeRef, Mapping[str, ItemType]], bool]] = {
    "list": _is_list,
    "context": _is_context,
    "range": _is_range,
    "function": _is_function,
}
