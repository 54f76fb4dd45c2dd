"""Closures for what boxed expressions add."""

from typing import Any, NoReturn

from app.feel.compiler import Code, Frame, build
from app.feel.conformance import coerce
from app.feel.dmn.nodes import BoxedContext, Broken, Condition, Guarded, Typed
from app.feel.errors import FeelError
from app.feel.values import kind


@build.register
def _broken(node: Broken) -> Code:
    def fail(_: Frame) -> NoReturn:
        raise node.error

    return fail


@build.register
def _guarded(node: Guarded) -> Code:
    code = build(node.node)

    def run(frame: Frame) -> Any:
        try:
            return code(frame)
        except FeelError:
            return None

    return run


@build.register
def _condition(node: Condition) -> Code:
    code = build(node.node)

    def run(frame: Frame) -> bool | None:
        value = code(frame)
        if value is not None and type(value) is not bool:
            raise FeelError(f"条件应为真或假，却是 {kind(value)}")
        return value

    return run


@build.register
def _typed(node: Typed) -> Code:
    code, wanted = build(node.node), node.type
    return lambda frame: coerce(code(frame), wanted, frame.types)


@build.register
def _boxed_context(node: BoxedContext) -> Code:
    entries = tuple((key, build(value)) for key, value in node.entries)
    result = build(node.result)

    def run(frame: Frame) -> Any:
        inner = frame.with_names({})
        for key, value in entries:
            inner.variables[key] = value(inner)
        return result(inner)

    return run
