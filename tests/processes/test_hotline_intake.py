"""诉求受理与派单: one case from call to archive."""

import pytest

from tests.processes.story import ORDER, Story, shown, when

W, D, T, F = DEPARTMENTS = ["qh.water", "qh.drain", "qh.traffic", "qh.fire"]
REQUEST = {
    **{key: ORDER[key] for key in ("case_ref", "district", "street", "matter", "repeats_90d")},
    "channel": "热线",
    "received_at": when("2026-07-14 08:00"),
    "reachable": True,
    "request_type": "求助",
    "place_key": "望溪-青石-03",
    "danger_to_life": True,
    "level_choice": None,
    "duplicate_of": None,
    "in_scope": True,
    "answered": None,
    "catalogue_level": "L1",
    "catalogue_class": "紧急",
    "catalogue_clock": None,
    "ownership": "街道",
    "handler": "qh.wx",
    "desk": "qh.wx/指挥中心",
}
EVERYDAY = {"danger_to_life": False, "catalogue_level": "L3", "catalogue_class": "日常"}


def request(**more):
    return Story("p_hotline_intake", "2026-07-14 08:03", **{**REQUEST, **more})


def reply(story):
    story.do("handle_order", way="自办")
    return story.do("review_reply", passed=True)


def handled(story):
    story.do("sign_order")
    story.do("contact_requester", way="自办")
    return reply(story)


def whistled(story, departments):
    story.do("sign_order")
    story.do("contact_requester", way="吹哨")
    return blow(story, departments)


def blow(story, departments):
    whistle_class = story.variable("whistle_class")
    story.do("draft_whistle", departments=departments, whistle_class=whistle_class)
    return story.do("approve_whistle", approved="同意")


def attended(story, *departments):
    for department in departments:
        for element in ("sign", "arrive", "report_result"):
            story.do(f"{element} {department}", contacted=True)
        story.do(f"confirm_leave {department}", may_leave=True)
    story.do("accept_result", accepted="通过")


def scored(story):
    for label in [task for task in story.open if task.startswith("score")]:
        story.do(label)
        story.do(label.replace("score_department", "answer_score"), appeal=False)


def results(story):
    return [e.inputs["result"] for e in story.effects if e.type == "close case"]


def test_a_request_handled_by_its_street_is_called_back_and_archived():
    story = request()

    assert story.told == ["order_dispatched", "request_accepted", "order_copied"]
    assert story.due("sign_order") == "07-14 08:13"
    assert shown(story.variable("order_due_at")) == "07-14 10:00"
    assert handled(story) == ["call_requester"]
    story.do("call_requester", contacted=True, solved="解决", satisfied="满意")

    assert story.ended == "archived"
    assert results(story) == ["办结"]
    assert story.step.variables["callback_result"] == "满意"


@pytest.mark.parametrize(
    ("more", "end", "told"),
    [
        ({"duplicate_of": "QH-2026-000100"}, "merged", ["request_merged"]),
        ({"in_scope": False}, "rejected", ["request_rejected"]),
        ({"request_type": "咨询", "answered": True}, "answered", []),
    ],
)
def test_what_is_not_dispatched_ends_at_the_counter(more, end, told):
    story = request(**more)

    assert (story.ended, story.told) == (end, told)


def test_a_web_request_is_checked_first():
    story = request(channel="网站", **EVERYDAY)

    assert story.open == ["check_intake"]
    assert story.task("check_intake").groups == ["qh.hotline/审核派单员"]
    story.do("check_intake", level_choice="L2")

    assert story.variable("level") == "L2"
    assert shown(story.variable("order_due_at")) == "07-15 08:00"


def test_an_unclear_matter_is_dispatched_by_hand():
    story = request(ownership="不清", handler=None, desk=None, **EVERYDAY)

    assert story.open == ["dispatch"]
    assert story.due("dispatch") == "07-14 08:30"
    story.do("dispatch", handler=W, desk="qh.water/联络员", level_choice="L2")

    assert story.task("sign_order").groups == ["qh.water/联络员"]
    assert story.due("sign_order") == "07-14 09:03"
    assert shown(story.variable("order_due_at")) == "07-15 08:00"


