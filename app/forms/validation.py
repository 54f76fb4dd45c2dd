"""Judge what a person entered: clean values by destination, or a sentence at each field."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.core.errors import InvalidError
from app.feel import FeelError
from app.forms import sentences
from app.forms.clean import Clean
from app.forms.conditions import (
    Place,
    Scope,
    bounds,
    choices,
    is_needed,
    offered,
    places,
    settle,
    warnings,
)
from app.forms.conditions.functions import Functions
from app.forms.model import Component, Form
from app.forms.parsing import parse
from app.forms.paths import AT, Fields, Values
from app.forms.prefilling import fixed
from app.forms.raw import MOST_ROWS, typed
from app.forms.words import as_text

Options = Mapping[str, Sequence[Mapping[str, Any]]]
Problems = Iterator[tuple[str, str]]


def validate(
    form: Form,
    raw: Mapping[str, Any],
    context: Mapping[str, Any],
    now: datetime,
    functions: Functions,
    options: Options | None = None,
) -> Clean:
    """Return the clean values, or raise InvalidError with one sentence a field.

    ``options`` (by ``valuesKey``) limits the choices of the pickers it names; a field of a
    list is named ``people-0-name``, one of a list in it ``people-0-phones-1-number``.
    """
    scope = Scope.of(form, context, now, functions)
    values, unreadable = parse(form, fixed(scope, typed(form, raw)))
    seen, kept = settle(scope, _filled(form.fields, values, unreadable))
    judge = _Judge(scope.holding(kept), options or {})
    found = {key: told for key, told in unreadable.items() if key in seen}
    for key, told in judge.problems():
        found.setdefault(key, told)
    if found:
        raise InvalidError(fields=found)
    sent = _sent(form.fields, kept)
    return Clean(form, sent, warnings(judge.scope), frozenset(context))


def _filled(fields: Fields, level: Values, wrong: Collection[str], prefix: str = "") -> Values:
    """Return a level without the rows nobody filled in; the others know where they stood."""
    rows = (field for field in fields if field.is_rows and level.get(field.key))
    kept = {field.key: list(_filled_rows(field, level, wrong, prefix)) for field in rows}
    return level | kept


def _filled_rows(
    rows: Component, level: Values, wrong: Collection[str], prefix: str
) -> Iterator[Values]:
    for index, row in enumerate(level[rows.key]):
        at = f"{prefix}{rows.key}-{index}-"
        if _is_filled(rows.fields, row) or any(name.startswith(at) for name in wrong):
            yield _filled(rows.fields, row, wrong, at) | {AT: index}


def _is_filled(fields: Fields, row: Values) -> bool:
    return any(_is_entered(field, row.get(field.key)) for field in fields if not field.is_fixed)


def _is_entered(field: Component, value: Any) -> bool:
    if field.is_rows:
        return any(_is_filled(field.fields, row) for row in value or [])
    return _is_said(value)


def _sent(fields: Fields, level: Values) -> Values:
    """Return a level without what is disabled."""
    kept = dict(level)
    for field in (each for each in fields if each.key in level):
        if field.looks.is_disabled:
            del kept[field.key]
        elif field.is_rows:
            kept[field.key] = [_sent(field.fields, row) for row in kept[field.key] or []]
    return kept


def _is_said(value: Any) -> bool:
    return value is not None and value is not False and value != []


@dataclass(frozen=True)
class _Judge:
    """Everything that asks more than one field, for the fields that are shown."""

    scope: Scope
    options: Options

    def problems(self) -> Problems:
        for place in places(self.scope.form.components, self.scope):
            if place.component.is_field and not place.component.looks.is_fixed:
                yield from self._of(place)
                if place.component.is_rows:
                    yield from _miscounted(place)

    def _of(self, place: Place) -> Problems:
        field, value = place.component, place.value
        if not (_is_said(value) or (value is False and field.type != "checkbox")):
            if is_needed(field, place.scope):
                yield place.name, sentences.required(field)
            return
        if not self._is_offered(field, value, place.scope):
            yield place.name, sentences.NOT_OFFERED
            return
        yield from ((place.name, told) for told in _failed(field, value, place.scope))

    def _is_offered(self, field: Component, value: Any, scope: Scope) -> bool:
        chosen = value if isinstance(value, list) else [value]
        texts = {as_text(each) for each in chosen}
        if field.offers and not texts <= offered(field, scope):
            return False
        if field.options_key and field.options_key in self.options:
            return texts <= {str(each["value"]) for each in self.options[field.options_key]}
        known = choices(field, scope)
        is_open = field.options_rule is None and not known
        return is_open or not field.is_chosen or texts <= {each.value for each in known}


def _miscounted(place: Place) -> Problems:
    rows, field = place.value or [], place.component
    least = int(field.properties.get("min_rows", 0))
    most = int(field.properties.get("max_rows", MOST_ROWS))
    if len(rows) < least:
        yield place.name, sentences.too_few_rows(least)
    if len(rows) > most:
        yield place.name, sentences.too_many(most, field)


def _failed(field: Component, value: Any, scope: Scope) -> Iterator[str]:
    limits = field.limits
    yield from bounds.passed(field, value, scope)
    if limits.not_passed and _is_passed(value, scope):
        yield sentences.PASSED
    if limits.pattern and not _matches(str(value), limits.pattern, scope):
        yield limits.pattern_message
    for check in field.checks:
        try:
            if scope.value(check.expression) is not True:
                yield check.message
        except FeelError:
            yield sentences.UNCHECKED


def _is_passed(value: Any, scope: Scope) -> bool:
    today = scope.functions["today"]()
    day = value.date() if isinstance(value, datetime) else value
    return isinstance(day, date) and isinstance(today, date) and day < today


def _matches(text: str, pattern: str, scope: Scope) -> bool:
    return scope.knowing({"_text": text, "_pattern": pattern}).holds("matches(_text, _pattern)")
