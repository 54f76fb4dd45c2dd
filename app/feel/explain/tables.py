"""Explain a decision table: what each input was, which cell held, which rules matched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.feel.compiler import Code, Frame, build
from app.feel.conformance import coerce
from app.feel.dmn import nodes
from app.feel.dmn.columns import read_input
from app.feel.dmn.xml import Element, child, children, text_of
from app.feel.errors import FeelError
from app.feel.limits import Budget
from app.feel.syntax.nodes import Node, TypeRef


@dataclass(frozen=True)
class Outcome:
    """What a text gave: a value, or the error it ended with."""

    name: str
    text: str
    value: Any = None
    error: FeelError | None = None


@dataclass(frozen=True)
class Cell:
    """One cell against its input: true, false or null; ``error`` where it failed.

    ``is_any`` says that the cell is a dash and holds for every value.
    """

    text: str
    holds: bool | None
    error: FeelError | None = None
    is_any: bool = False


@dataclass(frozen=True)
class Rule:
    """One row; outputs have values only where the rule matched."""

    number: int
    cells: tuple[Cell, ...]
    outputs: tuple[Outcome, ...]

    @property
    def matches(self) -> bool:
        """Tell whether every cell held."""
        return all(cell.holds is True for cell in self.cells)

    @property
    def is_near(self) -> bool:
        """Tell whether some cell held that does not hold for every value."""
        return any(cell.holds is True and not cell.is_any for cell in self.cells)

    @property
    def misses(self) -> int:
        """Count the cells that did not hold."""
        return sum(cell.holds is not True for cell in self.cells)


@dataclass(frozen=True)
class TableExplained:
    """A table as it was evaluated: its inputs, all its rules, and the name of its policy."""

    name: str
    policy: str
    inputs: tuple[Outcome, ...]
    outputs: tuple[str, ...]
    rules: tuple[Rule, ...]

    @property
    def hits(self) -> tuple[Rule, ...]:
        """Return the rules that matched."""
        return tuple(rule for rule in self.rules if rule.matches)

    @property
    def taken(self) -> tuple[Rule, ...]:
        """Return the rules that matched and that the policy does not leave out."""
        return self.hits[:1] if self.policy == "FIRST" else self.hits

    def nearest(self, most: int = 3) -> tuple[Rule, ...]:
        """Return the rules that missed by the fewest cells, when none matched but some came near.

        Near is a rule of which some cell other than a dash held.
        """
        near = [] if self.hits else [rule for rule in self.rules if rule.is_near]
        fewest = min((rule.misses for rule in near), default=0)
        return tuple(rule for rule in near if rule.misses == fewest)[:most]


@dataclass(slots=True)
class TableLog:
    """Holds what a table showed when it was first evaluated."""

    seen: TableExplained | None = None


@dataclass(frozen=True, slots=True)
class WatchedTable(Node):
    """A table that notes every cell before it is evaluated in the ordinary way."""

    table: nodes.Table
    name: str
    element: Element = field(compare=False)
    log: TableLog = field(default_factory=TableLog, compare=False)


@build.register
def _watched_table(node: WatchedTable) -> Code:
    code, look = build(node.table), _Look(node)

    def run(frame: Frame) -> Any:
        if node.log.seen is None:
            node.log.seen = look(frame)
        return code(frame)

    return run


class _Look:
    """Evaluates every cell of a table by itself, with a budget of its own."""

    def __init__(self, node: WatchedTable) -> None:
        self.node, self.table = node, node.table
        self.inputs = [read_input(each) for each in self.table.inputs]
        self.input_texts = [
            text_of(child(each, "inputExpression")) for each in children(node.element, "input")
        ]
        self.outputs = list(children(node.element, "output"))
        self.rows = list(children(node.element, "rule"))

    def __call__(self, frame: Frame) -> TableExplained:
        own = frame.with_names({})
        own.budget = Budget()
        inputs = tuple(
            _outcome(each.name, text, code, own)
            for each, text, code in zip(
                self.table.inputs, self.input_texts, self.inputs, strict=True
            )
        )
        return TableExplained(
            self.node.name or self.table.name,
            self.node.element.get("hitPolicy", "UNIQUE"),
            inputs,
            tuple(each.get("label") or each.get("name") or "" for each in self.outputs),
            tuple(self._rule(number, inputs, own) for number in range(len(self.table.rules))),
        )

    def _rule(self, number: int, inputs: Sequence[Outcome], frame: Frame) -> Rule:
        rule, row = self.table.rules[number], self.rows[number]
        entries = [text_of(each) for each in children(row, "inputEntry")]
        cells = tuple(
            _cell(text, cell, given, frame)
            for text, cell, given in zip(entries, rule.cells, inputs, strict=False)
        )
        found = Rule(number + 1, cells, ())
        return Rule(number + 1, cells, tuple(self._outputs(rule, row, frame, found.matches)))

    def _outputs(
        self, rule: nodes.Rule, row: Element, frame: Frame, matches: bool
    ) -> list[Outcome]:
        texts = [text_of(each) for each in children(row, "outputEntry")]
        found = []
        for output, text, node in zip(self.table.outputs, texts, rule.outputs, strict=False):
            code = _fitted(build(node), output.type) if matches else None
            given = Outcome(output.name, text)
            found.append(given if code is None else _outcome(output.name, text, code, frame))
        return found


def _cell(text: str, cell: Node, given: Outcome, frame: Frame) -> Cell:
    is_any = text in ("", "-")
    if given.error is not None:
        return Cell(text, True if is_any else None, None, is_any)
    try:
        holds = build(cell)(frame.with_names({"?": given.value}))
    except FeelError as error:
        return Cell(text, None, error)
    return Cell(text, holds if type(holds) is bool else None, None, is_any)


def _outcome(name: str, text: str, code: Code, frame: Frame) -> Outcome:
    try:
        return Outcome(name, text, code(frame))
    except FeelError as error:
        return Outcome(name, text, None, error)


def _fitted(code: Code, wanted: TypeRef | None) -> Code:
    if wanted is None:
        return code
    return lambda frame: coerce(code(frame), wanted, frame.types)
