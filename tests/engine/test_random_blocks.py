"""Random block-structured processes move as a second reading of BPMN says."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.generated.blocks import Building, blocks
from tests.engine.generated.walk import Walk

ACTS = st.binary(min_size=20, max_size=20)
seeded = settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


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
