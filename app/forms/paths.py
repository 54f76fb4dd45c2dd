"""Values by path: ``a.b`` of a flat level is ``{"a": {"b": …}}`` to expressions and in JSON.

Inside the package the values of one level (the form, or one row) lie flat, by the field's key,
and a row remembers under ``AT`` where it stood among those typed.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from app.forms.model import Component

AT = "#"
ABSENT = object()
Values = dict[str, Any]
Fields = tuple[Component, ...]


def look(values: Mapping[str, Any], path: str, default: Any = None) -> Any:
    """Return what stands at a path: under the whole path as a name, or step by step."""
    if path in values:
        return values[path]
    found: Any = values
    for step in path.split("."):
        if not isinstance(found, Mapping) or step not in found:
            return default
        found = found[step]
    return found


def nested(fields: Fields, level: Mapping[str, Any]) -> Values:
    """Return a level as contexts within contexts, its rows too; foreign names stay as they are."""
    known = {field.key: field for field in fields}
    found: Values = {}
    for key, value in level.items():
        if key in known and known[key].is_rows and isinstance(value, list):
            value = [nested(known[key].fields, row) for row in value if isinstance(row, Mapping)]
        if key != AT:
            put(found, key, value)
    return found


def flat(fields: Fields, values: Mapping[str, Any]) -> Values:
    """Return a level of the fields that stand in contexts within contexts."""
    found: Values = {}
    for field in fields:
        value = look(values, field.key, ABSENT)
        if field.is_rows and isinstance(value, list):
            value = [flat(field.fields, row) for row in value if isinstance(row, Mapping)]
        if value is not ABSENT:
            found[field.key] = value
    return found


def put(values: Values, path: str, value: Any) -> None:
    """Set what stands at a path, making the contexts on the way."""
    *before, last = path.split(".")
    for step in before:
        within = values.get(step)
        values[step] = within if isinstance(within, dict) else {}
        values = values[step]
    values[last] = value


def every(
    fields: Fields, level: Mapping[str, Any], prefix: str = ""
) -> Iterator[tuple[str, Component, Any]]:
    """Yield name, field and value of everything a level holds, and of what its rows hold."""
    for field in (each for each in fields if each.key in level):
        value = level[field.key]
        yield prefix + field.key, field, value
        for index, row in enumerate((value or []) if field.is_rows else []):
            yield from every(field.fields, row, f"{prefix}{field.key}-{place_of(row, index)}-")


def place_of(row: Mapping[str, Any], index: int) -> int | str:
    """Return the number by which a row's fields are named."""
    at = row.get(AT, index)
    return at if isinstance(at, int | str) else index
