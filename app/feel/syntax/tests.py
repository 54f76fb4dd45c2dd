"""Unary tests and ranges: what stands after ``in`` and in the cells of a table."""

from app.feel.syntax.cursor import Cursor
from app.feel.syntax.nodes import Comparison, Node, RangeOf, Test, Tests

COMPARISONS = ("<", "<=", ">", ">=", "=", "!=")
_AFTER_RANGE = ") , ] } . = != and or then else return satisfies"
_NO_EXPRESSION = frozenset(_AFTER_RANGE.split())
ABOVE_COMPARISON = 3


class TestGrammar(Cursor):
    """Reads tests and ranges."""

    def cell(self) -> Tests:
        """Read a whole table cell: ``-``, tests, or ``not(tests)``."""
        if self.at("-") and self.tokens[self.index + 1].kind == "end":
            self.advance()
            return Tests((), negated=False)
        return self._negated_cell() or Tests(self.tests(), negated=False)

    def tests(self) -> tuple[Node, ...]:
        """Read tests with commas between them."""
        found = [self.one_test(0)]
        while self.take(","):
            found.append(self.one_test(0))
        return tuple(found)

    def one_test(self, level: int) -> Node:
        """Read one test."""
        if self.at(*COMPARISONS):
            return self.comparison()
        asked, start = self.questions, self.token.start
        expression = self.expression(level)
        return Test(expression, self.questions > asked, at=start)

    def comparison(self) -> Comparison:
        """Read ``< operand``."""
        operator = self.advance()
        operand = self.expression(ABOVE_COMPARISON)
        return Comparison(operator.text, operand, at=operator.start)

    def membership(self) -> tuple[Node, ...]:
        """Read what follows ``in``: one test, or several in parentheses."""
        at = self.token.start
        if not self.take("("):
            return (self.one_test(ABOVE_COMPARISON),)
        with self.nested():
            tests = self.tests()
        first = tests[0]
        if self.at("..") and len(tests) == 1 and isinstance(first, Test):
            limits = self.range_from(first.expression, included=False, at=at)
            return (Test(limits, first.asks, at=at),)
        self.expect(")")
        return tests

    def range_from(self, start: Node, *, included: bool, at: int) -> RangeOf:
        """Read the rest of a range whose start has been read."""
        self.expect("..")
        end = self.expression(ABOVE_COMPARISON)
        if not self.at(")", "[", "]"):
            raise self.unexpected("“]”或“)”")
        end_included = self.advance().text == "]"
        return RangeOf(start, end, included, end_included, at=at)

    def closes_range(self) -> bool:
        """Say whether the ``[`` that stands here closes a range and opens no filter."""
        following = self.tokens[self.index + 1]
        return following.kind == "end" or following.text in _NO_EXPRESSION

    def _negated_cell(self) -> Tests | None:
        start = self.index
        if not (self.take("not") and self.take("(")):
            self.index = start
            return None
        tests = self.tests()
        if self.take(")") and self.token.kind == "end":
            return Tests(tests, negated=True)
        self.index = start
        return None
