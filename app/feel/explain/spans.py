"""Where every part of an expression stands in its text."""

from collections.abc import Iterable
from typing import TypeVar

from app.feel.expression import BUILTIN_SCOPE
from app.feel.syntax.nodes import Comparison, Node, Tests
from app.feel.syntax.parser import Parsed, Parser
from app.feel.syntax.types import type_scope

Span = tuple[int, int]
_N = TypeVar("_N", bound=Node)


class Reading:
    """A parsed text that knows the start and end of each of its nodes."""

    def __init__(
        self,
        text: str,
        names: Iterable[str],
        *,
        is_test: bool = False,
        fields: Iterable[str] = (),
        types: Iterable[str] = (),
    ) -> None:
        """Parse ``text`` with ``names`` in scope; raise ``FeelError`` where it cannot be read."""
        parser = _MarkingParser(text, names, BUILTIN_SCOPE, fields, type_scope(frozenset(types)))
        self.text = text
        self.parsed: Parsed = parser.whole(is_test=is_test)
        self._marks = parser.marks

    def span(self, node: Node) -> Span:
        """Return where a node begins and ends, the parentheses around it included."""
        return self._marks[id(node)][1]


class _MarkingParser(Parser):
    """Notes the span of each node; ``marks`` keeps the nodes, so their ids stay their own."""

    def whole(self, *, is_test: bool) -> Parsed:
        """Read to the end of the text."""
        self.marks: dict[int, tuple[Node, Span]] = {}
        return super().whole(is_test=is_test)

    def prefix(self) -> Node:
        """Read whatever an expression begins with."""
        start = self.token.start
        return self._marked(super().prefix(), start)

    def cell(self) -> Tests:
        """Read a whole table cell."""
        start = self.token.start
        return self._marked(super().cell(), start)

    def one_test(self, level: int) -> Node:
        """Read one test."""
        start = self.token.start
        return self._marked(super().one_test(level), start)

    def comparison(self) -> Comparison:
        """Read ``< operand``."""
        start = self.token.start
        return self._marked(super().comparison(), start)

    def _continued(self, left: Node) -> Node:
        start, _ = self.marks[id(left)][1]
        return self._marked(super()._continued(left), start)

    def _marked(self, node: _N, start: int) -> _N:
        self.marks[id(node)] = node, (start, self.tokens[self.index - 1].end)
        return node
