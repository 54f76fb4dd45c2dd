"""Closures for ``for``, ``some``, ``every`` and functions written in an expression."""

from collections.abc import Iterator as Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.feel.arithmetic import add
from app.feel.comparison import order
from app.feel.compiler.core import Code, Frame, build
from app.feel.conformance import coerce
from app.feel.errors import FeelError
from app.feel.limits import list_size
from app.feel.syntax.nodes import For, FunctionOf, Iterator, Quantified, TypeRef
from app.feel.values import Function, Range, kind

_Loop = tuple[str, Code, Code | None]


@build.register
def _for(node: For) -> Code:
    loops, body, weight = _loops(node.iterators), build(node.body), node.weight
    collect = _collect_with_partial if node.partial else _collect

    def run(frame: Frame) -> list[Any] | None:
        try:
            return collect(body, _frames(frame, loops, weight))
        except NotIterableError:
            return None

    return run


def _collect(body: Code, frames: Iterable[Frame]) -> list[Any]:
    made: list[Any] = []
    for frame in frames:
        made.append(body(frame))
        list_size(len(made))
    return made


def _collect_with_partial(body: Code, frames: Iterable[Frame]) -> list[Any]:
    made: list[Any] = []
    for frame in frames:
        frame.variables["partial"] = made.copy()
        frame.budget.spend(len(made))
        made.append(body(frame))
    return made


class NotIterableError(Exception):
    """A loop runs over something that is no list and no range."""


def _loops(iterators: tuple[Iterator, ...]) -> tuple[_Loop, ...]:
    return tuple(
        (each.name, build(each.source), None if each.end is None else build(each.end))
        for each in iterators
    )


def _frames(frame: Frame, loops: tuple[_Loop, ...], weight: int) -> Iterable[Frame]:
    """Yield a frame for every combination, the last iterator turning fastest."""
    (name, source, end), *rest = loops
    for value in _values(source(frame), end and end(frame), ranged=end is not None):
        frame.budget.spend(weight)
        inner = frame.with_names({name: value})
        if rest:
            yield from _frames(inner, tuple(rest), weight)
        else:
            yield inner


def _values(source: Any, end: Any, *, ranged: bool) -> Iterable[Any]:
    if ranged:
        return _counted(source, end)
    if type(source) is Range:
        return _span(source)
    if source is None:
        raise NotIterableError
    return iter(source if type(source) is list else [source])


def _span(limits: Range) -> Iterable[Any]:
    if order(limits.start, limits.end) == 1:
        raise NotIterableError
    values = _counted(limits.start, limits.end)
    return (
        value
        for value in values
        if (limits.start_included or value != limits.start)
        and (limits.end_included or value != limits.end)
    )


def _counted(start: Any, end: Any) -> Iterable[Any]:
    step = _STEPS.get(type(start))
    direction = order(end, start)
    if step is None or direction is None:
        raise NotIterableError
    if type(start) is Decimal and any(each != each.to_integral_value() for each in (start, end)):
        raise NotIterableError
    return _count(start, end, -step if direction < 0 else step)


def _count(start: Any, end: Any, step: Any) -> Iterable[Any]:
    value = start
    while True:
        yield value
        if value == end:
            return
        value = add(value, step)


_STEPS: dict[type, Any] = {Decimal: Decimal(1), date: timedelta(days=1)}


@build.register
def _quantified(node: Quantified) -> Code:
    loops, body, weight, every = _loops(node.iterators), build(node.body), node.weight, node.every

    def run(frame: Frame) -> bool | None:
        result: bool | None = every
        try:
            for each in _frames(frame, loops, weight):
                value = body(each)
                if value is (not every):
                    return not every
                if type(value) is not bool:
                    result = None
        except NotIterableError:
            return None
        return result

    return run


@build.register
def _function(node: FunctionOf) -> Code:
    names = tuple(name for name, _ in node.parameters)
    types = tuple(kind for _, kind in node.parameters)
    body, weight = build(node.body), node.weight

    def run(frame: Frame) -> Function:
        def apply(given: list[Any], keys: dict[str, Any] | None) -> Any:
            values = given if keys is None else _in_order(names, keys)
            if len(values) != len(names):
                raise FeelError(f"函数需要 {len(names)} 个参数，给了 {len(values)} 个", node.at)
            coerced = [_fitted(each, to, frame) for each, to in zip(values, types, strict=True)]
            frame.budget.spend(weight)
            return body(frame.with_names(dict(zip(names, coerced, strict=True))))

        return Function("", names, apply, (types, None), is_deep=any(types))

    return run


def _fitted(value: Any, wanted: TypeRef | None, frame: Frame) -> Any:
    fitted = value if wanted is None else coerce(value, wanted, frame.types)
    if fitted is None and value is not None:
        raise FeelError(f"参数应为 {wanted and wanted.name}，却是 {kind(value)}")
    return fitted


def _in_order(names: tuple[str, ...], keys: dict[str, Any]) -> list[Any]:
    return [keys[name] for name in names if name in keys] if keys.keys() <= set(names) else []
