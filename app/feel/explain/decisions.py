"""Explain a decision: every cell of its tables, every part of its texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.feel.dmn import Decisions
from app.feel.dmn.model import Model, Part
from app.feel.dmn.nodes import Guarded, Typed
from app.feel.dmn.nodes import Table as TableNode
from app.feel.dmn.xml import Element, local, logic, text_of
from app.feel.errors import FeelError
from app.feel.explain.spans import Reading
from app.feel.explain.tables import Cell, Outcome, Rule, TableExplained, WatchedTable
from app.feel.explain.texts import Functions, shallow
from app.feel.explain.watching import Part as TextPart
from app.feel.explain.watching import Watch
from app.feel.syntax.nodes import Node

__all__ = ["Cell", "DecisionExplained", "Outcome", "Rule", "TableExplained", "TextExplained"]
_NONE: Functions = {}


@dataclass(frozen=True)
class TextExplained:
    """A decision that is one expression."""

    name: str
    text: str
    root: TextPart


@dataclass(frozen=True)
class DecisionExplained:
    """The value of a decision, or its error, with the tables and texts it went through."""

    value: Any
    error: FeelError | None
    tables: tuple[TableExplained, ...]
    texts: tuple[TextExplained, ...]


def decision(
    xml: bytes, id: str, context: Mapping[str, Any], functions: Functions = _NONE
) -> DecisionExplained:
    """Evaluate a decision of a model as ``Decisions.evaluate`` does and say what each part gave."""
    value, error = None, None
    with shallow():
        model = _WatchedModel(xml)
        try:
            value = Decisions(model).evaluate(id, context, functions)
        except FeelError as failed:
            error = failed
    tables = [each.log.seen for each in model.tables if each.log.seen is not None]
    return DecisionExplained(value, error, tuple(tables), tuple(model.texts()))


class _WatchedModel(Model):
    """A model whose tables and texts note what they gave."""

    def __init__(self, xml: bytes) -> None:
        self.tables: list[WatchedTable] = []
        self._watches: list[tuple[str, str, Watch]] = []
        super().__init__(xml, {}, lenient=False)

    def texts(self) -> list[TextExplained]:
        """Return the texts that were evaluated."""
        seen = [TextExplained(name, text, watch.part()) for name, text, watch in self._watches]
        return [each for each in seen if each.root.times or each.root.error]

    def _logic(self, part: Part, element: Element) -> Node | None:
        node = super()._logic(part, element)
        found = logic(element) if part.kind == "decision" else None
        if node is None or found is None:
            return node
        watched = self._WATCHED.get(local(found))
        return (
            node if watched is None else _innermost(node, lambda it: watched(self, it, part, found))
        )

    def _table(self, node: Node, part: Part, element: Element) -> Node:
        if not isinstance(node, TableNode):
            return node
        self.tables.append(WatchedTable(node, part.name, element))
        return self.tables[-1]

    def _text(self, node: Node, part: Part, element: Element) -> Node:
        names = frozenset(prefix or name for _, prefix, name in part.needs)
        try:
            reading = Reading(
                text_of(element), names, fields=self.fields, types=frozenset(self.types)
            )
        except FeelError:
            return node  # the ordinary node raises it
        watch = Watch(reading)
        self._watches.append((part.name, reading.text, watch))
        return watch.node

    _WATCHED = {"decisionTable": _table, "literalExpression": _text}  # noqa: RUF012


def _innermost(node: Node, change: Callable[[Node], Node]) -> Node:
    """Change what stands inside the wrappers of a type."""
    if isinstance(node, (Typed, Guarded)):
        return replace(node, node=_innermost(node.node, change))
    return change(node)
