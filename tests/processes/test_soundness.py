"""From wherever a process gets to, it can end, and nothing is left behind."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.processes.story import ORDER, Story, when
from tests.processes.walk import go_home, wander

GIVEN = {
    **ORDER,
    "level": "L3",
    "catalogue_class": "攻坚",
    "danger_to_life": False,
    "channel": "热线",
    "received_at": when("2026-07-14 08:00"),
    "dispatched_at": when("2026-07-14 08:03"),
    "order_due_at": when("2026-07-29 23:59"),
    "whistle_due_at": when("2026-07-29 23:59"),
    "reachable": True,
    "requester_withdrew": False,
    "request_type": "求助",
    "level_choice": None,
    "duplicate_of": None,
    "in_scope": True,
    "answered": None,
    "catalogue_level": "L3",
    "catalogue_clock": None,
    "ownership": "街道",
    "handler": "qh.wx",
    "desk": "qh.wx/指挥中心",
    "rework": False,
    "blown_before": 0,
    "whistle_no": "QH-2026-000123-1",
    "whistle_class": "日常",
    "department": "qh.water",
    "departments": ["qh.water"],
    "whistle_departments": ["qh.water"],
    "mode": "现场",
    "needs_enforcement": False,
    "object_of": "工单",
    "party": "qh.wx",
    "party_desk": "qh.wx/指挥中心",
    "parent_ref": "QH-2026-000100",
    "owner": "qh.water",
    "assess_in_caller": False,
    "number": 1,
    "reason": "",
}
PROCESSES = (
    "hotline_intake handle_order whistle report_in joint_enforcement escalate dispatch_dispute "
    "callback whistle_assess ledger"
)
picks = st.lists(st.integers(0, 59), max_size=40)


@pytest.mark.parametrize("name", PROCESSES.split())
@settings(max_examples=12, deadline=None, derandomize=True)
@given(picks=picks)
def test_every_way_leads_to_an_end(name, picks):
    story = Story(f"p_{name}", **GIVEN)

    wander(story, picks)

    assert go_home(story) is not None
