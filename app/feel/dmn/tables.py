"""Decision tables: from XML to the tree."""

from __future__ import annotations

from typing import Protocol

from app.feel.dmn.nodes import Input, Output, Rule, Table
from app.feel.dmn.types import type_ref
from app.feel.dmn.xml import Element, child, children, text_of
from app.feel.errors import FeelError
from app.feel.syntax.nodes import Literal, Node, Test, Tests

POLICIES = {
    ("UNIQUE", None): "U",
    ("FIRST", None): "F",
    ("ANY", None): "A",
    ("PRIORITY", None): "P",
    ("RULE ORDER", None): "R",
    ("OUTPUT ORDER", None): "O",
    ("COLLECT", None): "C",
    ("COLLECT", "LIST"): "C",
    ("COLLECT", "SUM"): "C+",
    ("COLLECT", "MIN"): "C<",
    ("COLLECT", "MAX"): "C>",
    ("COLLECT", "COUNT"): "C#",
}


class TextReader(Protocol):
    """What a table asks of the reader of its model."""

    def inside(
        self, element: Element | None, names: frozenset[str], *, is_test: bool = False
    ) -> Node:
        """Return the tree of the text an element holds."""
        ...

    def problem(self, element: Element, error: FeelError) -> None:
        """Note what an author has to mend."""
        ...


def read_table(reader: TextReader, element: Element, names: frozenset[str]) -> Table:
    """Return the tree of a decision table."""
    inputs = tuple(_input(reader, each, names) for each in children(element, "input"))
    outputs = tuple(_output(reader, each, names) for each in children(element, "output"))
    rules = tuple(_rule(reader, each, names) for each in children(element, "rule"))
    for rule, row in zip(rules, children(element, "rule"), strict=True):
        if len(rule.cells) != len(inputs) or len(rule.outputs) != len(outputs):
            reader.problem(row, FeelError("规则的单元格数与列数不符"))
    label = element.get("outputLabel") or element.get("id") or ""
    return Table(label, _policy(reader, element), inputs, outputs, rules)


def _policy(reader: TextReader, element: Element) -> str:
    wanted = element.get("hitPolicy", "UNIQUE"), element.get("aggregation")
    if wanted not in POLICIES:
        reader.problem(
            element, FeelError(f"不支持的命中策略 {wanted[0]} {wanted[1] or ''}".strip())
        )
    return POLICIES.get(wanted, "U")


def _input(reader: TextReader, element: Element, names: frozenset[str]) -> Input:
    expression = child(element, "inputExpression")
    wanted = None if expression is None else type_ref(expression.get("typeRef"))
    allowed = _cell(reader, child(element, "inputValues"), names)
    return Input(
        element.get("label") or text_of(expression),
        reader.inside(expression, names),
        wanted,
        allowed if isinstance(allowed, Tests) and allowed.tests else None,
    )


def _output(reader: TextReader, element: Element, names: frozenset[str]) -> Output:
    values = _cell(reader, child(element, "outputValues"), names)
    default = child(element, "defaultOutputEntry")
    ordered = values.tests if isinstance(values, Tests) else ()
    return Output(
        element.get("name") or "",
        type_ref(element.get("typeRef")),
        tuple(each.expression if isinstance(each, Test) else each for each in ordered),
        None if default is None else reader.inside(default, names),
    )


def _rule(reader: TextReader, element: Element, names: frozenset[str]) -> Rule:
    return Rule(
        tuple(_cell(reader, entry, names) for entry in children(element, "inputEntry")),
        tuple(reader.inside(entry, names) for entry in children(element, "outputEntry")),
    )


def _cell(reader: TextReader, element: Element | None, names: frozenset[str]) -> Node:
    """Return the tests of a cell, bare, so that the table can look literals up."""
    node = reader.inside(element, names, is_test=True)
    inner = getattr(node, "node", node)
    return inner if isinstance(inner, Tests) else node


def literal_values(cell: Node) -> list[object] | None:
    """Return the values of a cell that lists only literals; None for any other cell."""
    if not isinstance(cell, Tests) or cell.negated or not cell.tests:
        return None
    found: list[object] = []
    for test in cell.tests:
        if not isinstance(test, Test) or not isinstance(test.expression, Literal):
            return None
        found.append(test.expression.value)
    return found
