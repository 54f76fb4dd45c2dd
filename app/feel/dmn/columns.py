"""One input column: literal cells are looked up, the others tested one by one."""

from decimal import Decimal
from typing import Any

from app.feel.compiler import Code, Frame, build
from app.feel.conformance import ANY, coerce, plain_types
from app.feel.dmn.nodes import Input
from app.feel.dmn.tables import literal_values
from app.feel.errors import FeelError
from app.feel.syntax.nodes import Node, Tests
from app.feel.values import kind

_LOOKED_UP = (str, Decimal, bool)


class Column:
    """Says which rules a value matches, as the bits of a number."""

    def __init__(self, cells: list[Node]) -> None:
        """Sort the cells into literals, dashes and all others."""
        self._literals: dict[tuple[type, Any], int] = {}
        self._always = 0
        self._tests: list[tuple[int, Code]] = []
        for position, cell in enumerate(cells):
            self._add(1 << position, cell)

    def matching(self, frame: Frame, value: Any, among: int) -> int:
        """Return those of the rules ``among`` whose cell the value passes."""
        found = self._always
        if type(value) in _LOOKED_UP:
            found |= self._literals.get((type(value), value), 0)
        if self._tests:
            found |= self._tested(frame.with_names({"?": value}), among)
        return found & among

    def _tested(self, frame: Frame, among: int) -> int:
        found = 0
        for bit, test in self._tests:
            if bit & among and test(frame) is True:
                found |= bit
        return found

    def _add(self, bit: int, cell: Node) -> None:
        values = literal_values(cell)
        if isinstance(cell, Tests) and not cell.tests:
            self._always |= bit
        elif values is not None and all(type(value) in _LOOKED_UP for value in values):
            for value in values:
                key = type(value), value
                self._literals[key] = self._literals.get(key, 0) | bit
        else:
            self._tests.append((bit, build(cell)))


def read_input(node: Input) -> Code:
    """Return the closure that gives an input's value, of the type the column declares."""
    value, wanted = build(node.value), node.type or ANY
    plain = plain_types(wanted)
    allowed = None if node.allowed is None else build(node.allowed)

    def run(frame: Frame) -> Any:
        given = value(frame)
        found = given if type(given) in plain else coerce(given, wanted, frame.types)
        if found is None and given is not None:
            raise FeelError(f"“{node.name}”应为 {wanted.name}，却是 {kind(given)}")
        if allowed is not None and allowed(frame.with_names({"?": found})) is not True:
            raise FeelError(f"“{node.name}”的值不在允许的值之中")
        return found

    return run
