"""On random processes people go back, withdraw, skip, and change how many take part."""

from hypothesis import given
from hypothesis import strategies as st

from tests.engine.generated import seeded
from tests.engine.generated.blocks import Building, blocks
from tests.engine.generated.changes import Changes
from tests.engine.generated.free import free, plans
from tests.engine.reference import Graph

VERBS = ["act"] * 6 + ["back"] * 4 + ["add", "remove", "skip"]
ACTS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 255)), min_size=18, max_size=18)


@seeded
@given(blocks, ACTS)
def test_after_a_change_what_waits_is_what_the_reference_says(block, acts):
    agree_after(Building().process(block), acts)


@seeded
@given(plans, ACTS)
def test_after_a_change_of_a_free_process_too(plan, acts):
    agree_after(free(plan), acts)


def agree_after(graph: Graph, acts: list[tuple[str, int]]) -> None:
    walk = Changes(graph)
    walk.agree()
    for verb, number in acts:
        if walk.step.ended or not walk.is_plain:
            break
        getattr(walk, verb)(number)
        walk.agree()

    assert walk.replay() == walk.step.state
