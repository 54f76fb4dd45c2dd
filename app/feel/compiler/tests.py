"""Closures for unary tests and ranges; a test reads the value it is about from ``?``."""

from collections.abc import Callable
from functools import singledispatch
from typing import Any

from app.feel import comparison
from app.feel.compiler.core import Code, Frame, build, paid
from app.feel.syntax.nodes import Comparison, In, ListOf, Literal, Node, RangeOf, Test, Tests
from app.feel.values import ENDS, Range

TestCode = Callable[[Frame, Any], bool | None]
_COMPARISONS: dict[str, Callable[[Any, Any], bool | None]] = {
    "<": comparison.less,
    "<=": comparison.less_or_equal,
    ">": comparison.greater,
    ">=": comparison.greater_or_equal,
    "=": comparison.equal,
    "!=": comparison.unequal,
}


@singledispatch
def build_test(node: Node) -> TestCode:
    """Return the closure that tests a value."""
    expected = paid(build(node))
    return lambda frame, value: comparison.matches(value, expected(frame))


@build_test.register
def _comparison(node: Comparison) -> TestCode:
    compare, operand = _COMPARISONS[node.operator], paid(build(node.operand))
    return lambda frame, value: compare(value, operand(frame))


@build_test.register
def _expression(node: Test) -> TestCode:
    if isinstance(node.expression, Literal):
        constant = node.expression.value
        return lambda _, value: comparison.equal(value, constant)
    expected = paid(build(node.expression))
    if node.asks:
        return lambda frame, value: _verdict(value, expected(frame.with_names({"?": value})))
    is_list = isinstance(node.expression, ListOf)

    def run(frame: Frame, value: Any) -> bool | None:
        found = expected(frame)
        if type(found) is bool and type(value) is not bool and not is_list:
            return found
        return comparison.matches(value, found)

    return run


def _verdict(value: Any, found: Any) -> bool | None:
    return found if type(found) is bool else comparison.matches(value, found)


@build.register
def _in(node: In) -> Code:
    value, tests = build(node.value), tuple(build_test(test) for test in node.tests)
    return lambda frame: _any(tests, frame, value(frame))


@build.register
def _cell(node: Tests) -> Code:
    tests = tuple(build_test(test) for test in node.tests)
    if not tests:
        return lambda _: True
    if node.negated:
        return lambda frame: _opposite(_any(tests, frame, frame.variables["?"]))
    return lambda frame: _any(tests, frame, frame.variables["?"])


def _any(tests: tuple[TestCode, ...], frame: Frame, value: Any) -> bool | None:
    result: bool | None = False
    for test in tests:
        found = test(frame, value)
        if found is True:
            return True
        if found is None:
            result = None
    return result


def _opposite(value: bool | None) -> bool | None:
    return None if value is None else not value


@build.register
def _range(node: RangeOf) -> Code:
    start, end = build(node.start), build(node.end)
    start_included, end_included = node.start_included, node.end_included

    def run(frame: Frame) -> Range | None:
        low, high = start(frame), end(frame)
        if low is None or high is None:
            fits = low is high or type(high if low is None else low) in ENDS
        else:
            fits = comparison.order(low, high) is not None
        if not fits:
            return None
        return Range(low, high, start_included, end_included)

    return run


@build.register
def _unbounded(node: Comparison) -> Code:
    operand, operator = build(node.operand), node.operator

    def run(frame: Frame) -> Range | None:
        value = operand(frame)
        if operator == "!=" or type(value) not in ENDS:
            return None
        above, below = operator[0] == ">", operator[0] == "<"
        return Range(
            None if below else value,
            None if above else value,
            not below and operator != ">",
            not above and operator != "<",
            unary=True,
        )

    return run
