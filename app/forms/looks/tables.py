"""What a table shows: its columns, its cells in words, its documents."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

DOCUMENT = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
MOST_ROWS = 2000


@dataclass(frozen=True)
class Table:
    """Columns as (key, label) and rows of texts; ``page_rows`` is how many to show at once."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]
    page_rows: int | None = None


def table(
    columns: tuple[tuple[str, str], ...],
    value: Any,
    page_rows: int | None,
    say: Callable[[Any], str],
) -> Table:
    """Return a table of a list of contexts; whatever else stands in the list is left out."""
    listed = value if isinstance(value, list) else []
    rows = [row for row in listed if isinstance(row, Mapping)][:MOST_ROWS]
    cells = (tuple(say(row.get(key)) for key, _ in columns) for row in rows)
    return Table(columns, tuple(cells), page_rows)


def columns(value: Any) -> tuple[tuple[str, str], ...]:
    """Return the columns an expression gave: contexts with ``key`` and ``label``."""
    listed = value if isinstance(value, list) else []
    named = (each for each in listed if isinstance(each, Mapping) and each.get("key"))
    return tuple((str(each["key"]), str(each.get("label") or each["key"])) for each in named)


def documents(value: Any) -> tuple[str, ...]:
    """Return the ids of stored files in a value: texts, or contexts that carry one."""
    listed = value if isinstance(value, list) else [value]
    texts = (_id(each) for each in listed)
    return tuple(text for text in texts if text and DOCUMENT.fullmatch(text))


def _id(each: Any) -> str | None:
    if isinstance(each, Mapping):
        each = each.get("documentId") or each.get("id")
    return each if isinstance(each, str) else None
