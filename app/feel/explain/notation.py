"""Values the way an author would write them, no longer than a page can show."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from app.feel.far import FarDate, FarDateTime
from app.feel.syntax.lexer import KEYWORDS
from app.feel.text import source_of
from app.feel.values import Range, YearsMonths

_TEMPORAL = (date, datetime, time, timedelta, YearsMonths, FarDate, FarDateTime)
_CUT = "…"
_LONGEST = 9_000


def notation(value: Any, most: int = 400) -> str:
    """Return ``value`` as FEEL writes it; longer than ``most``, at most 9,000, ends with ``…``.

    Unless it is cut or holds a function, evaluating the text gives the value again.
    """
    written, most = "", min(most, _LONGEST)
    for piece in _pieces(value):
        written += piece[: most + 1]
        if len(written) > most:
            return written[:most] + _CUT
    return written


def _pieces(value: Any) -> Iterator[str]:
    if type(value) is list:
        yield from _within("[", (_pieces(each) for each in value), "]")
    elif type(value) is dict:
        yield from _within("{", (_entry(*each) for each in value.items()), "}")
    elif type(value) is Range:
        yield from _limits(value)
    elif type(value) is str:
        yield source_of(value[: _LONGEST + 1])
    elif isinstance(value, _TEMPORAL):
        yield f'@"{source_of(value)}"'
    else:
        yield source_of(value)


def _within(opening: str, parts: Iterable[Iterator[str]], closing: str) -> Iterator[str]:
    before = opening
    for part in parts:
        yield before
        yield from part
        before = ", "
    yield closing if before == ", " else opening + closing


def _entry(key: str, value: Any) -> Iterator[str]:
    yield f"{key if key.isidentifier() and key not in KEYWORDS else source_of(key)}: "
    yield from _pieces(value)


def _limits(value: Range) -> Iterator[str]:
    if value.unary:
        yield f"({_sign(value)} "
        yield from _pieces(value.end if value.start is None else value.start)
        yield ")"
    else:
        yield "[" if value.start_included else "("
        yield from _pieces(value.start)
        yield " .. "
        yield from _pieces(value.end)
        yield "]" if value.end_included else ")"


def _sign(value: Range) -> str:
    if value.start is None:
        return "<=" if value.end_included else "<"
    if value.end is None:
        return ">=" if value.start_included else ">"
    return "="
