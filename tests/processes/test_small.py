"""联合执法, 升级协调, 挂账督办: small and complete."""

from datetime import date

import pytest

from tests.processes.story import ORDER, Story, when

OFFICER = {"department": "qh.water", "has_certificate": True}
PAIR = [{**OFFICER, "person": "甲"}, {**OFFICER, "person": "乙"}]


def enforcement():
    more = {
        "whistle_no": "QH-2026-000123-1",
        "whistle_class": "攻坚",
        "whistle_due_at": when("2026-07-29 23:59"),
        "departments": ["qh.water"],
    }
    return Story("p_joint_enforcement", **{**ORDER, **more})


def on_site(finding, **more):
    story = enforcement()
    story.do("plan_enforcement", called_off=False, team=PAIR)
    story.do("record_on_site", finding=finding, **more)
    for _ in PAIR:
        story.do("officer_evidence")
    return story


def escalation():
    return Story("p_escalate", **ORDER, parent_ref="QH-2026-000100", reason="工单逾期未办结")


def ledger():
    return Story("p_ledger", **ORDER, source_ref="QH-2026-000100", owner="qh.wx", reason="")


def test_a_team_of_one_certificate_goes_nowhere():
    story = enforcement()

    assert len(story.variable("roster")) == 5
    assert story.do("plan_enforcement", team=PAIR[:1]) == ["plan_enforcement"]
    assert story.do("plan_enforcement", team=PAIR) == ["record_on_site"]


def test_every_officer_leaves_evidence_and_every_department_its_case():
    story = on_site("立案")

    assert story.task("case_numbers").groups == ["qh.water/负责人"]
    story.do("case_numbers")

    assert story.ended == "filed"


@pytest.mark.parametrize(("corrected", "end"), [(True, "put_right"), (False, "handed_over")])
def test_a_correction_is_checked_when_its_time_is_up(corrected, end):
    story = on_site("责令改正", correct_by=date(2026, 7, 20))

    assert story.open == []
    assert story.at("2026-07-20 17:30") == ["recheck"]
    story.do("recheck", corrected=corrected)

    assert story.ended == end


def test_nothing_found_or_called_off_ends_it():
    story = enforcement()

    story.do("plan_enforcement", called_off=True)

    assert story.ended == "not_enforced"
    assert on_site("未发现").ended == "nothing_found"


def test_an_escalation_climbs_three_stages_at_most():
    story, posts = escalation(), []

    for _ in range(3):
        story.do("receive_escalation")
        posts += story.task("coordinate").groups
        story.do("coordinate", decision="上提", resolution="请上一级协调")

    assert posts == ["qh.command/值守岗", "qh.command/负责人", "qh.inspection/督查专员"]
    assert story.ended == "closed"
    assert story.effects[-1].inputs["resolution"] == "请上一级协调"


def test_who_does_not_receive_it_coordinates_with_the_next_told():
    story = escalation()

    assert story.at("2026-07-14 08:45") == ["coordinate"]

    assert story.told == ["escalated"]
    assert story.effects[-1].inputs["to"] == ["qh.command/负责人"]


def test_a_settled_parent_ends_the_escalation():
    story = escalation()

    assert [s.key for s in story.step.subscriptions] == ["QH-2026-000100"]
    assert story.offered == []
    story.send("parent_settled")

    assert story.ended == "settled"


def test_a_ledger_is_reviewed_weekly_until_its_closing_is_proved():
    story = ledger()
    story.do("open_ledger", owner="qh.water")

    assert story.task("weekly_report").groups == ["qh.water/负责人", "qh.water/分管领导"]
    assert story.due("weekly_report") == "07-22 00:00"
    assert story.do("weekly_report", close_asked=False) == []
    assert story.at("2026-07-22 00:00") == ["weekly_report"]
    assert story.due("weekly_report") == "07-30 00:00"
    story.do("weekly_report", close_asked=True)
    assert story.do("check_proof", proved=False) == ["weekly_report"]
    story.do("weekly_report", close_asked=True)
    story.do("check_proof", proved=True)

    assert story.ended == "cleared"
    assert story.effects[-1].inputs == {"result": "销账"}
