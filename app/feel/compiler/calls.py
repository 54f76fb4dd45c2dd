"""Closures for function calls."""

from collections.abc import Callable
from typing import Any

from app.feel.compiler.core import Code, Frame, build
from app.feel.errors import FeelError, unknown_name
from app.feel.library.registry import BUILTINS
from app.feel.limits import Budget
from app.feel.syntax.nodes import Call, Name, Node
from app.feel.values import Function


@build.register
def _call(node: Call) -> Code:
    find = _finder(node.function)
    arguments = tuple(build(argument) for argument in node.arguments)
    keys, at = node.keys, node.at

    def run(frame: Frame) -> Any:
        function = find(frame)
        given = [argument(frame) for argument in arguments]
        _pay(frame.budget, given)
        frame.budget.enter()
        try:
            value = _apply(function, given, keys)
        except FeelError as error:
            raise _placed(error, at) from error.__cause__
        frame.budget.leave()
        frame.budget.pay_for(value)
        return value

    return run


def _pay(budget: Budget, given: list[Any]) -> None:
    budget.spend(1)
    for each in given:
        budget.pay_for(each)


def _apply(function: Any, given: list[Any], keys: tuple[str, ...] | None) -> Any:
    if type(function) is not Function:
        return None
    if keys is None:
        return function.apply(given, None)
    return function.apply([], dict(zip(keys, given, strict=True)))


def _placed(error: FeelError, at: int) -> FeelError:
    if error.position is None:
        error.position = at
    return error


def _finder(node: Node) -> Callable[[Frame], Any]:
    if not isinstance(node, Name):
        return build(node)
    name, at = node.name, node.at

    def find(frame: Frame) -> Any:
        value = frame.variables.get(name)
        if type(value) is Function:
            return value
        if name in frame.functions:
            return frame.functions[name]
        if name in frame.variables:
            raise FeelError(f"“{name}”不是函数，不能调用", at)
        raise unknown_name(name, at, frame.known(), "函数", BUILTINS)

    return find
