"""On random processes full of events nothing is lost, nothing is left behind, nothing hangs."""

from hypothesis import given
from hypothesis import strategies as st

from tests.engine.generated import seeded
from tests.engine.generated.happenings import Drawing, Walk, blocks, events


@seeded
@given(
    blocks, st.lists(events, max_size=2), st.lists(st.integers(0, 255), min_size=25, max_size=25)
)
def test_events_leave_nothing_behind(block, listeners, acts):
    walk = Walk(Drawing(block, listeners).process)

    for number in acts:
        if walk.step.ended or walk.is_stuck:
            break
        walk.act(number)

    if walk.step.ended:
        assert walk.step.ready_tasks == walk.step.subscriptions == walk.step.timers == []
    assert walk.replay() == walk.step.state
