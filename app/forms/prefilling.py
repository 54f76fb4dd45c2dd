"""What a form says before anyone types, and what a page needs to show it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from app.forms.conditions import (
    Scope,
    Values,
    choices,
    hidden_cells,
    is_needed,
    is_readonly,
    offered,
    settle,
    warnings,
)
from app.forms.functions import Functions
from app.forms.looks import moments
from app.forms.model import Component, Form, Option
from app.forms.parsing import parse
from app.forms.raw import TICKED, Typed, typed
from app.forms.telling import Told
from app.forms.words import as_text


@dataclass(frozen=True)
class Visible:
    """The names that can be seen now, with the typed values and what the page adds to them.

    ``name in visible`` takes a field key, ``list.column``, or the id of a group or table.
    ``told`` holds, by component name, what texts, pictures, tables and adornments say.
    """

    names: frozenset[str]
    values: Typed = field(default_factory=dict)
    computed: Values = field(default_factory=dict)
    warnings: dict[str, str] = field(default_factory=dict)
    offered: dict[str, frozenset[str]] = field(default_factory=dict)
    needed: frozenset[str] = frozenset()
    readonly: frozenset[str] = frozenset()
    hidden_cells: frozenset[str] = frozenset()
    choices: dict[str, tuple[Option, ...]] = field(default_factory=dict)
    told: Mapping[str, Told] = field(default_factory=dict)

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
    scope = Scope.of(form, context, now, functions or {})
    said = typed(form, values) | fixed(scope)
    readable, _ = parse(form, said)
    seen, kept = settle(scope, readable)
    held = scope.holding(kept)
    fields = form.fields
    return Visible(
        seen,
        said,
        dict(_shown(form, held, seen)),
        warnings(held, seen),
        {each.key: offered(each, held) for each in fields if each.options},
        frozenset(each.key for each in fields if is_needed(each, held)),
        frozenset(each.key for each in fields if is_readonly(each, held)),
        hidden_cells(held, seen),
        {name: tuple(choices(each, held)) for name, each in _choosing(form)},
        {each.name: Told(each, held) for each in _outer(form.components)},
    )


def fixed(scope: Scope) -> Typed:
    """Return what the fields say that nobody may change, whatever was sent for them."""
    unchanging = (each for each in scope.form.fields if each.looks.is_fixed)
    return {each.key: _first(each, scope) for each in unchanging}


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


def _first(component: Component, scope: Scope) -> Any:
    rule = component.rule("prefill")
    value = scope.value_or_none(rule) if rule else None
    if value is None and component.is_rows:
        return [{} for _ in range(component.looks.first_rows)]
    value = component.default if value is None else value
    if component.limits.minutes and isinstance(value, datetime | time):
        value = moments.floored(value, component.limits.minutes)
    return as_typed(component, value)


def _outer(components: Sequence[Component]) -> Iterator[Component]:
    for each in components:
        yield each
        if not each.is_rows:
            yield from _outer(each.children)


def _choosing(form: Form) -> Iterator[tuple[str, Component]]:
    for each in form.fields:
        yield each.key, each
        yield from ((f"{each.key}.{column.key}", column) for column in each.children)


def _moment(component: Component, value: Any) -> Any:
    if component.type != "datetime" or not value or not isinstance(value, str):
        return value
    if component.subtype == "time":
        return moments.read_time(value)
    return datetime.fromisoformat(value) if component.subtype == "datetime" else value


def _row(component: Component, row: Mapping[str, Any]) -> Typed:
    return {each.key: as_typed(each, row.get(each.key)) for each in component.children}


def _shown(form: Form, held: Scope, seen: frozenset[str]) -> Iterator[tuple[str, Any]]:
    for each in form.walk():
        if each.is_computed and each.key in seen:
            spoken = held.value_or_none(each.rule("show") or each.key)
            yield each.key, as_text(held.values.get(each.key) if spoken is None else spoken)
            yield f"{each.key}.reason", as_text(held.value_or_none(each.rule("reason") or "null"))
        elif each.is_rows and each.key in seen:
            yield from _shown_cells(each, held)


def _shown_cells(rows: Component, held: Scope) -> Iterator[tuple[str, Any]]:
    for column in (each for each in rows.children if each.is_computed):
        for index, row in enumerate(held.values.get(rows.key) or []):
            yield f"{rows.key}-{index}-{column.key}", as_text(row.get(column.key))
