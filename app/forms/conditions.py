"""Which parts of a form can be seen, and what the computed fields say."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from app.feel import FeelError, evaluate, parse_expression
from app.forms.functions import Functions, library
from app.forms.looks import templating
from app.forms.model import Component, Form, Option
from app.forms.reading import expressions, told

ROUNDS = 6
Values = dict[str, Any]


@dataclass(frozen=True)
class Scope:
    """What expressions of one form see: task variables, typed values, ``task``, ``now()``."""

    form: Form
    context: Mapping[str, Any]
    functions: Mapping[str, Callable[..., Any]]
    values: Values = field(default_factory=dict)

    @classmethod
    def of(
        cls, form: Form, context: Mapping[str, Any], now: datetime | None, functions: Functions
    ) -> "Scope":
        """Return the scope of a form nobody has typed into yet."""
        callables = library(now, functions)
        unset = dict.fromkeys(_names(form) - callables.keys())
        return cls(form, {**unset, "task": dict(context), **context}, callables)

    def holding(self, values: Mapping[str, Any]) -> "Scope":
        """Return the scope with these values typed in; fields without one are null."""
        empty = dict.fromkeys(found.key for found in self.form.fields if not found.is_computed)
        return Scope(self.form, self.context, self.functions, {**empty, **values})

    def within(self, row: Mapping[str, Any]) -> "Scope":
        """Return the scope of one row of a list: ``this`` is the row, ``parent`` the form."""
        return self.knowing({**row, "this": dict(row), "parent": self.values})

    def knowing(self, names: Mapping[str, Any]) -> "Scope":
        """Return the scope with further names."""
        return Scope(self.form, self.context, self.functions, {**self.values, **names})

    def value(self, text: str) -> Any:
        """Return what an expression gives; raises FeelError."""
        return evaluate(text, {**self.context, **self.values}, self.functions)

    def value_or_none(self, text: str) -> Any:
        """Return what an expression gives, or None when it fails."""
        try:
            return self.value(text)
        except FeelError:
            return None

    def holds(self, text: str | None) -> bool:
        """Tell whether an expression is true; null and failure are not."""
        return text is not None and self.value_or_none(text) is True


def settle(scope: Scope, values: Mapping[str, Any]) -> tuple[frozenset[str], Values]:
    """Return the names visible and the values that count, computed ones included.

    Hidden fields are dropped, which may hide or show others: repeated until nothing moves.
    """
    seen = frozenset(each.name for each in scope.form.walk())
    kept: Values = dict(values)
    for _ in range(ROUNDS):
        kept = _computed(scope, _kept(scope, values, seen), seen)
        now_seen = frozenset(_seen(scope.form.components, scope.holding(kept)))
        if now_seen == seen:
            break
        seen = now_seen
    return seen, kept


def hidden_cells(scope: Scope, seen: frozenset[str]) -> frozenset[str]:
    """Return the cells (``people-0-post``) whose own row hides them."""
    return frozenset(
        f"{rows.key}-{index}-{column.key}"
        for rows in scope.form.fields
        if rows.is_rows and rows.key in seen
        for column in rows.children
        if column.hide
        for index, row in enumerate(scope.values.get(rows.key) or [])
        if scope.within(row).holds(column.hide)
    )


def choices(field: Component, scope: Scope) -> tuple[Option, ...]:
    """Return the choices a field has of itself: written, computed, or a variable of the task."""
    if field.options_rule:
        return _listed(scope.value_or_none(field.options_rule))
    if field.options_key and isinstance(known := scope.context.get(field.options_key), list):
        return _listed(known)
    return field.options


def offered(field: Component, scope: Scope) -> frozenset[str]:
    """Return the choices whose condition holds or that have none."""
    conditions = field.offers
    values = (option.value for option in choices(field, scope))
    return frozenset(v for v in values if v not in conditions or scope.holds(conditions[v]))


def is_readonly(field: Component, scope: Scope) -> bool:
    """Tell whether the value is shown and cannot be changed now."""
    return field.looks.is_disabled or scope.holds(field.looks.readonly)


def is_needed(field: Component, scope: Scope) -> bool:
    """Tell whether the field must not be left empty."""
    if field.looks.is_fixed:
        return False
    has_least = int(field.properties.get("min_rows", 0)) > 0
    return has_least or field.limits.required or scope.holds(field.rule("required_if"))


def warnings(scope: Scope, seen: frozenset[str]) -> dict[str, str]:
    """Return sentences that inform and do not stop anyone, by field key."""
    wary = (each for each in scope.form.fields if each.key in seen and each.rule("warn"))
    return {
        each.key: each.properties["warn_message"] for each in wary if scope.holds(each.rule("warn"))
    }


@lru_cache(maxsize=256)
def _names(form: Form) -> frozenset[str]:
    found: set[str] = set()
    for text in (text for each in form.walk() for text in _texts(each)):
        with suppress(FeelError):
            found |= {*parse_expression(text).names}
    for text in (text for each in form.walk() for text in told(each)):
        with suppress(FeelError, templating.TemplateError):
            found |= templating.names(text) if is_template(text) else frozenset()
    return frozenset(found)


def _texts(each: Component) -> Iterator[str]:
    yield from expressions(each)
    yield from (text for name in ("prefill", "reason", "show") if (text := each.rule(name)))


def is_template(text: str) -> bool:
    """Tell whether a text has expressions in it."""
    return text.startswith("=") or "{{" in text


def _listed(found: Any) -> tuple[Option, ...]:
    listed = found if isinstance(found, list) else []
    return tuple(option for each in listed if (option := _option(each)) is not None)


def _option(each: Any) -> Option | None:
    if isinstance(each, Mapping):
        value = each.get("value", each.get("label"))
        return None if value is None else Option(_said(value), str(each.get("label", value)))
    return None if each is None else Option(_said(each), _said(each))


def _said(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _kept(scope: Scope, values: Mapping[str, Any], seen: frozenset[str]) -> Values:
    kept = {key: value for key, value in values.items() if key in seen}
    for name in hidden_cells(scope.holding(kept), seen):
        key, index, column = name.split("-", 2)
        row = {**kept[key][int(index)], column: None}
        kept[key] = [*kept[key][: int(index)], row, *kept[key][int(index) + 1 :]]
    hidden = (each for each in scope.form.fields if each.key not in seen)
    forced = {each.key: rule for each in hidden if (rule := each.rule("when_hidden"))}
    return kept | {key: scope.value_or_none(rule) for key, rule in forced.items()}


def _computed(scope: Scope, kept: Values, seen: frozenset[str]) -> Values:
    for each in scope.form.fields:
        if each.is_computed and each.expression and each.key in seen:
            kept[each.key] = scope.holding(kept).value_or_none(each.expression)
        for column in each.children if each.is_rows else ():
            if column.is_computed and column.expression and each.key in kept:
                kept[each.key] = _computed_column(scope.holding(kept), kept[each.key], column)
    return kept


def _computed_column(scope: Scope, rows: list[Values], column: Component) -> list[Values]:
    rule = str(column.expression)
    return [{**row, column.key: scope.within(row).value_or_none(rule)} for row in rows or []]


def _seen(components: tuple[Component, ...], scope: Scope, prefix: str = "") -> Iterator[str]:
    for each in components:
        if scope.holds(each.hide):
            continue
        yield prefix + each.name
        if each.is_rows:
            yield from _columns_seen(each, scope)
        else:
            yield from _seen(each.children, scope, prefix)


def _columns_seen(rows: Component, scope: Scope) -> Iterator[str]:
    listed = scope.values.get(rows.key) or [{}]
    for column in rows.children:
        if not all(scope.within(row).holds(column.hide) for row in listed):
            yield f"{rows.key}.{column.name}"
