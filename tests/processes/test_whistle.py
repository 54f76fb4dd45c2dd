"""吹哨: from the draft to the last department let go."""

import pytest

from tests.processes.story import ORDER, Story, when

STREET, WATER, DRAIN = "qh.wx", "qh.water", "qh.drain"
EVERYDAY = {"level": "L3", "catalogue_class": "日常", "danger_to_life": False}
TOUGH = {"level": "L3", "catalogue_class": "攻坚", "danger_to_life": False}


def whistle(**more):
    return Story("p_whistle", **{**ORDER, "assess_in_caller": True, "number": 1, **more})


def draft(story, departments=(WATER,), **more):
    said = {"whistle_class": story.variable("whistle_class"), "give_up": False, "verbal": False}
    return story.do("draft_whistle", departments=list(departments), **{**said, **more})


def blown(departments=(WATER,), approved="同意", **more):
    story = whistle(**more)
    draft(story, departments)
    story.do("approve_whistle", approved=approved)
    return story


def attend(story, department):
    for element in ("sign", "contact_street", "arrive"):
        if f"{element} {department}" in story.open:
            story.do(f"{element} {department}", contacted=True)


def finish(story, department):
    attend(story, department)
    story.do(f"report_result {department}")
    story.do(f"confirm_leave {department}", may_leave=True)


def participants(story):
    return [row["department"] for row in story.variable("participants")]


def test_an_emergency_is_blown_answered_and_accepted():
    story = blown([WATER, DRAIN])

    assert story.open == ["sign qh.drain", "sign qh.water"]
    assert story.variable("whistle_no") == "QH-2026-000123-1"
    assert story.told == ["whistle_to_approve", "whistle_issued", "whistle_copied"]
    finish(story, WATER)
    finish(story, DRAIN)
    assert story.open == ["accept_result"]
    assert story.due("accept_result") == "07-14 08:45"
    story.do("accept_result", accepted="通过")

    assert story.ended == "done"
    assert story.step.variables["whistle_result"] == "解决"
    assert participants(story) == [WATER, DRAIN]


@pytest.mark.parametrize(
    ("more", "whistle_class", "approvers"),
    [
        ({}, "紧急", ["qh.wx/值班领导"]),
        (TOUGH, "攻坚", ["qh.wx/书记", "qh.wx/主任"]),
        (EVERYDAY, "日常", ["qh.wx/分管领导"]),
    ],
)
def test_the_class_chooses_who_approves(more, whistle_class, approvers):
    story = whistle(**more)

    assert story.variable("whistle_class") == whistle_class
    draft(story)

    assert story.task("approve_whistle").groups == approvers


def test_a_draft_may_be_given_up():
    story = whistle()

    story.do("draft_whistle", give_up=True)

    assert story.ended == "not_blown"
    assert story.step.variables["whistle_result"] == "未吹哨"
    assert story.step.variables["blown"] is False


def test_a_draft_below_the_threshold_comes_back_with_the_reason():
    story = whistle(**EVERYDAY)

    assert draft(story, street_role="M", reasons=1) == ["draft_whistle"]
    assert "超出职权" in story.variable("reason")
    assert draft(story, street_role="M", reasons=2) == ["approve_whistle"]


@pytest.mark.parametrize(("decision", "left"), [("退回", ["draft_whistle"]), ("不同意", [])])
def test_an_approver_may_return_or_refuse(decision, left):
    story = blown(approved=decision)

    assert story.open == left
    assert story.ended == (None if left else "not_approved")


def test_a_word_of_approval_is_confirmed_afterwards():
    story = whistle()

    assert draft(story, verbal=True) == ["confirm_verbal", "sign qh.water"]
    assert story.due("confirm_verbal") == "07-14 10:15"
    finish(story, WATER)
    assert story.open == ["confirm_verbal"]
    story.do("confirm_verbal", approved="不同意", opinion="未曾口头批准")

    assert story.told[-1] == "verbal_denied"
    assert story.open == ["accept_result"]


