"""Tables for spreadsheets: sent row by row, and read as text there, never as formulas."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from flask import stream_with_context
from werkzeug.wrappers import Response

BOM = "\ufeff"
"""Tells spreadsheets that the text is UTF-8."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table(name: str, columns: Sequence[object], rows: Iterable[Sequence[str]]) -> Response:
    """Return a CSV file that is sent while its rows are read.

    The first is read before the answer begins, so that whoever may not read them is refused.
    """
    rest = iter(rows)
    first = list(islice(rest, 1))
    lines = _lines([str(column) for column in columns], chain(first, rest))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(stream_with_context(lines), mimetype="text/csv", headers=headers)


def safe(cell: str) -> str:
    """Return a cell no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _lines(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield BOM + _line(columns)
    for row in rows:
        yield _line([safe(cell) for cell in row])


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()
