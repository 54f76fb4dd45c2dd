"""部门报到: one department of a whistle."""

import pytest

from tests.processes.story import ORDER, TUESDAY, Story, when

WATER, FIRE = "qh.water", "qh.fire"


def report_in(whistle_class="紧急", **more):
    given = {
        **ORDER,
        "whistle_no": "QH-2026-000123-1",
        "whistle_class": whistle_class,
        "whistle_due_at": when("2026-07-15 08:15"),
        "dispatched_at": when(TUESDAY),
        "department": WATER,
        "whistle_departments": [WATER],
        "mode": "现场",
        "needs_enforcement": False,
    }
    return Story("p_report_in", **{**given, **more})


def test_an_emergency_is_signed_attended_reported_and_let_go():
    story = report_in()

    assert story.due("sign qh.water") == "07-14 08:25"
    assert story.do("sign qh.water", contacted=False) == ["arrive qh.water"]
    assert story.due("arrive qh.water") == "07-14 08:45"
    assert story.do("arrive qh.water") == ["report_result qh.water"]
    story.do("report_result qh.water")
    assert story.do("confirm_leave qh.water", may_leave=True) == []

    assert story.ended == "done"
    assert story.variable("state") == "完成"


def test_nobody_leaves_before_the_matter_is_done():
    story = report_in()
    for element in ("sign", "arrive", "report_result"):
        story.do(f"{element} qh.water")

    assert story.do("confirm_leave qh.water", may_leave=False) == ["report_result qh.water"]
    story.do("report_result qh.water")
    story.do("confirm_leave qh.water", may_leave=True)

    assert story.ended == "done"


def test_an_everyday_whistle_asks_for_a_call_unless_there_was_one():
    story, called = report_in("日常"), report_in("日常")

    assert story.do("sign qh.water", contacted=False) == ["contact_street qh.water"]
    assert story.do("contact_street qh.water") == ["arrive qh.water"]
    assert called.do("sign qh.water", contacted=True) == ["arrive qh.water"]


@pytest.mark.parametrize(
    ("whistle_class", "time", "told"),
    [
        ("紧急", "2026-07-14 08:25", ["auto_signed", "auto_signed_district"]),
        ("日常", "2026-07-14 10:00", ["auto_signed"]),
    ],
)
def test_who_does_not_sign_is_signed_for(whistle_class, time, told):
    story = report_in(whistle_class)

    story.at(time)

    assert "sign qh.water" not in story.open
    assert story.told == told


def test_who_does_not_come_is_told_upon_twice_at_most():
    story = report_in()
    story.do("sign qh.water")

    story.at("2026-07-14 08:45")
    assert story.told == ["late_arrival"]
    story.at("2026-07-14 23:00")

    minutes = [effect.inputs["late_minutes"] for effect in story.effects]
    assert story.told == ["late_arrival"] * 2
    assert minutes == [0, 15]
    assert story.open == ["arrive qh.water"]


def test_an_arrival_ends_the_late_timers():
    story = report_in()
    story.do("sign qh.water")

    story.do("arrive qh.water")
    story.at("2026-07-14 23:00")

    assert story.told == []


def test_the_street_may_send_a_department_home():
    story = report_in()

    assert story.offered == ["department_withdrawn"]
    story.send("department_withdrawn", reason="已解除危险")

    assert story.ended == "withdrawn"
    assert story.variable("state") == "撤回"
    assert story.told == ["department_withdrawn"]


def test_an_objection_is_heard_once_and_the_work_goes_on():
    story = report_in("日常")

    assert story.send("objection_raised") == ["decide_objection", "sign qh.water"]
    assert story.offered == ["department_withdrawn"]
    story.do("decide_objection", agreed=False, reason="属法定职责")
    story.at("2026-07-20 18:00")
    story.do("rule", ruling="维持", basis="三定方案")

    assert "rule" not in story.open
    assert story.variable("department") == WATER


def test_a_reassigned_whistle_goes_to_the_other_department():
    story = report_in("日常")
    story.do("sign qh.water", contacted=True)
    story.send("objection_raised")

    story.at("2026-07-14 10:00")
    assert story.do("decide_objection", agreed=True, new_org=FIRE) == ["sign qh.fire"]

    assert story.variable("dispatched_at") == when("2026-07-14 10:00")
    assert story.told[-1] == "whistle_issued"
    assert "objection_raised" not in story.offered


def test_an_emergency_is_not_objected_to():
    story = report_in("紧急")

    assert "objection_raised" not in story.offered


def test_the_objection_window_closes():
    story = report_in("日常")

    story.at("2026-07-14 14:31")

    assert "objection_raised" not in story.offered


def test_leaving_ends_a_pending_objection():
    story = report_in("日常")
    story.send("objection_raised")

    for element in ("sign", "arrive", "report_result"):
        story.do(f"{element} qh.water", contacted=True)
    story.do("confirm_leave qh.water", may_leave=True)

    assert story.ended == "done"
