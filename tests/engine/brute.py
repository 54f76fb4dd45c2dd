"""Soundness by brute force: every marking of the flows of a flat diagram, nothing clever.

A plan is ``{node: (kind, [targets])}`` with the kinds ``start task xor and or end terminate``.
A marking is the number of tokens on each flow and the ends reached.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from tests.engine.models import TERMINATE, diagram, flows, node

Plan = dict[str, tuple[str, list[str]]]
Marking = tuple[tuple[tuple[str, int], ...], tuple[str, ...]]
XML = {
    "start": "startEvent", "task": "task", "xor": "exclusiveGateway", "and": "parallelGateway",
    "or": "inclusiveGateway", "end": "endEvent", "terminate": "endEvent",
}  # fmt: skip


def drawn(plan: Plan) -> bytes:
    """Return the plan as BPMN."""
    nodes = (
        node(XML[kind], name, TERMINATE if kind == "terminate" else "")
        for name, (kind, _) in plan.items()
    )
    lines = (f"{name}>{target}" for name, (_, targets) in plan.items() for target in targets)
    return diagram("".join(nodes) + flows(*lines))


class Brute:
    """Plays a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.into: dict[str, list[str]] = {name: [] for name in plan}
        for name, (_, targets) in plan.items():
            for target in targets:
                self.into[target].append(f"{name}>{target}")
        self.begin: Marking = ((("", 1),), ())

    def fire(self, marking: Marking, name: str) -> Iterator[Marking]:
        """Yield what follows when a node happens; nothing when it cannot."""
        tokens, ends = Counter(dict(marking[0])), list(marking[1])
        kind, _ = self.plan[name]
        for used in self._uses(tokens, name):
            for flows_out in self._gives(name):
                left = tokens - Counter(used) + Counter(flows_out)
                if kind == "terminate":
                    left = Counter()
                reached = sorted([*ends, name] if kind == "end" else ends)
                yield tuple(sorted(left.items())), tuple(reached)

    def _uses(self, tokens: Counter[str], name: str) -> Iterator[list[str]]:
        kind, into = self.plan[name][0], self.into[name]
        here = [flow for flow in into if tokens[flow]]
        if kind == "start":
            yield from ([[""]] if tokens[""] else [])
        elif kind == "and" and len(into) > 1:
            yield from ([into] if len(here) == len(into) else [])
        elif kind == "or" and len(into) > 1:
            yield from ([here] if here and not self._awaits(tokens, name, here) else [])
        else:
            yield from ([flow] for flow in here)

    def _awaits(self, tokens: Counter[str], name: str, here: list[str]) -> bool:
        """Say whether a token elsewhere can come to an empty flow and to no marked one."""
        empty = set(self.into[name]) - set(here)
        reach = {flow: self._reach(flow, name) for flow in tokens if flow not in here}
        return any(ends & empty and not ends & set(here) for ends in reach.values())

    def _reach(self, flow: str, join: str) -> set[str]:
        seen: set[str] = set()
        todo = [flow]
        while todo:
            flow = todo.pop()
            if flow not in seen:
                seen.add(flow)
                target = flow.partition(">")[2]
                if target != join:
                    todo += [f"{target}>{each}" for each in self.plan[target][1]]
        return seen

    def _gives(self, name: str) -> Iterator[tuple[str, ...]]:
        kind, targets = self.plan[name]
        out = [f"{name}>{target}" for target in targets]
        if kind == "xor" and out:
            yield from ((flow,) for flow in out)
        elif kind == "or":
            yield from (c for n in range(1, len(out) + 1) for c in combinations(out, n))
        else:
            yield tuple(out)

    def is_unsafe(self, marking: Marking) -> bool:
        """Say whether two tokens are on one flow, or before one element that does not join."""
        tokens = Counter(dict(marking[0]))
        joins = {name for name, (kind, _) in self.plan.items() if kind in ("and", "or")}
        crowds = (
            sum(tokens[f] for f in self.into[name]) for name in self.plan if name not in joins
        )
        return max([*tokens.values(), *crowds], default=0) > 1

    def is_improper(self, marking: Marking) -> bool:
        """Say whether an end was reached twice."""
        return len(set(marking[1])) < len(marking[1])

    def is_sound(self) -> bool:
        """Say whether the process is safe, always can end, ends once, and has no dead node."""
        follows: dict[Marking, set[Marking]] = {}
        happened: set[str] = set()
        todo = [self.begin]
        while todo:
            marking = todo.pop()
            if self.is_unsafe(marking) or self.is_improper(marking):
                return False
            if marking not in follows:
                moves = {name: set(self.fire(marking, name)) for name in self.plan}
                happened |= {name for name, found in moves.items() if found}
                follows[marking] = set().union(*moves.values())
                todo += follows[marking]
        return happened == set(self.plan) and self.can_end(follows) == set(follows)

    def can_end(self, follows: dict[Marking, set[Marking]]) -> set[Marking]:
        """Return the markings from which no token may be left."""
        good = {marking for marking in follows if not marking[0]}
        while True:
            more = {m for m, after in follows.items() if m not in good and after & good}
            if not more:
                return good
            good |= more

    def walk(self, path: list[str]) -> set[Marking]:
        """Return the markings that a path may lead to."""
        markings = {self.begin}
        for name in path:
            markings = {after for m in markings for after in self.fire(m, name)}
        return markings

    def is_bad(self, marking: Marking, rule: str) -> bool:
        """Say whether the marking shows the fault that the rule names."""
        if rule == "deadlock":
            moves: Any = (list(self.fire(marking, name)) for name in self.plan)
            return bool(marking[0]) and not any(moves)
        return self.is_unsafe(marking) or self.is_improper(marking)
