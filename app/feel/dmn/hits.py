"""Closures for decision tables: which rules match, and what the hit policy makes of them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from app.feel.comparison import equal
from app.feel.compiler import Code, Frame, build
from app.feel.conformance import coerce
from app.feel.dmn.columns import Column, read_input
from app.feel.dmn.nodes import Output, Rule, Table
from app.feel.errors import FeelError, NoRuleError
from app.feel.library.aggregates import maximum, minimum, total

_Hit = tuple[int, Any]
_Policy = Callable[["_Hits"], Any]


@build.register
def _table(node: Table) -> Code:
    inputs = tuple(read_input(each) for each in node.inputs)
    columns = tuple(
        Column([rule.cells[at] for rule in node.rules if at < len(rule.cells)])
        for at in range(len(inputs))
    )
    outcome = _Outcome(node)
    everything = (1 << len(node.rules)) - 1

    def run(frame: Frame) -> Any:
        matching = everything
        for read, column in zip(inputs, columns, strict=True):
            matching = column.matching(frame, read(frame), matching)
            if not matching:
                break
        return outcome(frame, matching)

    return run


class _Outcome:
    """Gives the value of a table once the matching rules are known."""

    def __init__(self, node: Table) -> None:
        self.node = node
        self.policy = _POLICIES[node.policy]
        self.rules = tuple(_row(rule, node.outputs) for rule in node.rules)
        self.defaults = tuple(
            None if output.default is None else build(output.default) for output in node.outputs
        )
        self.priorities = tuple(tuple(map(build, each.values)) for each in node.outputs)

    def __call__(self, frame: Frame, matching: int) -> Any:
        frame.budget.spend(len(self.rules))
        if not matching:
            return self._nothing(frame)
        return self.policy(_Hits(self, frame, _positions(matching)))

    def _nothing(self, frame: Frame) -> Any:
        if any(self.defaults):
            values = [None if code is None else code(frame) for code in self.defaults]
            return _boxed(values, self.node.outputs)
        if self.node.policy == "C":
            return []
        raise NoRuleError(f"决策表“{self.node.name}”没有一条规则符合")


class _Hits:
    """The matching rules of one evaluation; a rule's outputs are computed when asked for."""

    def __init__(self, outcome: _Outcome, frame: Frame, positions: list[int]) -> None:
        self.outcome, self.frame, self.positions = outcome, frame, positions

    def values(self, position: int) -> list[Any]:
        return [code(self.frame) for code in self.outcome.rules[position]]

    def value(self, position: int) -> Any:
        return _boxed(self.values(position), self.outcome.node.outputs)

    def all(self) -> list[Any]:
        return [self.value(position) for position in self.positions]

    def by_priority(self) -> list[Any]:
        ordered = sorted(self.positions, key=lambda at: self._rank(self.values(at)))
        return [self.value(position) for position in ordered]

    def error(self, reason: str) -> FeelError:
        rows = "、".join(str(position + 1) for position in self.positions)
        return FeelError(f"决策表“{self.outcome.node.name}”的规则 {rows} {reason}")

    def _rank(self, values: list[Any]) -> list[int]:
        return [
            next(
                (at for at, each in enumerate(order) if equal(each(self.frame), value)), len(order)
            )
            for value, order in zip(values, self.outcome.priorities, strict=True)
        ]


def _unique(hits: _Hits) -> Any:
    if len(hits.positions) > 1:
        raise hits.error("同时符合，而命中策略只许一条")
    return hits.value(hits.positions[0])


def _any(hits: _Hits) -> Any:
    first, *others = hits.all()
    if any(equal(first, other) is not True for other in others):
        raise hits.error("同时符合，结果却不同")
    return first


def _single(hits: _Hits, combine: Callable[[list[Any]], Any]) -> Any:
    return combine(hits.all())


_POLICIES: dict[str, _Policy] = {
    "U": _unique,
    "A": _any,
    "F": lambda hits: hits.value(hits.positions[0]),
    "P": lambda hits: hits.by_priority()[0],
    "R": _Hits.all,
    "O": _Hits.by_priority,
    "C": _Hits.all,
    "C+": lambda hits: _single(hits, total),
    "C<": lambda hits: _single(hits, minimum),
    "C>": lambda hits: _single(hits, maximum),
    "C#": lambda hits: Decimal(len(hits.positions)),
}


def _row(rule: Rule, outputs: tuple[Output, ...]) -> tuple[Code, ...]:
    return tuple(
        _cell(build(cell), output) for cell, output in zip(rule.outputs, outputs, strict=False)
    )


def _cell(code: Code, output: Output) -> Code:
    wanted = output.type
    if wanted is None:
        return code
    return lambda frame: coerce(code(frame), wanted, frame.types)


def _boxed(values: list[Any], outputs: tuple[Output, ...]) -> Any:
    if len(outputs) == 1:
        return values[0]
    return {output.name: value for output, value in zip(outputs, values, strict=True)}


def _positions(matching: int) -> list[int]:
    found = []
    while matching:
        lowest = matching & -matching
        found.append(lowest.bit_length() - 1)
        matching ^= lowest
    return found
