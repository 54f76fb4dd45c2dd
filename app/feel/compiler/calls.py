"""Closures for function calls."""

from collections.abc import Callable
from typing import Any

from app.feel.compiler.core import Code, Frame, build
from app.feel.errors import FeelError, unknown_name
from app.feel.library.registry import BUILTINS
from app.feel.limits import SIZED
from app.feel.syntax.nodes import Call, Name, Node
from app.feel.values import Function

_NULL = Function("", (), lambda given, keys: None)


@build.register
def _call(node: Call) -> Code:
    find = _finder(node.function)
    arguments = tuple(build(argument) for argument in node.arguments)
    keys, at = node.keys, node.at

    def run(frame: Frame) -> Any:
        function, budget = find(frame), frame.budget
        given = [argument(frame) for argument in arguments]
        budget.enter(function, given)
        try:
            if keys is None:
                value = function.apply(given, None)
            else:
                value = function.apply([], dict(zip(keys, given, strict=True)))
        except FeelError as error:
            raise _placed(error, at) from error.__cause__
        finally:
            budget.calls -= 1
        if type(value) in SIZED:
            budget.pay_for(value)
        return value

    return run


def _placed(error: FeelError, at: int) -> FeelError:
    if error.position is None:
        error.position = at
    return error


def _finder(node: Node) -> Callable[[Frame], Function]:
    return _named(node.name, node.at) if isinstance(node, Name) else _computed(build(node))


def _computed(code: Code) -> Callable[[Frame], Function]:
    def find(frame: Frame) -> Function:
        value = code(frame)
        return value if type(value) is Function else _NULL

    return find


def _named(name: str, at: int) -> Callable[[Frame], Function]:
    def find(frame: Frame) -> Function:
        value = frame.variables.get(name)
        if type(value) is Function:
            return value
        if name in frame.functions:
            return frame.functions[name]
        if name in frame.variables:
            raise FeelError(f"“{name}”不是函数，不能调用", at)
        raise unknown_name(name, at, frame.known(), "函数", BUILTINS)

    return find
