"""What was typed into one version of a form, brought into another: pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app import forms
from app.forms import Component, Form


@dataclass(frozen=True)
class Left:
    """Something typed that no field takes any more: the words of its field, and the value."""

    labels: tuple[str, ...]
    value: str


@dataclass(frozen=True)
class Fitted:
    """``raw`` fills the form; ``left`` is shown beside it, to be copied."""

    raw: dict[str, Any]
    left: tuple[Left, ...] = ()


def fit(old: Form, new: Form, raw: Mapping[str, Any]) -> Fitted:
    """Return what was typed into ``old`` as ``new`` takes it.

    A value stays when there is still a field of its key and type. A choice no longer offered
    stays too, and is told as left, for no box can show it.
    """
    if old is new:
        return Fitted(dict(raw))
    known, typed = {field.key: field for field in new.fields}, forms.typed(old, raw)
    kept: dict[str, Any] = {}
    left: list[Left] = []
    for field in old.fields:
        if field.key in typed and _was_sent(field, raw):
            value, lost = _one(field, known.get(field.key), typed[field.key], (field.label,))
            kept |= {} if value is None else {field.key: value}
            left += lost
    return Fitted(kept, tuple(left))


def told(form: Form, raw: Mapping[str, Any]) -> list[Left]:
    """Return everything typed into a form in words, to be read and copied."""
    typed = forms.typed(form, raw)
    fields = (field for field in form.fields if field.key in typed)
    return [each for f in fields for each in _one(f, None, typed[f.key], (f.label,))[1]]


def _one(
    old: Component, new: Component | None, value: Any, labels: tuple[str, ...]
) -> tuple[Any, list[Left]]:
    if not _is_same(old, new):
        return None, list(_words(old, value, labels))
    if old.is_rows and new is not None:
        return _rows(old, new, value, labels)
    gone = new is not None and _is_gone(new, value)
    return value, list(_words(old, value, labels)) if gone else []


def _rows(
    old: Component, new: Component, rows: list[dict[str, Any]], labels: tuple[str, ...]
) -> tuple[list[dict[str, Any]], list[Left]]:
    known = {column.key: column for column in new.fields}
    kept: list[dict[str, Any]] = []
    left: list[Left] = []
    for number, row in enumerate(rows, 1):
        held: dict[str, Any] = {}
        for column in (each for each in old.fields if each.key in row):
            named = (*labels, str(number), column.label)
            value, lost = _one(column, known.get(column.key), row[column.key], named)
            held |= {} if value is None else {column.key: value}
            left += lost
        kept.append(held)
    return kept, left


def _is_same(old: Component, new: Component | None) -> bool:
    if new is None or new.is_computed:
        return False
    return (old.type, old.subtype) == (new.type, new.subtype)


def _is_gone(field: Component, value: Any) -> bool:
    if not field.options or not value:
        return False
    chosen = value if isinstance(value, list) else [value]
    return not {str(each) for each in chosen} <= {option.value for option in field.options}


def _words(field: Component, value: Any, labels: tuple[str, ...]) -> Iterator[Left]:
    if field.is_rows:
        for number, row in enumerate(value, 1):
            for column in field.fields:
                named = (*labels, str(number), column.label)
                yield from _words(column, row.get(column.key), named)
    elif field.type == "checkbox":
        yield from [Left(labels, "是")] if value else []
    elif field.type != "filepicker" and value:
        yield Left(labels, "、".join(_shown(field, value)))


def _shown(field: Component, value: Any) -> list[str]:
    names = {option.value: option.label for option in field.options}
    if field.type == "datetime":
        return [str(value).replace("T", " ")]
    chosen = value if isinstance(value, list) else [value]
    return [names.get(str(each), str(each)) for each in chosen]


def _was_sent(field: Component, raw: Mapping[str, Any]) -> bool:
    if forms.look(raw, field.key) is not None or field.is_boolean or field.is_several:
        return True
    row = re.compile(rf"{re.escape(field.key)}-\d+-")
    return field.is_rows and any(row.match(name) for name in raw)
