"""回访评价: three attempts on three days, one rework."""

import pytest

from tests.processes.story import ORDER, Story, when


def callback(**more):
    given = {
        **ORDER,
        "handler": "qh.wx",
        "desk": "qh.wx/指挥中心",
        "received_at": when("2026-07-14 08:00"),
        "dispatched_at": when("2026-07-14 08:03"),
        "order_due_at": when("2026-07-14 10:00"),
        "reachable": True,
        "requester_withdrew": False,
        "blown_before": 0,
        "catalogue_clock": None,
    }
    return Story("p_callback", "2026-07-14 10:06", **{**given, **more})


def answer(story, solved="解决", satisfied="满意"):
    return story.do("call_requester", contacted=True, solved=solved, satisfied=satisfied)


def rework(story):
    story.do("sign_order")
    story.do("contact_requester", way="自办")
    story.do("handle_order", way="自办")
    story.do("review_reply", passed=True)


def result(story):
    return story.step.variables["callback_result"]


@pytest.mark.parametrize("words", [("解决", "满意"), ("部分解决", "基本满意")])
def test_a_content_requester_ends_it(words):
    story = callback()

    assert story.due("call_requester") == "07-15 17:30"
    assert story.task("call_requester").properties["not handlers"] == "true"
    answer(story, *words)

    assert (story.ended, result(story)) == ("rated_good", "满意")


@pytest.mark.parametrize("more", [{"reachable": False}, {"requester_withdrew": True}])
def test_who_may_not_be_called_is_not_rated(more):
    story = callback(**more)

    assert (story.ended, result(story)) == ("not_called", "未评价")


def test_three_calls_fall_on_three_working_days():
    story = callback()

    story.do("call_requester", contacted=False)
    assert story.open == []
    assert story.at("2026-07-15 09:00") == ["call_requester"]
    story.do("call_requester", contacted=False)
    story.at("2026-07-16 09:00")
    story.do("call_requester", contacted=False)

    assert (story.ended, result(story)) == ("not_rated", "未评价")


def test_an_unhappy_requester_gets_half_the_time_again_and_then_a_ledger():
    story = callback()

    assert answer(story, satisfied="不满意") == ["sign_order"]
    assert story.variable("order_due_at") == when("2026-07-14 11:06")
    assert story.offered == []
    rework(story)
    assert story.variable("attempts") == 0
    answer(story, solved="未解决")

    assert (story.ended, result(story)) == ("supervised", "督办")
    assert story.opened == ["p_ledger"]


def test_a_rework_that_helped_counts_as_content():
    story = callback()
    answer(story, solved="未解决")

    rework(story)
    answer(story)

    assert (story.ended, result(story)) == ("rated_good", "满意")
