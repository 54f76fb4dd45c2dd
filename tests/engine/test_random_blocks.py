"""Random block-structured processes move as a second reading of BPMN says."""

from hypothesis import given

from tests.engine.generated import ACTS, seeded
from tests.engine.generated.blocks import Building, blocks
from tests.engine.generated.walk import Walk


@seeded
@given(blocks, ACTS)
def test_what_waits_is_what_the_reference_says(block, acts):
    walk = Walk(Building().process(block))

    walk.agree()
    for act in acts:
        if walk.act(act) is None:
            break
        walk.agree()

    assert walk.replay() == walk.step.state
