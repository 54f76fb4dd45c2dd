"""工单办理: sign, contact, handle or whistle or object, reply, review."""

from tests.processes.story import ORDER, Story, when

DESK, HEAD = "qh.wx/指挥中心", "qh.wx/分管领导"
EVERYDAY = {
    "level": "L3",
    "catalogue_class": "日常",
    "danger_to_life": False,
    "order_due_at": when("2026-07-21 23:59"),
}


def order(**more):
    given = {
        **ORDER,
        "handler": "qh.wx",
        "desk": DESK,
        "received_at": when("2026-07-14 08:00"),
        "dispatched_at": when("2026-07-14 08:03"),
        "order_due_at": when("2026-07-14 10:00"),
        "rework": False,
        "blown_before": 0,
    }
    return Story("p_handle_order", "2026-07-14 08:03", **{**given, **more})


def handled(story, passed=True):
    story.do("handle_order", way="自办")
    return story.do("review_reply", passed=passed)


def blow(story, department="qh.water"):
    story.do("draft_whistle", departments=[department], whistle_class="紧急", give_up=False)
    story.do("approve_whistle", approved="同意")


def whistle_over(story, department="qh.water"):
    for element in ("sign", "arrive", "report_result"):
        story.do(f"{element} {department}")
    story.do(f"confirm_leave {department}", may_leave=True)
    story.do("accept_result", accepted="通过")


def test_a_unit_signs_contacts_handles_and_a_leader_passes_the_reply():
    story = order()

    assert story.due("sign_order") == "07-14 08:13"
    assert story.task("sign_order").groups == [DESK]
    story.do("sign_order")
    assert story.due("contact_requester") == "07-14 09:03"
    story.do("contact_requester", way="自办")
    assert story.due("handle_order") == "07-14 10:00"
    assert story.do("handle_order", way="自办") == ["review_reply"]
    assert story.task("review_reply").groups == ["qh.wx/值班领导", HEAD]
    assert story.do("review_reply", passed=False) == ["handle_order"]
    handled(story)

    assert story.ended == "order_done"


def test_an_unsigned_order_is_signed_for():
    story = order()

    assert story.at("2026-07-14 08:13") == ["contact_requester"]

    assert story.told == ["auto_signed"]
    assert story.effects[-1].inputs["to"] == [DESK, HEAD]


def test_a_whistle_moves_the_order_s_end_and_brings_its_participants():
    story = order()
    story.do("sign_order")
    story.do("contact_requester", way="吹哨")

    blow(story)
    assert story.variable("order_due_at") == when("2026-07-15 08:03")
    assert "due_moved" in story.told
    whistle_over(story)
    handled(story)

    no = "QH-2026-000123-1"
    assert story.step.variables["participants"] == [{"whistle_no": no, "department": "qh.water"}]
    assert story.step.variables["whistles"] == 1


def test_two_whistles_have_two_numbers_and_share_the_list():
    story = order(blown_before=1)
    story.do("sign_order")
    story.do("contact_requester", way="吹哨")
    blow(story)
    whistle_over(story)

    story.do("handle_order", way="吹哨")
    blow(story, "qh.drain")
    whistle_over(story, "qh.drain")
    handled(story)

    numbers = [row["whistle_no"] for row in story.step.variables["participants"]]
    assert numbers == ["QH-2026-000123-2", "QH-2026-000123-3"]


def test_a_whistle_that_was_not_blown_does_not_count():
    story = order()
    story.do("sign_order")
    story.do("contact_requester", way="吹哨")

    assert story.do("draft_whistle", give_up=True) == ["handle_order"]
    handled(story)

    assert story.step.variables["whistles"] == 0


def test_a_withdrawn_whistle_leads_back_to_handling():
    story = order()
    story.do("sign_order")
    story.do("contact_requester", way="吹哨")
    blow(story)

    assert story.send("whistle_withdrawn", reason="吹错") == ["handle_order"]
    handled(story)

    assert story.step.variables["participants"] == []
    assert story.step.variables["whistles"] == 1


def test_a_redirected_order_is_signed_by_the_other_unit_with_the_same_end():
    story = order()
    story.do("sign_order")

    assert story.do("contact_requester", way="异议") == ["decide_objection"]
    story.at("2026-07-14 08:30")
    story.do("decide_objection", agreed=True, new_org="qh.water", reason="属水务职责")

    assert story.task("sign_order").groups == ["qh.water/联络员"]
    assert story.due("sign_order") == "07-14 08:40"
    assert story.variable("order_due_at") == when("2026-07-14 10:00")
    assert story.variable("objected") == ["qh.wx"]


def test_a_ruling_that_stands_leads_back_to_the_contact():
    story = order(**EVERYDAY)
    story.do("sign_order")
    story.do("contact_requester", way="异议")

    story.do("decide_objection", agreed=False)
    story.at("2026-07-15 17:30")
    assert story.do("rule", ruling="维持", basis="三定方案") == ["contact_requester"]

    assert story.variable("ruling_final") is True


def test_an_extension_is_asked_for_once_and_moves_the_end():
    story = order(**EVERYDAY)
    story.do("sign_order")

    assert story.offered == ["extension_requested"]
    story.send("extension_requested", new_due=when("2026-07-24 17:30"), reason="需等材料到场")
    assert story.offered == []
    assert story.task("decide_extension").groups == [HEAD]
    story.do("decide_extension", granted=True)
    story.do("contact_requester", way="自办")

    assert story.due("handle_order") == "07-24 17:30"
    assert story.offered == []
    story.at("2026-07-22 00:00")
    assert story.opened == []
    story.at("2026-07-25 00:00")
    assert story.opened == ["p_escalate"]


def test_a_refused_extension_changes_nothing():
    story = order(**EVERYDAY)
    story.send("extension_requested", new_due=when("2026-07-24 17:30"), reason="需等材料到场")

    story.do("decide_extension", granted=False, reason="理由不足")

    assert story.told == ["extension_refused"]
    assert story.effects[-1].inputs["reason"] == "理由不足"
    assert story.variable("order_due_at") == EVERYDAY["order_due_at"]


def test_urgent_and_repeated_orders_are_not_extended():
    assert order().offered == []
    assert order(**EVERYDAY, rework=True).offered == []


def test_an_overdue_order_is_escalated_once():
    story = order()

    story.at("2026-07-14 10:00")
    story.at("2026-07-16 10:00")

    assert story.opened == ["p_escalate"]
    assert story.told.count("order_overdue") == 1


def test_the_reply_ends_whatever_is_still_pending():
    story = order(**EVERYDAY)
    story.do("sign_order")
    story.do("contact_requester", way="自办")
    story.send("extension_requested", new_due=when("2026-07-24 17:30"), reason="需等材料到场")

    handled(story)

    assert story.ended == "order_done"
