"""Nodes that are watched: each notes what it gave, and what it failed with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Any

from app.feel.compiler import Code, Frame, build
from app.feel.compiler.tests import TestCode, build_test
from app.feel.errors import FeelError
from app.feel.explain.spans import Reading
from app.feel.syntax.nodes import Call, ListOf, Literal, Name, Node, Test, Tests
from app.feel.syntax.nodes import Iterator as Loop

KEPT = 8


@dataclass(frozen=True)
class Part:
    """One part of a text, in the order of the text.

    ``values`` are the first few it gave, ``times`` says how often it was evaluated: never, when
    the result was certain before; often, inside a loop, a filter or a function.
    """

    start: int
    end: int
    text: str
    values: tuple[Any, ...]
    times: int
    error: FeelError | None
    children: tuple[Part, ...] = ()

    def walk(self, level: int = 0) -> Iterator[tuple[int, Part]]:
        """Yield this part and all inside it, each with its depth."""
        yield level, self
        for child in self.children:
            yield from child.walk(level + 1)


@dataclass(slots=True)
class Log:
    """What one node gave while the whole was evaluated."""

    values: list[Any] = field(default_factory=list)
    times: int = 0
    error: FeelError | None = None

    def keep(self, code: Callable[[], Any]) -> Any:
        """Run and note ``code``."""
        try:
            value = code()
        except FeelError as error:
            self.error = error
            raise
        self.times += 1
        if self.times <= KEPT:
            self.values.append(value)
        return value


@dataclass(frozen=True, slots=True)
class Watched(Node):
    """A node that writes into its log."""

    node: Node
    log: Log = field(compare=False)


@build.register
def _watched(node: Watched) -> Code:
    code, keep = build(node.node), node.log.keep
    return lambda frame: keep(lambda: code(frame))


@build_test.register
def _watched_test(node: Watched) -> TestCode:
    test, keep = build_test(node.node), node.log.keep

    def run(frame: Frame, value: Any) -> Any:
        return keep(lambda: test(frame, value))

    return run


class Watch:
    """Watches every node of a reading; ``node`` is the tree to be built instead of its own."""

    def __init__(self, reading: Reading) -> None:
        """Put a log beside every node that is evaluated by itself."""
        self._reading = reading
        self._logs: dict[int, Log] = {}
        self.node = self._changed(reading.parsed.node)

    def part(self) -> Part:
        """Return what was seen, after the evaluation."""
        root = self._reading.parsed.node
        return self._part(root, self._logs[id(root)])

    def _changed(self, node: Node) -> Node:
        if isinstance(node, Literal) and node is not self._reading.parsed.node:
            return node
        log = self._logs[id(node)] = Log()
        return Watched(self._inner(node), log, at=node.at)

    def _inner(self, node: Node) -> Node:
        """Return the node with what is inside it watched, save what its builder must see bare."""
        bare = _BARE.get(type(node), lambda _: ())(node)
        changes: dict[str, Any] = {
            each.name: self._bare(value) if each.name in bare else self._rewritten(value)
            for each in fields(node)
            if (value := getattr(node, each.name)) is not None
        }
        return replace(node, **changes)

    def _bare(self, node: Node) -> Node:
        return node if isinstance(node, Name) else self._inner(node)

    def _rewritten(self, value: Any) -> Any:
        if isinstance(value, Node):
            return self._changed(value)
        if isinstance(value, Loop):
            end = value.end and self._changed(value.end)
            return replace(value, source=self._changed(value.source), end=end)
        return tuple(map(self._rewritten, value)) if type(value) is tuple else value

    def _part(self, node: Node, log: Log) -> Part:
        start, end = self._reading.span(node)
        text, values = self._reading.text[start:end], tuple(log.values)
        inner = tuple(self._parts_in(node, (start, end)))
        if isinstance(node, (Test, Tests)) and len(inner) == 1 and _says_the_same(inner[0], values):
            inner = inner[0].children
        return Part(start, end, text, values, log.times, log.error, inner)

    def _parts_in(self, node: Node, around: tuple[int, int]) -> Iterator[Part]:
        for child in sorted(inner_nodes(node), key=self._reading.span):
            log = self._logs.get(id(child))
            span = self._reading.span(child)
            if log is not None:
                yield self._part(child, log)
            elif isinstance(child, Literal) and span != around:
                yield self._part(child, Log([child.value], 1))
            elif not isinstance(child, (Literal, Name)):
                yield from self._parts_in(child, around)


def _says_the_same(part: Part, verdicts: tuple[Any, ...]) -> bool:
    pairs = zip(part.values, verdicts, strict=False)
    return len(part.values) == len(verdicts) and all(mine is its for mine, its in pairs)


def inner_nodes(node: Node) -> Iterator[Node]:
    """Yield the nodes directly inside a node."""
    return _nodes_in(getattr(node, each.name) for each in fields(node))


def _nodes_in(values: Iterable[Any]) -> Iterator[Node]:
    for value in values:
        if isinstance(value, Node):
            yield value
        elif isinstance(value, Loop):
            yield from _nodes_in((value.source, value.end))
        elif type(value) is tuple:
            yield from _nodes_in(value)


_BARE: dict[type[Node], Callable[[Any], tuple[str, ...]]] = {
    Call: lambda node: ("function",) if isinstance(node.function, Name) else (),
    Test: lambda node: ("expression",) if isinstance(node.expression, ListOf) else (),
}
