"""What expressions see: at the form, in a row of a list, in a row of a list within a row."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from app.feel import FeelError, evaluate, parse_expression
from app.forms.conditions.functions import Functions, library
from app.forms.looks import templating
from app.forms.model import Component, Form
from app.forms.paths import Values, nested
from app.forms.reading import expressions, told

SPECIAL = frozenset({"this", "parent", "i"})


@dataclass(frozen=True)
class Scope:
    """What expressions of one form see: task variables, typed values, ``task``, ``now()``.

    ``values`` are those of this level, flat, ``known`` all typed values as contexts; a row's
    hide those of what is around it. ``special`` is ``this``, ``parent`` and ``i``; each may
    be written ``_this_`` where a field has taken the name.
    """

    form: Form
    context: Mapping[str, Any]
    functions: Mapping[str, Callable[..., Any]]
    values: Values = field(default_factory=dict)
    known: Values = field(default_factory=dict)
    special: Values = field(default_factory=dict)

    @classmethod
    def of(
        cls, form: Form, context: Mapping[str, Any], now: datetime | None, functions: Functions
    ) -> "Scope":
        """Return the scope of a form nobody has typed into yet."""
        callables = library(now, functions)
        unset = dict.fromkeys(_names(form) - callables.keys() - SPECIAL)
        return cls(form, {**unset, "task": dict(context), **context}, callables)

    @cached_property
    def names(self) -> Values:
        """Return every name an expression may use."""
        wrapped = {f"_{name}_": value for name, value in self.special.items()}
        return {**self.context, **self.special, **self.known, **wrapped}

    def holding(self, values: Mapping[str, Any]) -> "Scope":
        """Return the scope with these values typed in; fields without one are null."""
        empty = dict.fromkeys(found.key for found in self.form.fields if not found.is_computed)
        level = {**empty, **values}
        known = nested(self.form.fields, level)
        special: Values = {"this": known, "parent": None, "i": []}
        return Scope(self.form, self.context, self.functions, level, known, special)

    def within(self, rows: Component, row: Mapping[str, Any], index: int) -> "Scope":
        """Return the scope of one row of a list: ``this`` is the row, ``parent`` what is around."""
        empty = dict.fromkeys(found.key for found in rows.fields if not found.is_computed)
        level = {**empty, **row}
        own = nested(rows.fields, level)
        around = {**self.special, **self.known}
        special = {"this": own, "parent": around, "i": [*self.special.get("i", []), index + 1]}
        known = {**self.known, **own}
        return Scope(self.form, self.context, self.functions, level, known, special)

    def rows(self, field: Component) -> Iterator[tuple[int, Values, "Scope"]]:
        """Yield number, values and scope of each row a list of this level holds."""
        for index, row in enumerate(self.values.get(field.key) or []):
            yield index, row, self.within(field, row, index)

    def knowing(self, names: Mapping[str, Any]) -> "Scope":
        """Return the scope with further names."""
        known = {**self.known, **names}
        return Scope(self.form, self.context, self.functions, self.values, known, self.special)

    def value(self, text: str) -> Any:
        """Return what an expression gives; raises FeelError."""
        return evaluate(text, self.names, self.functions)

    def value_or_none(self, text: str) -> Any:
        """Return what an expression gives, or None when it fails."""
        try:
            return self.value(text)
        except FeelError:
            return None

    def holds(self, text: str | None) -> bool:
        """Tell whether an expression is true; null and failure are not."""
        return text is not None and self.value_or_none(text) is True


def is_template(text: str) -> bool:
    """Tell whether a text has expressions in it."""
    return text.startswith("=") or "{{" in text


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
