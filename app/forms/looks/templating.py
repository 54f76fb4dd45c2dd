"""Texts with FEEL in them: ``{{ name }}``, ``{{#if …}} … {{/if}}``, ``{{#loop …}} … {{/loop}}``.

A text that begins with ``=`` is one FEEL expression.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.feel import parse_expression

Value = Callable[[str, Mapping[str, Any]], Any]
TAG = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
BLOCK = re.compile(r"#(if|loop)\s+(.*)", re.DOTALL)
MOST_TURNS = 200
Node = str | tuple[str, str, list[Any]]


class TemplateError(ValueError):
    """文字里的花括号没有配对。"""


def fill(text: str, value: Value, say: Callable[[Any], str]) -> str:
    """Return the text with its expressions evaluated; ``say`` words and escapes each value."""
    if text.startswith("="):
        return say(value(text[1:], {}))
    return "".join(_filled(_parsed(text), value, say, {}))


def expressions(text: str) -> Iterator[str]:
    """Yield the FEEL expressions in a text; TemplateError when its braces don't match."""
    if text.startswith("="):
        yield text[1:].strip()
    else:
        yield from _inside(_parsed(text))


def names(text: str) -> frozenset[str]:
    """Return the names a text's expressions use; FeelError when one cannot be read."""
    return frozenset(name for each in expressions(text) for name in parse_expression(each).names)


def bare(text: str) -> str:
    """Return what a text says by itself, for readers long after: without its expressions."""
    return "" if text.startswith("=") else TAG.sub("", text).strip()


def _inside(nodes: list[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, tuple):
            yield node[1]
            yield from _inside(node[2])


def _parsed(text: str) -> list[Node]:
    found: list[Node] = []
    opened: list[tuple[str, list[Node]]] = [("", found)]
    at = 0
    for tag in TAG.finditer(text):
        opened[-1][1].append(text[at : tag.start()])
        at = tag.end()
        _read(tag[1].strip(), opened)
    opened[-1][1].append(text[at:])
    if len(opened) > 1:
        raise TemplateError
    return found


def _read(inner: str, opened: list[tuple[str, list[Node]]]) -> None:
    if block := BLOCK.fullmatch(inner):
        body: list[Node] = []
        opened[-1][1].append((block[1], block[2].strip(), body))
        opened.append((block[1], body))
    elif inner.startswith("/"):
        if inner[1:].strip() != opened.pop()[0] or not opened:
            raise TemplateError
    else:
        opened[-1][1].append(("", inner, []))


def _filled(
    nodes: list[Node], value: Value, say: Callable[[Any], str], around: Mapping[str, Any]
) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node
            continue
        kind, expression, body = node
        found = value(expression, around)
        if kind == "":
            yield say(found)
        elif kind == "if" and found is True:
            yield from _filled(body, value, say, around)
        elif kind == "loop" and isinstance(found, list):
            for each in found[:MOST_TURNS]:
                yield from _filled(body, value, say, {**around, **_turn(each, around)})


def _turn(each: Any, around: Mapping[str, Any]) -> dict[str, Any]:
    own = dict(each) if isinstance(each, Mapping) else {}
    return {**own, "this": each, "parent": around.get("this")}
