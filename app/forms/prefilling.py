"""What a form says before anyone types, and what a page needs to show it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from app.forms.conditions import Scope, Values, is_needed, offered, settle, warnings
from app.forms.functions import Functions
from app.forms.model import Component, Form
from app.forms.parsing import ZONE, parse
from app.forms.raw import TICKED, Typed, typed


@dataclass(frozen=True)
class Visible:
    """The names that can be seen now, with the typed values and what the page adds to them.

    ``name in visible`` takes a field key, ``list.column``, or the id of a group or table.
    """

    names: frozenset[str]
    values: Typed = field(default_factory=dict)
    computed: Values = field(default_factory=dict)
    warnings: dict[str, str] = field(default_factory=dict)
    offered: dict[str, frozenset[str]] = field(default_factory=dict)
    needed: frozenset[str] = frozenset()

    def __contains__(self, name: object) -> bool:
        """Tell whether the component of that name is shown."""
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        """Yield the names in no particular order."""
        return iter(self.names)

    def __len__(self) -> int:
        """Return how many components are shown."""
        return len(self.names)


def prefill(
    form: Form,
    context: Mapping[str, Any],
    functions: Functions | None = None,
    now: datetime | None = None,
) -> Typed:
    """Return what the fields say at first, in the shape ``typed`` gives."""
    scope = Scope.of(form, context, now, functions or {})
    known = {each.key: _first(each, scope) for each in form.fields if not each.is_computed}
    return {key: value for key, value in known.items() if value not in (None, "", [])}


def retyped(form: Form, kept: Mapping[str, Any]) -> Typed:
    """Return what ``Clean.submission`` kept in the shape it was typed, to be typed over."""
    given = (each for each in form.fields if not each.is_computed and each.key in kept)
    return {each.key: as_typed(each, _moment(each, kept[each.key])) for each in given}


def visible(
    form: Form,
    values: Mapping[str, Any],
    context: Mapping[str, Any],
    functions: Functions | None = None,
    now: datetime | None = None,
) -> Visible:
    """Return what can be seen of a form holding these values; unreadable ones count as empty."""
    said = typed(form, values)
    readable, _ = parse(form, said)
    seen, kept = settle(scope := Scope.of(form, context, now, functions or {}), readable)
    held = scope.holding(kept)
    return Visible(
        seen,
        said,
        dict(_shown(form, held, seen)),
        warnings(held, seen),
        {each.key: offered(each, held) for each in form.fields if each.options},
        frozenset(each.key for each in form.fields if is_needed(each, held)),
    )


def as_typed(component: Component, value: Any) -> Any:
    """Return a value as a person would have typed it into the component."""
    if component.is_rows:
        return [_row(component, row) for row in value or [] if isinstance(row, Mapping)]
    if component.is_several:
        several = value if isinstance(value, list | tuple) else [value]
        return [as_text(each) for each in several if each is not None]
    if component.type == "checkbox":
        return value is True or (isinstance(value, str) and value in TICKED)
    return as_text(value, component.subtype)


def as_text(value: Any, subtype: str = "datetime") -> str:
    """Return a value as text: times to the minute in Asia/Shanghai, decimals written plainly."""
    if isinstance(value, datetime):
        local = value.astimezone(ZONE) if value.tzinfo else value
        return local.date().isoformat() if subtype == "date" else f"{local:%Y-%m-%dT%H:%M}"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None or isinstance(value, dict | list) else str(value)


def _first(component: Component, scope: Scope) -> Any:
    rule = component.rule("prefill")
    value = scope.value_or_none(rule) if rule else None
    return as_typed(component, component.default if value is None else value)


def _moment(component: Component, value: Any) -> Any:
    is_moment = component.type == "datetime" and component.subtype == "datetime"
    return datetime.fromisoformat(value) if is_moment and value else value


def _row(component: Component, row: Mapping[str, Any]) -> Typed:
    return {each.key: as_typed(each, row.get(each.key)) for each in component.children}


def _shown(form: Form, held: Scope, seen: frozenset[str]) -> Iterator[tuple[str, Any]]:
    for each in form.walk():
        if each.is_computed and each.key in seen:
            spoken = held.value_or_none(each.rule("show") or each.key)
            yield each.key, as_text(held.values.get(each.key) if spoken is None else spoken)
            yield f"{each.key}.reason", as_text(held.value_or_none(each.rule("reason") or "null"))
        elif each.type == "table" and each.id in seen and each.expression:
            yield each.id, _cells(each, held.value_or_none(each.expression))


def _cells(table: Component, rows: Any) -> list[list[str]]:
    listed = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    return [[_cell(row.get(column.value)) for column in table.columns] for row in listed]


def _cell(value: Any) -> str:
    text = as_text(value)
    return text.replace("T", " ") if isinstance(value, datetime) else text
