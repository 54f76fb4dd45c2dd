"""Closures for operators and three-valued logic."""

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from app.feel import arithmetic, comparison
from app.feel.compiler.core import Code, Frame, build, paid
from app.feel.conformance import is_instance
from app.feel.syntax.nodes import Between, Binary, If, InstanceOf, Junction, Literal, Negate

_OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
    "**": arithmetic.power,
    "=": comparison.equal,
    "!=": comparison.unequal,
    "<": comparison.less,
    "<=": comparison.less_or_equal,
    ">": comparison.greater,
    ">=": comparison.greater_or_equal,
}
_NATIVE = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@build.register
def _binary(node: Binary) -> Code:
    operation, left, right = _OPERATIONS[node.operator], build(node.left), build(node.right)
    if node.operator == "+":
        return _sum(left, right)
    if isinstance(node.right, Literal):
        return _against(node.operator, left, node.right.value)
    if node.operator in ("=", "!="):
        left = paid(left)
    return lambda frame: operation(left(frame), right(frame))


def _against(sign: str, left: Code, constant: Any) -> Code:
    operation, native, kind = _OPERATIONS[sign], _NATIVE.get(sign), type(constant)
    if native is None or kind not in (str, Decimal):
        return lambda frame: operation(left(frame), constant)

    def run(frame: Frame) -> Any:
        value = left(frame)
        return native(value, constant) if type(value) is kind else operation(value, constant)

    return run


def _sum(left: Code, right: Code) -> Code:
    def run(frame: Frame) -> Any:
        value = arithmetic.add(left(frame), right(frame))
        if type(value) is str:
            frame.budget.pay_for(value)
        return value

    return run


@build.register
def _negate(node: Negate) -> Code:
    operand = build(node.operand)
    return lambda frame: arithmetic.negate(operand(frame))


@build.register
def _junction(node: Junction) -> Code:
    """``and`` ends at the first false, ``or`` at the first true; null is contagious."""
    operands = tuple(build(operand) for operand in node.operands)
    decisive = node.operator == "or"

    def run(frame: Frame) -> Any:
        result: bool | None = not decisive
        for operand in operands:
            value = operand(frame)
            if value is decisive:
                return decisive
            if type(value) is not bool:
                result = None
        return result

    return run


@build.register
def _between(node: Between) -> Code:
    value, low, high = build(node.value), build(node.low), build(node.high)
    return lambda frame: comparison.between(value(frame), low(frame), high(frame))


@build.register
def _if(node: If) -> Code:
    condition, yes, no = build(node.condition), build(node.yes), build(node.no)
    return lambda frame: yes(frame) if condition(frame) is True else no(frame)


@build.register
def _instance_of(node: InstanceOf) -> Code:
    value, wanted = paid(build(node.value)), node.type
    return lambda frame: is_instance(value(frame), wanted, frame.types)
