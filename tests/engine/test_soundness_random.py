"""On random diagrams the verdict is that of brute force, and every counterexample can be walked."""

from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.soundness import Verdict, analyse
from tests.engine.brute import Brute, Plan, drawn
from tests.engine.generated.blocks import Building, blocks
from tests.engine.generated.drawing import sources

KINDS = st.sampled_from(["task", "task", "xor", "and", "or", "end", "terminate"])
LINES = st.lists(
    st.tuples(KINDS, st.lists(st.integers(0, 6), min_size=1, max_size=3, unique=True)),
    min_size=1,
    max_size=7,
)


def free(lines: list[tuple[str, list[int]]]) -> Plan:
    """Return a plan: a line is a node's kind and the numbers of its targets."""
    names = [f"{kind}{number}" for number, (kind, _) in enumerate(lines)]
    plan: Plan = {"s": ("start", [names[0]])}
    for name, (kind, targets) in zip(names, lines, strict=True):
        aims = dict.fromkeys(names[target % len(names)] for target in targets)
        plan[name] = (kind, [] if kind in ("end", "terminate") else list(aims))
    return plan


SPLITS = st.recursive(
    st.just(("task",)),
    lambda inner: (
        st.tuples(st.sampled_from(["and", "xor", "or"]), st.lists(inner, min_size=2, max_size=3))
        | st.tuples(st.just("seq"), st.lists(inner, min_size=1, max_size=3))
    ),
    max_leaves=8,
)


class Blocks:
    """Lays out blocks; ``joins`` are the gateways that close one, with the kind that opened it."""

    def __init__(self, block: tuple[Any, ...]) -> None:
        self.plan: Plan = {}
        self.joins: dict[str, str] = {}
        first, last = self._block(block)
        self.plan |= {"s": ("start", [first]), "e": ("end", [])}
        self.plan[last][1].append("e")

    def _node(self, kind: str) -> str:
        name = f"{kind}{len(self.plan)}"
        self.plan[name] = (kind, [])
        return name

    def _block(self, block: tuple[Any, ...]) -> tuple[str, str]:
        kind, *parts = block
        if kind == "task":
            name = self._node(kind)
            return name, name
        ends = [self._block(part) for part in parts[0]]
        if kind == "seq":
            for (_, before), (after, _) in pairwise(ends):
                self.plan[before][1].append(after)
            return ends[0][0], ends[-1][1]
        split, join = self._node(kind), self._node(kind)
        self.joins[join] = kind
        for begin, finish in ends:
            self.plan[split][1].append(begin)
            self.plan[finish][1].append(join)
        return split, join


def confirmed(plan: Plan, verdict: Verdict) -> bool:
    """Say whether one can walk each counterexample and find there what it claims."""
    brute = Brute(plan)
    claims = [f for f in verdict.findings if f.problem.rule not in ("dead-element", "livelock")]
    return all(
        any(brute.is_bad(m, f.problem.rule) for m in brute.walk([p.element for p in f.path]))
        for f in claims
    )


@settings(max_examples=400, deadline=None)
@given(LINES)
def test_a_free_diagram_is_sound_when_brute_force_finds_nothing(lines):
    plan = free(lines)

    verdict = analyse(drawn(plan))

    assert verdict.sound == Brute(plan).is_sound()
    assert confirmed(plan, verdict)


@settings(max_examples=100, deadline=None)
@given(SPLITS)
def test_blocks_are_sound(block):
    plan = Blocks(block).plan

    assert analyse(drawn(plan)).sound is True


@settings(max_examples=150, deadline=None)
@given(SPLITS.filter(lambda block: Blocks(block).joins), st.integers(0, 20))
def test_blocks_with_one_wrong_join_are_not(block, which):
    blocks_laid = Blocks(block)
    join, kind = sorted(blocks_laid.joins.items())[which % len(blocks_laid.joins)]
    wrong = {"and": "xor", "xor": "and", "or": ["and", "xor"][which % 2]}[kind]
    plan = {**blocks_laid.plan, join: (wrong, blocks_laid.plan[join][1])}

    verdict = analyse(drawn(plan))

    assert verdict.sound is False
    assert verdict.counterexample
    assert confirmed(plan, verdict)


@settings(max_examples=100, deadline=None)
@given(blocks)
def test_blocks_with_scopes_borders_and_errors_are_sound(block):
    graph = Building().process(block)

    verdict = analyse(sources(graph)["root"])

    assert (verdict.sound, verdict.problems) == (True, [])
