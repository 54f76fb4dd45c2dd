"""What a browser or a program sent, brought into one shape that can be shown again.

The shape, by field key: text for most fields, bool for a checkbox, a list of texts for
choices and documents, a list of dicts of the same for rows.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.forms.model import Component, Form

Typed = dict[str, Any]
TICKED = frozenset({"true", "on", "1", "yes"})
MOST_ROWS = 50
MOST_ITEMS = 200
LARGEST = 10**30


def typed(form: Form, raw: Mapping[str, Any]) -> Typed:
    """Return what was typed, for the form's own fields only; never fails."""
    return {field.key: _value(field, raw, field.key) for field in _typeable(form.fields)}


def _typeable(fields: tuple[Component, ...]) -> tuple[Component, ...]:
    return tuple(field for field in fields if not field.is_computed)


def _value(field: Component, raw: Mapping[str, Any], name: str) -> Any:
    if field.is_rows:
        return _rows(field, raw, name)
    if field.is_several:
        return _texts(raw.get(name))
    text = _text(raw.get(name))
    return text.lower() in TICKED if field.type == "checkbox" else text


def _rows(field: Component, raw: Mapping[str, Any], name: str) -> list[Typed]:
    given = raw.get(name)
    if isinstance(given, list | tuple) and any(isinstance(row, Mapping) for row in given):
        rows = [row for row in given if isinstance(row, Mapping)][: MOST_ROWS + 1]
        return [_row(field, {f"--{key}": row[key] for key in row}, "--") for row in rows]
    return [_row(field, raw, f"{name}-{index}-") for index in _indexes(raw, name)]


def _row(field: Component, raw: Mapping[str, Any], prefix: str) -> Typed:
    columns = _typeable(field.children)
    return {column.key: _value(column, raw, prefix + column.key) for column in columns}


def _indexes(raw: Mapping[str, Any], name: str) -> list[int]:
    pattern = re.compile(rf"{re.escape(name)}-([0-9]{{1,3}})-\w+")
    found = {int(match[1]) for key in raw if (match := pattern.fullmatch(str(key)))}
    return sorted(found)[: MOST_ROWS + 1]


def _texts(value: object) -> list[str]:
    several = value if isinstance(value, list | tuple | set | frozenset) else [value]
    return [text for text in map(_scalar, list(several)[:MOST_ITEMS]) if text]


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        value = value[-1] if value else None
    return _scalar(value)


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and abs(value) > LARGEST:
        return ""
    if isinstance(value, str | int | float | Decimal):
        return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
    return ""