def test_a_tough_whistle_needs_a_plan_once_and_is_reviewed_weekly():
    story = blown(**TOUGH)

    assert story.open == ["sign qh.water", "write_plan"]
    story.do("write_plan")
    story.at("2026-07-21 08:15")
    assert "weekly_review" in story.open
    finish(story, WATER)
    assert story.open == ["accept_result"]
    story.do("accept_result", accepted="再吹哨", departments=[WATER])

    assert story.open == ["sign qh.water"]


def test_an_enforcement_is_waited_for():
    story = whistle()
    draft(story, needs_enforcement=True)

    story.do("approve_whistle", approved="同意")
    finish(story, WATER)
    assert story.open == ["plan_enforcement"]
    story.do("plan_enforcement", called_off=True)

    assert story.open == ["accept_result"]


def test_two_more_rounds_and_then_the_district():
    story = blown()

    for _ in range(2):
        finish(story, WATER)
        story.do("accept_result", accepted="再吹哨", departments=[WATER])
    finish(story, WATER)
    story.do("accept_result", accepted="再吹哨", departments=[WATER])

    assert story.ended == "done"
    assert story.step.variables["whistle_result"] == "升级"
    assert story.opened == ["p_escalate"]
    assert participants(story) == [WATER]


def test_a_new_round_restarts_the_clock_but_not_the_end():
    story = blown()
    finish(story, WATER)

    story.at("2026-07-14 09:00")
    story.do("accept_result", accepted="再吹哨", departments=[WATER])

    assert story.due("sign qh.water") == "07-14 09:10"
    assert story.variable("whistle_due_at") == when("2026-07-15 08:15")


def test_only_who_came_is_assessed_after_a_withdrawal():
    story = blown([WATER, DRAIN])
    attend(story, WATER)

    assert "whistle_withdrawn" in story.offered
    story.send("whistle_withdrawn", reason="已解除危险")

    assert story.ended == "done"
    assert story.step.variables["whistle_result"] == "撤哨"
    assert participants(story) == [WATER]


def test_a_department_sent_home_is_not_assessed():
    story = blown([WATER, DRAIN])
    attend(story, WATER)
    attend(story, DRAIN)

    story.send("department_withdrawn", to=WATER)
    assert participants(story) == [DRAIN]
    story.send("department_withdrawn", to=DRAIN)

    assert story.open == ["accept_result"]
    assert participants(story) == []


def test_a_raised_whistle_starts_anew_with_the_higher_class():
    story = blown(**EVERYDAY)
    attend(story, WATER)

    story.at("2026-07-14 09:30")
    story.send("class_raised", target="紧急", departments=[DRAIN])

    assert story.open == ["sign qh.drain"]
    assert story.due("sign qh.drain") == "07-14 09:40"
    assert story.variable("whistle_due_at") == when("2026-07-15 09:30")
    assert participants(story) == [WATER]
    assert "class_raised" not in story.offered


@pytest.mark.parametrize(("more", "opened"), [(EVERYDAY, ["p_escalate"]), (TOUGH, ["p_ledger"])])
def test_an_overdue_whistle_is_escalated_once(more, opened):
    story = blown(**more)

    story.at("2026-08-10 00:00")
    assert story.opened == opened
    assert story.told.count("whistle_overdue") == 1
    if "write_plan" in story.open:
        story.do("write_plan")
    finish(story, WATER)
    story.do("accept_result", accepted="再吹哨", departments=[WATER])

    assert story.told.count("whistle_overdue") == 1


def test_a_department_may_be_added_while_others_are_on_their_way():
    story = blown()
    story.at("2026-07-14 08:20")

    story.add("report_in", DRAIN)

    assert story.due("sign qh.water") == "07-14 08:25"
    assert story.due("sign qh.drain") == "07-14 08:30"


def test_a_whistle_of_its_own_assesses_its_departments():
    story = Story("p_whistle", **ORDER, assess_in_caller=False)
    draft(story)
    story.do("approve_whistle", approved="同意")
    finish(story, WATER)
    story.do("accept_result", accepted="通过")

    assert story.open == ["score_department qh.water"]
    story.do("score_department qh.water")
    story.do("answer_score qh.water", appeal=False)

    assert story.ended == "done"
    assert story.effects[-1].inputs == {"result": "解决"}
