"""What was tried, as a page shows it: rows, slices of the text, a place in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.cases import MASK
from app.feel import FeelError, explain
from app.feel.explain import DecisionExplained, Explanation, Part
from app.feel.values import kind, normalise
from app.modeler.trying import Situation
from app.web.shell.languages import said

MOST_ROWS, DEEPEST = 300, 12
SHORT, LONG = 120, 2000
QUOTED = re.compile(r"“(.+?)”")
WORDS = {
    "null": _l("空"),
    "boolean": _l("真假"),
    "number": _l("数"),
    "string": _l("文本"),
    "date": _l("日期"),
    "time": _l("时刻"),
    "date and time": _l("日期和时刻"),
    "days and time duration": _l("时长"),
    "years and months duration": _l("年月"),
    "list": _l("列表"),
    "context": _l("上下文"),
    "range": _l("区间"),
    "function": _l("函数"),
}


@dataclass(frozen=True)
class Value:
    """A value as FEEL writes it, its type, and the word for the type."""

    text: str
    kind: str
    word: str
    is_masked: bool = False


@dataclass(frozen=True)
class Place:
    """Where something is wrong: the line, cut at the wrong word, and what would be right."""

    message: str
    line: int
    before: str
    at: str
    after: str
    expected: str
    nearest: str
    names: tuple[str, ...]
    position: int | None


@dataclass(frozen=True)
class Row:
    """One part of a text."""

    number: int
    level: int
    text: str
    values: tuple[Value, ...]
    times: int
    error: str
    is_stopped: bool
    """Something inside it failed."""

    @property
    def is_literal(self) -> bool:
        """Tell whether the part only says what stands there."""
        return self.times == 1 and bool(self.values) and self.values[0].text == self.text


@dataclass(frozen=True)
class Text:
    """An expression with its value and parts; ``slices`` open, close and fill its spans."""

    value: Value | None
    place: Place | None
    rows: list[Row]
    slices: list[tuple[str, Any]]
    left_out: int


@dataclass(frozen=True)
class Failed:
    """What could not be read; ``field`` says which field it stands in."""

    place: Place
    field: str


@dataclass(frozen=True)
class Decision:
    """A decision with its value and tables, and the texts it went through."""

    value: Value | None
    place: Place | None
    tables: list[Any]
    texts: list[tuple[str, Text]]


def names(on: Situation) -> list[tuple[str, Value, bool]]:
    """Return the names that have a value, those typed first, and whether they were typed."""
    ordered = sorted(on.facts.items(), key=lambda fact: (fact[0] not in on.typed, fact[0]))
    return [(name, fact(held, SHORT), name in on.typed) for name, held in ordered]


def value(given: Any, most: int = LONG) -> Value:
    """Return a FEEL value as a page shows it."""
    name = kind(given)
    return Value(explain.notation(given, most), name, str(WORDS[name]), given == MASK)


def fact(held: Any, most: int = LONG) -> Value:
    """Return a variable's value as a page shows it."""
    return value(normalise(held), most)


def text(explanation: Explanation) -> Text:
    """Return an explained text."""
    error = explanation.error
    found = None if error else value(explanation.value)
    return _text(explanation.text, explanation.root, found, error)


def failed(source: str, error: FeelError, field: str) -> Failed:
    """Return what could not be read."""
    return Failed(place(source, error), field)


def decision(explained: DecisionExplained) -> Decision:
    """Return an explained decision."""
    return Decision(
        None if explained.error else value(explained.value),
        place("", explained.error) if explained.error else None,
        list(explained.tables),
        [(each.name, _text(each.text, each.root, None, None)) for each in explained.texts],
    )


def place(source: str, error: FeelError) -> Place:
    """Return where in its text an error stands."""
    at = min(error.position or 0, len(source))
    start = source.rfind("\n", 0, at) + 1
    line = source[start:].split("\n", 1)[0]
    word = QUOTED.search(error.message)
    length = len(word[1]) if word and source.startswith(word[1], at) else 1
    column = at - start
    has_place = bool(source) and error.position is not None
    return Place(
        error.message,
        source.count("\n", 0, at) + 1,
        line[:column],
        line[column : column + length] if has_place else "",
        line[column + length :],
        error.expected or "",
        error.nearest or "",
        error.names,
        error.position if has_place else None,
    )


def _text(source: str, root: Part, found: Value | None, error: FeelError | None) -> Text:
    parts = list(root.walk())
    rows = [_row(number, level, part) for number, (level, part) in enumerate(parts[:MOST_ROWS])]
    left_out = max(0, len(parts) - MOST_ROWS)
    slices = list(_slices(source, [part for _level, part in parts[:MOST_ROWS]]))
    return Text(found, place(source, error) if error else None, rows, slices, left_out)


def _row(number: int, level: int, part: Part) -> Row:
    failed_here = part.error is not None and not any(child.error for child in part.children)
    return Row(
        number,
        min(level, DEEPEST),
        part.text,
        tuple(value(each, SHORT) for each in part.values),
        part.times,
        said(part.error.message) if part.error is not None and failed_here else "",
        part.error is not None,
    )


def _slices(source: str, parts: list[Part]) -> Iterator[tuple[str, Any]]:
    """Yield ``open`` a part, ``text`` and ``close`` in the order of the text."""
    waiting: list[Part] = []
    at = 0
    for number, part in enumerate(parts):
        while waiting and waiting[-1].end <= part.start:
            at = yield from _closed(source, at, waiting)
        yield "text", source[at : part.start] if waiting else source[: part.start].lstrip()
        yield "open", number
        waiting.append(part)
        at = max(at, part.start)
    while waiting:
        at = yield from _closed(source, at, waiting)
    yield "text", source[at:]


def _closed(source: str, at: int, waiting: list[Part]) -> Any:
    end = max(at, waiting.pop().end)
    yield "text", source[at:end]
    yield "close", None
    return end