def test_a_withdrawn_request_ends_everything_below_it():
    story = request(**EVERYDAY)
    story.do("sign_order")

    assert story.offered == ["extension_requested", "request_withdrawn", "supplemented"]
    story.send("request_withdrawn", reason="已自行解决")

    assert story.ended == "withdrawn"
    assert results(story) == ["撤回"]
    assert story.told[-1] == "request_withdrawn"


def test_a_whistle_in_force_goes_on_when_the_requester_leaves():
    story = request(**EVERYDAY)
    whistled(story, [W])

    assert "request_withdrawn" not in story.offered
    story.send("requester_left", reason="不再关注")
    assert "requester_left" not in story.offered
    attended(story, W)
    reply(story)
    scored(story)

    assert story.ended == "archived"
    assert story.step.variables["callback_result"] == "未评价"


def test_danger_to_life_is_not_withdrawn():
    story = request()

    assert "request_withdrawn" not in story.offered
    assert "requester_left" in story.offered


def test_a_supplement_is_passed_on_as_often_as_it_comes():
    story = request()

    story.send("supplemented", content="水位上涨")
    story.send("supplemented", content="水位回落")

    assert story.told.count("requester_supplemented") == 2
    assert story.open == ["sign_order"]


def test_a_rework_that_whistles_is_assessed_too():
    story = request(**EVERYDAY)
    handled(story)
    story.do("call_requester", contacted=True, solved="未解决", satisfied="不满意")

    whistled(story, [W])
    assert story.variable("whistle_no") == "QH-2026-000123-1"
    attended(story, W)
    reply(story)
    story.do("call_requester", contacted=True, solved="解决", satisfied="满意")
    assert story.open == ["score_department qh.water"]
    scored(story)

    assert story.ended == "archived"


@pytest.fixture
def flood():
    """Four departments called to a flooded underpass, until the third report at 09:45."""
    story = request()
    for time, label, said in [
        ("08:05", "sign_order", {}),
        ("08:09", "contact_requester", {"way": "吹哨"}),
        ("08:12", "draft_whistle", {"departments": DEPARTMENTS, "whistle_class": "紧急"}),
        ("08:15", "approve_whistle", {"approved": "同意", "departments": DEPARTMENTS}),
        ("08:17", "sign qh.water", {}),
        ("08:18", "sign qh.drain", {}),
    ]:
        story.at(f"2026-07-14 {time}")
        story.do(label, **said)
    return story


def test_a_flood_is_signed_attended_and_reported_to_the_minute(flood):
    flood.at("2026-07-14 08:21")
    flood.send("department_withdrawn", to=F, reason="已解除危险")
    assert flood.open == ["arrive qh.drain", "arrive qh.water", "sign qh.traffic"]

    flood.at("2026-07-14 08:25")
    assert flood.told[-2:] == ["auto_signed", "auto_signed_district"]
    for time, department in (("08:38", W), ("08:41", T)):
        flood.at(f"2026-07-14 {time}")
        flood.do(f"arrive {department}")
    flood.at("2026-07-14 09:12")
    flood.do("arrive qh.drain")

    assert flood.told.count("late_arrival") == 2
    assert {flood.due(f"report_result {d}") for d in (W, D, T)} == {"07-14 10:15"}
    assert flood.variable("order_due_at") == when("2026-07-15 08:15")


def test_a_flood_is_assessed_and_archived_with_three_participants(flood):
    flood.at("2026-07-14 08:21")
    flood.send("department_withdrawn", to=F, reason="已解除危险")
    flood.do("sign qh.traffic")
    for department in (W, D, T):
        flood.do(f"arrive {department}")
        flood.do(f"report_result {department}")
        flood.do(f"confirm_leave {department}", may_leave=True)
    flood.do("accept_result", accepted="通过")
    reply(flood)

    sheets = [f"score_department {d}" for d in (D, T, W)]
    assert flood.open == ["call_requester", *sheets]
    assert flood.due("score_department qh.water") == "07-16 17:30"
    scored(flood)
    flood.do("call_requester", contacted=True, solved="解决", satisfied="满意")
    assert flood.ended == "archived"
    assert flood.opened == []
