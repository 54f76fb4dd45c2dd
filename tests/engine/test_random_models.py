"""Random block-structured processes move as a second reading of BPMN says."""

from itertools import count, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine import reference
from tests.engine.models import (
    MESSAGE,
    Case,
    boundary,
    end,
    flows,
    multi,
    node,
    script,
    start,
    users,
)

TASKS = st.just(("task",)) | st.tuples(st.just("many"), st.integers(0, 3))


def bigger(inner: st.SearchStrategy) -> st.SearchStrategy:
    some = st.lists(inner, min_size=1, max_size=3)
    pair = st.lists(inner, min_size=2, max_size=3)
    return (
        st.tuples(st.just("seq"), some)
        | st.tuples(st.just("and"), pair)
        | st.tuples(st.just("xor"), pair, st.integers(0, 1))
        | st.tuples(st.just("loop"), inner, st.integers(1, 3))
        | st.tuples(st.just("sub"), inner)
    )


BLOCKS = st.recursive(TASKS, bigger, max_leaves=8)


class Drawing:
    """Gives every block its names and draws it; each draws itself from one node to another."""

    def __init__(self) -> None:
        self.numbers = count()
        self.body = ""

    def name(self, kind: str) -> str:
        return f"{kind}{next(self.numbers)}"

    def draw(self, block: tuple) -> tuple[tuple, str, str]:
        """Return the named block and the nodes where it begins and ends."""
        return getattr(self, f"_{block[0]}")(*block[1:])

    def add(self, *parts: str) -> None:
        self.body += "".join(parts)

    def _task(self):
        name = self.name("t")
        self.add(users(name))
        return ("task", name), name, name

    def _many(self, instances: int):
        name = self.name("m")
        items = "=[" + ",".join("1" * instances) + "]"
        self.add(node("userTask", name, multi(items, "item")))
        return ("many", name, instances), name, name

    def _seq(self, blocks):
        drawn = [self.draw(block) for block in blocks]
        for (_, _, before), (_, behind, _) in pairwise(drawn):
            self.add(flows(f"{before}>{behind}"))
        return ("seq", [named for named, _, _ in drawn]), drawn[0][1], drawn[-1][2]

    def _and(self, blocks):
        fork, join = self.name("fork"), self.name("join")
        named = self._between("parallelGateway", fork, join, blocks, ["" for _ in blocks])
        return ("and", named), fork, join

    def _xor(self, blocks, chosen: int):
        split, merge = self.name("split"), self.name("merge")
        conditions = [f": ={number} = {chosen}" for number, _ in enumerate(blocks)]
        named = self._between("exclusiveGateway", split, merge, blocks, conditions)
        return ("xor", named, chosen), split, merge

    def _between(self, kind, first, last, blocks, conditions):
        drawn = [self.draw(block) for block in blocks]
        self.add(node(kind, first), node(kind, last))
        for (_, begin, finish), condition in zip(drawn, conditions, strict=True):
            self.add(flows(f"{first}>{begin}{condition}", f"{finish}>{last}"))
        return [named for named, _, _ in drawn]

    def _loop(self, block, times: int):
        named, begin, finish = self.draw(block)
        zero, merge, plus, more, out = (self.name(kind) for kind in ("z", "g", "n", "more", "out"))
        self.add(
            script(zero, plus, "=0"), script(plus, plus, f"={plus} + 1"),
            node("exclusiveGateway", merge), node("exclusiveGateway", out),
            node("exclusiveGateway", more, default=f"f_{more}_{out}"),
            flows(f"{zero}>{merge}", f"{merge}>{begin}", f"{finish}>{plus}", f"{plus}>{more}"),
            flows(f"{more}>{merge}: ={plus} < {times}", f"{more}>{out}"),
        )  # fmt: skip
        return ("loop", named, times), zero, out

    def _sub(self, block):
        outer, self.body = self.body, ""
        named, begin, finish = self.draw(block)
        sub, first, last, event, handler, out = (
            self.name(kind) for kind in ("sub", "first", "last", "event", "h", "out")
        )
        inner = start(first) + end(last) + flows(f"{first}>{begin}", f"{finish}>{last}")
        self.body = outer + node("subProcess", sub, inner + self.body)
        self.add(
            boundary(event, sub, MESSAGE), users(handler), node("exclusiveGateway", out),
            flows(f"{event}>{handler}", f"{handler}>{out}", f"{sub}>{out}"),
        )  # fmt: skip
        return ("sub", named, event, handler), sub, out


def drawn(block: tuple) -> tuple[tuple, Case]:
    drawing = Drawing()
    named, begin, finish = drawing.draw(block)
    body = start() + end() + drawing.body + flows(f"s>{begin}", f"{finish}>e")
    return named, Case(body, case_ref="R")


def offered(case: Case) -> list[str]:
    return sorted([*case.open, *(f"!{each.element_id}" for each in case.step.subscriptions)])


@settings(max_examples=100, deadline=None)
@given(BLOCKS, st.lists(st.integers(0, 50), min_size=60, max_size=60))
def test_what_waits_is_what_the_reference_says(block, choices):
    named, case = drawn(block)
    rest = reference.begin(named)

    for choice in choices:
        assert offered(case) == reference.waiting(rest)
        assert case.step.ended == (rest is None)
        if rest is None:
            break
        chosen = offered(case)[choice % len(offered(case))]
        rest = reference.after(rest, chosen)
        case.send(chosen[1:]) if chosen.startswith("!") else case.do(chosen)
