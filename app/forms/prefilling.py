"""What a form says before anyone types, and what a page needs to show it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from app.forms.conditions import (
    Place,
    Scope,
    Values,
    choices,
    is_needed,
    is_readonly,
    offered,
    places,
    settle,
    warnings,
)
from app.forms.conditions.functions import Functions
from app.forms.looks import moments
from app.forms.model import Component, Form, Option
from app.forms.parsing import parse
from app.forms.paths import ABSENT, AT, Fields, look
from app.forms.raw import TICKED, Typed, typed
from app.forms.telling import Told
from app.forms.words import as_text

BLANK = "__index__"
"""The number of the row that stands in a page for those added to it."""
ROW = re.compile(rf"-([0-9]+|{BLANK})-")


@dataclass(frozen=True)
class Visible:
    """The names that can be seen now, with the typed values and what the page adds to them.

    ``name in visible`` takes a field key, ``people-0-post`` (``people.post`` for any row), or
    the id of a group or table; everything else is held by such names, each row by itself.
    ``told`` holds what texts, pictures, tables and adornments say, ``blanks`` the first values
    of a new row by the key of its list.
    """

    names: frozenset[str]
    values: Typed = field(default_factory=dict)
    computed: Values = field(default_factory=dict)
    warnings: dict[str, str] = field(default_factory=dict)
    offered: dict[str, frozenset[str]] = field(default_factory=dict)
    needed: frozenset[str] = frozenset()
    readonly: frozenset[str] = frozenset()
    choices: dict[str, tuple[Option, ...]] = field(default_factory=dict)
    told: Mapping[str, Told] = field(default_factory=dict)
    blanks: Mapping[str, Typed] = field(default_factory=dict)

    def blank(self, name: str) -> Typed:
        """Return the first values of a row added to the list of that name."""
        return self.blanks.get(ROW.sub(".", name), {})

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
    return _firsts(form.fields, Scope.of(form, context, now, functions or {}))


def retyped(form: Form, kept: Mapping[str, Any]) -> Typed:
    """Return what ``Clean.submission`` kept in the shape it was typed, to be typed over."""
    return _retyped(form.fields, kept)


def visible(
    form: Form,
    values: Mapping[str, Any],
    context: Mapping[str, Any],
    functions: Functions | None = None,
    now: datetime | None = None,
) -> Visible:
    """Return what can be seen of a form holding these values; unreadable ones count as empty."""
    scope = Scope.of(form, context, now, functions or {})
    said = fixed(scope, typed(form, values))
    readable, _ = parse(form, said)
    seen, kept = settle(scope, readable)
    held = scope.holding(kept)
    drawn = list(places(form.components, scope.holding(_with_blanks(form.fields, kept))))
    names = seen | {place.name for place in drawn}
    return Visible(
        names=names | {ROW.sub(".", name) for name in names},
        values=said,
        computed=dict(_shown(drawn)),
        warnings=warnings(held),
        offered={p.name: offered(p.component, p.scope) for p in drawn if p.component.options},
        needed=frozenset(_holding(is_needed, drawn)),
        readonly=frozenset(_holding(is_readonly, drawn)),
        choices={p.name: choices(p.component, p.scope) for p in drawn if p.component.is_chosen},
        told={place.name: Told(place.component, place.scope) for place in drawn},
        blanks=dict(_blanks(form.fields, scope)),
    )


def fixed(scope: Scope, entered: Typed) -> Typed:
    """Return what was typed, with what nobody may change as the file says it."""
    return _fixed(scope.form.fields, entered, _firsts(scope.form.fields, scope), scope)


def as_typed(component: Component, value: Any) -> Any:
    """Return a value as a person would have typed it into the component."""
    if component.is_rows:
        rows = (row for row in value or [] if isinstance(row, Mapping))
        return [_row(component.fields, row) for row in rows]
    if component.is_several:
        several = value if isinstance(value, list | tuple) else [value]
        return [as_text(each) for each in several if each is not None]
    if component.type == "checkbox":
        return value is True or (isinstance(value, str) and value in TICKED)
    return as_text(value, component.subtype)


def _firsts(fields: Fields, scope: Scope) -> Typed:
    known = {each.key: _first(each, scope) for each in fields if not each.is_computed}
    return {key: value for key, value in known.items() if value not in (None, "", [])}


def _first(component: Component, scope: Scope) -> Any:
    rule = component.rule("prefill")
    value = scope.value_or_none(rule) if rule else None
    if value is None and component.is_rows:
        return [_firsts(component.fields, scope) for _ in range(component.looks.first_rows)]
    value = component.default if value is None else value
    if component.limits.minutes and isinstance(value, datetime | time):
        value = moments.floored(value, component.limits.minutes)
    return as_typed(component, value)


def _fixed(fields: Fields, entered: Typed, first: Typed, scope: Scope) -> Typed:
    held = dict(entered)
    for each in (each for each in fields if not each.is_computed):
        if each.looks.is_fixed:
            held[each.key] = first.get(each.key, _first(each, scope))
        elif each.is_rows:
            known = [] if each.looks.may_add else first.get(each.key, [])
            held[each.key] = [
                _fixed_row(each, row, known[at] if at < len(known) else {}, scope)
                for at, row in enumerate(held.get(each.key) or [])
            ]
    return held


def _fixed_row(rows: Component, row: Typed, first: Typed, scope: Scope) -> Typed:
    """Return a row with its unchangeable values: its first ones, or what each field says itself.

    In a list that grows and shrinks nobody knows which row was which: there a value that
    came with the row, and not from the field, is taken as it was sent.
    """
    own = _firsts(tuple(each for each in rows.fields if each.looks.is_fixed), scope)
    sent = {key: value for key, value in row.items() if rows.looks.may_add}
    given = {**{each.key: sent.get(each.key) for each in rows.fields}, **own, **first}
    return row | _fixed(rows.fields, row, given, scope)


def _blanks(fields: Fields, scope: Scope) -> Iterator[tuple[str, Typed]]:
    for rows in (each for each in fields if each.is_rows):
        yield rows.key, _firsts(rows.fields, scope)
        yield from ((f"{rows.key}.{key}", row) for key, row in _blanks(rows.fields, scope))


def _with_blanks(fields: Fields, level: Values) -> Values:
    """Return a level whose lists have a row more, which no row added later has yet."""
    lists = (each for each in fields if each.is_rows)
    return level | {rows.key: _blanked(rows, level.get(rows.key) or []) for rows in lists}


def _blanked(rows: Component, given: list[Values]) -> list[Values]:
    first: list[Values] = [{}] if rows.looks.first_rows and not given else []
    numbered = [{**row, AT: index} for index, row in enumerate([*given, *first])]
    return [_with_blanks(rows.fields, row) for row in [*numbered, {AT: BLANK}]]


def _retyped(fields: Fields, kept: Mapping[str, Any]) -> Typed:
    held = {each.key: look(kept, each.key, ABSENT) for each in fields if not each.is_computed}
    known = {each.key: each for each in fields}
    return {
        key: [_retyped(known[key].fields, row) for row in value or []]
        if known[key].is_rows
        else as_typed(known[key], _moment(known[key], value))
        for key, value in held.items()
        if value is not ABSENT
    }


def _moment(component: Component, value: Any) -> Any:
    if component.type != "datetime" or not value or not isinstance(value, str):
        return value
    if component.subtype == "time":
        return moments.read_time(value)
    return datetime.fromisoformat(value) if component.subtype == "datetime" else value


def _row(fields: Fields, row: Mapping[str, Any]) -> Typed:
    return {each.key: as_typed(each, look(row, each.key)) for each in fields}


def _shown(drawn: list[Place]) -> Iterator[tuple[str, Any]]:
    for place in (each for each in drawn if each.component.is_computed):
        show = place.component.rule("show")
        spoken = place.scope.value_or_none(show) if show else None
        reason = place.scope.value_or_none(place.component.rule("reason") or "null")
        yield place.name, as_text(place.value if spoken is None else spoken)
        yield f"{place.name}.reason", as_text(reason)


def _holding(rule: Callable[[Component, Scope], bool], drawn: list[Place]) -> Iterator[str]:
    fields = (place for place in drawn if place.component.is_field)
    return (place.name for place in fields if rule(place.component, place.scope))
