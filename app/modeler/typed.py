"""Values an author types to try something with: a context, or a name and a value a line."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from app import feel
from app.core.errors import ShaodaoError
from app.feel import FeelError, Function
from app.feel.library import external

MOST_LINES = 100
COMMENTS = ("//", "#")
NOT_IN_NAMES = frozenset("\"'“”(){}[]<>!,;@")
Functions = Mapping[str, Any]


class Line(NamedTuple):
    """``name = value`` and where the value stands in the whole text."""

    name: str
    value: str
    at: int


def typed(text: str, around: Mapping[str, Any], functions: Functions) -> dict[str, Any]:
    """Return the values of a text; each sees ``around`` and those above it.

    ``FeelError`` names the place in the whole text. The text has the budget of one expression.
    """
    if not text.strip():
        return {}
    if text.lstrip().startswith("{"):
        return _context(text, around, functions)
    lines = list(_lines(text))
    _check(lines, {*around, *functions})
    joined = ", ".join(f"{_quoted(line.name)}: ({line.value}\n)" for line in lines)
    return _context("{" + joined + "}", around, functions, is_made=True)


def _context(
    text: str, around: Mapping[str, Any], functions: Functions, *, is_made: bool = False
) -> dict[str, Any]:
    try:
        found = feel.evaluate(text, around, functions)
    except FeelError as error:
        if is_made:
            error.position = None  # it counted in the text made here, not in the one typed
        raise
    if not isinstance(found, dict):
        raise FeelError("这不是一个上下文", 0, expected='如 {level: "L1"}')
    return found


def _lines(text: str) -> Iterator[Line]:
    at = count = 0
    for written in text.splitlines(keepends=True):
        if written.strip() and not written.lstrip().startswith(COMMENTS):
            count += 1
            if count > MOST_LINES:
                raise FeelError(f"最多写 {MOST_LINES} 行", at)
            yield _line(written.rstrip(), at)
        at += len(written)


def _line(written: str, at: int) -> Line:
    name, sign, value = written.partition("=")
    name = " ".join(name.split())
    if not sign or not name or NOT_IN_NAMES & set(name):
        raise FeelError("这一行看不懂", at, expected="“名称 = 值”")
    if not value.strip():
        raise FeelError(f"“{name}”后面没有写值", at + len(written), expected="值")
    return Line(name, value, at + len(written) - len(value))


def _check(lines: list[Line], names: set[str]) -> None:
    for number, line in enumerate(lines):
        if line.name in {above.name for above in lines[:number]}:
            raise FeelError(f"“{line.name}”写了两次", line.at)
        try:
            feel.parse_expression(line.value, names)
        except FeelError as error:
            error.position = line.at + (error.position or 0)
            raise
        names.add(line.name)


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\") + '"'


def guarded(functions: Mapping[str, Callable[..., Any]]) -> dict[str, Function]:
    """Return the functions with our own errors said as errors of the expression."""
    wrapped = {name: external(name, function) for name, function in functions.items()}
    return {name: replace(it, apply=_guarded(it.apply)) for name, it in wrapped.items()}


def _guarded(apply: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(given: list[Any], keys: dict[str, Any] | None) -> Any:
        try:
            return apply(given, keys)
        except ShaodaoError as error:
            raise FeelError(str(error)) from error

    return guarded
