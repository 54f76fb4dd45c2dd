"""Random free processes, sound or not, move as a second reading of BPMN says."""

from hypothesis import given

from tests.engine.generated import ACTS, seeded
from tests.engine.generated.free import free, plans
from tests.engine.generated.walk import Walk

CROWD = 40


@seeded
@given(plans, ACTS)
def test_what_waits_is_what_the_reference_says(plan, acts):
    walk = Walk(free(plan))

    walk.agree()
    for act in acts:
        if len(walk.offers()) > CROWD or walk.act(act) is None:
            break
        walk.agree()

    assert walk.replay() == walk.step.state
