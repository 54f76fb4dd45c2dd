"""What a browser or a program sent, brought into one shape that can be shown again.

The shape, by field key (``a.b`` for a path): text for most fields, bool for a checkbox, a list
of texts for choices and documents, a list of dicts of the same for rows.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.forms.model import Component, Form
from app.forms.paths import Fields, look

Typed = dict[str, Any]
TICKED = frozenset({"true", "on", "1", "yes"})
MOST_ROWS = 50
MOST_ITEMS = 200
LARGEST = 10**30


def typed(form: Form, raw: Mapping[str, Any]) -> Typed:
    """Return what was typed, for the form's own fields only; never fails.

    Names are those of the page (``address.street``, ``people-0-phones-1-number``), or contexts
    and lists within each other, as programs send them.
    """
    return _level(form.fields, raw, "")


def _level(fields: Fields, raw: Mapping[str, Any], prefix: str) -> Typed:
    asked = (field for field in fields if not field.is_computed)
    return {field.key: _value(field, raw, prefix + field.key) for field in asked}


def _value(field: Component, raw: Mapping[str, Any], name: str) -> Any:
    given = look(raw, name)
    if field.is_rows:
        return _rows(field, raw, name, given)
    if field.is_several:
        return _texts(given)
    text = _text(given)
    return text.lower() in TICKED if field.type == "checkbox" else text


def _rows(field: Component, raw: Mapping[str, Any], name: str, given: Any) -> list[Typed]:
    if isinstance(given, list | tuple) and any(isinstance(row, Mapping) for row in given):
        rows = [row for row in given if isinstance(row, Mapping)][: MOST_ROWS + 1]
        return [_level(field.fields, row, "") for row in rows]
    return [_level(field.fields, raw, f"{name}-{index}-") for index in _indexes(raw, name)]


def _indexes(raw: Mapping[str, Any], name: str) -> list[int]:
    pattern = re.compile(rf"{re.escape(name)}-([0-9]{{1,3}})-.+")
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
