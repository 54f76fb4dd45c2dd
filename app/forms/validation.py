"""Judge what a person entered: clean values by destination, or a sentence at each field."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from app.core.errors import InvalidError
from app.feel import FeelError
from app.forms import sentences
from app.forms.conditions import Scope, Values, choices, is_needed, offered, settle, warnings
from app.forms.functions import Functions
from app.forms.looks import moments
from app.forms.model import Component, Form
from app.forms.parsing import parse
from app.forms.prefilling import fixed
from app.forms.raw import MOST_ROWS, typed
from app.forms.words import as_text

Options = Mapping[str, Sequence[Mapping[str, Any]]]
Problems = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class Clean:
    """The values of a form that may be used: typed, hidden ones dropped."""

    form: Form
    values: Values
    warnings: dict[str, str]
    known: frozenset[str] = frozenset()

    def variables(self) -> Values:
        """Return what the process may route on; a hidden field is null unless already known."""
        hidden = {field.key for field in self.form.mapped("V")} - self.values.keys() - self.known
        worded = {field.key for field in self.form.mapped("V") if field.limits.as_text}
        going = self._going("V")
        return {
            **dict.fromkeys(sorted(hidden)),
            **{key: as_text(said) if key in worded else said for key, said in going.items()},
        }

    def party(self) -> Values:
        """Return what belongs in the encrypted party record only."""
        return self._going("P")

    def case_file(self) -> Values:
        """Return what belongs in the case file."""
        return self._going("C")

    def submission(self) -> dict[str, Any]:
        """Return everything entered except personal fields, ready for JSON."""
        personal = {field.key for field in self.form.mapped("P")}
        kept = {field.key for field in self.form.fields if field.destinations} - personal
        held = {field.key: field for field in self.form.fields if field.key in kept}
        return {
            key: _written(held[key], value) for key, value in self.values.items() if key in held
        }

    def digest(self) -> str:
        """Return the SHA-256 of the values a signature stands under: all but the signatures."""
        signatures = {field.key for field in self.form.fields if field.kind == "signature"}
        held = {key: said for key, said in self.submission().items() if key not in signatures}
        text = json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def _going(self, to: str) -> Values:
        keys = {field.key for field in self.form.mapped(to)}
        return {key: value for key, value in self.values.items() if key in keys}


def validate(
    form: Form,
    raw: Mapping[str, Any],
    context: Mapping[str, Any],
    now: datetime,
    functions: Functions,
    options: Options | None = None,
) -> Clean:
    """Return the clean values, or raise InvalidError with one sentence a field key.

    ``options`` (by ``valuesKey``) limits the choices of the pickers it names; a field of a
    list is named ``people-0-name``.
    """
    scope = Scope.of(form, context, now, functions)
    entered = typed(form, raw) | fixed(scope)
    values, unreadable = parse(form, entered)
    filled = {key: _filled(value) for key, value in values.items()}
    seen, kept = settle(scope, filled)
    judge = _Judge(scope.holding(kept), seen, _positions(values), options or {})
    found = {key: told for key, told in unreadable.items() if _shown(key, seen)}
    for key, told in judge.problems():
        found.setdefault(key, told)
    if found:
        raise InvalidError(fields=found)
    unsent = {each.key for each in form.fields if each.looks.is_disabled}
    sent = {key: value for key, value in kept.items() if key not in unsent}
    return Clean(form, sent, warnings(judge.scope, seen), frozenset(context))


def _written(field: Component, value: Any) -> Any:
    if field.limits.written and isinstance(value, datetime | time):
        return moments.written(value, field.limits.written)
    return as_text(value) if field.limits.as_text else plain(value)


def plain(value: Any) -> Any:
    """Return a value as JSON holds it: times as ISO text, decimals as text."""
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _filled(value: Any) -> Any:
    """Return rows without those nobody filled in; other values unchanged."""
    return [row for row in value if _is_filled(row)] if isinstance(value, list) else value


def _is_filled(row: Any) -> bool:
    return not isinstance(row, dict) or any(map(_is_said, row.values()))


def _positions(values: Values) -> dict[str, list[int]]:
    """Return for each list where its filled rows stand among those typed."""
    listed = {key: value for key, value in values.items() if isinstance(value, list)}
    return {key: [at for at, row in enumerate(rows) if _is_filled(row)]
            for key, rows in listed.items()}  # fmt: skip


def _is_said(value: Any) -> bool:
    return value is not None and value is not False and value != []


def _shown(key: str, seen: frozenset[str]) -> bool:
    return key in seen or key.split("-", 1)[0] in seen


@dataclass(frozen=True)
class _Judge:
    """Everything that asks more than one field, for the fields that are shown."""

    scope: Scope
    seen: frozenset[str]
    positions: Mapping[str, Sequence[int]]
    options: Options

    def problems(self) -> Problems:
        for field in self.scope.form.fields:
            if field.key in self.seen and not field.looks.is_fixed:
                value = self.scope.values.get(field.key)
                yield from self._of(field, value, self.scope, field.key)
                if field.is_rows:
                    yield from self._of_rows(field, value or [])

    def _of(self, field: Component, value: Any, scope: Scope, key: str) -> Problems:
        if not (_is_said(value) or (value is False and field.type != "checkbox")):
            if is_needed(field, scope):
                yield key, sentences.required(field)
            return
        if not self._is_offered(field, value, scope):
            yield key, sentences.NOT_OFFERED
            return
        yield from ((key, told) for told in _failed(field, value, scope))

    def _of_rows(self, field: Component, rows: list[Values]) -> Problems:
        least = int(field.properties.get("min_rows", 0))
        most = int(field.properties.get("max_rows", MOST_ROWS))
        if len(rows) < least:
            yield field.key, sentences.too_few_rows(least)
        if len(rows) > most:
            yield field.key, sentences.too_many(most, field)
        places = self.positions.get(field.key, range(len(rows)))
        for index, row in zip(places, rows, strict=False):
            yield from self._of_row(field, row, f"{field.key}-{index}-")

    def _of_row(self, field: Component, row: Values, prefix: str) -> Problems:
        inner = self.scope.within(row)
        for column in field.children:
            if f"{field.key}.{column.key}" in self.seen and not inner.holds(column.hide):
                yield from self._of(column, row.get(column.key), inner, prefix + column.key)

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


def _failed(field: Component, value: Any, scope: Scope) -> Iterator[str]:
    limits = field.limits
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
    return scope.within({"_text": text, "_pattern": pattern}).holds("matches(_text, _pattern)")
