"""A street blows a whistle of its own, without an order before it."""

import pytest

from app import intake
from app.core.db import transaction
from app.core.errors import InvalidError, NotPermittedError
from tests.flows.story import at

WHISTLE = {
    "matter": "SW0101",
    "place_text": "青石桥下",
    "place_key": "望溪-青石-03",
    "facts": "巡查发现青石桥下积水，车辆无法通行。",
    "photos": "photo",
}


def test_a_whistle_waits_for_the_streets_draft(player):
    case = player.blow("wx_desk", at("08:03"), WHISTLE)

    assert (case.process_key, case.street) == ("p_whistle", "qh.wx")
    assert [task.groups for task in player.open_tasks()] == [["qh.wx/指挥中心"]]


def test_the_same_whistle_sent_twice_is_one(player):
    actor = player.actor("wx_desk", at("08:03"))
    shown = intake.blank_whistle(actor, now=at("08:03")).values
    raw = player.typed(shown, WHISTLE, actor, at("08:03"))

    ids = set()
    for _ in range(2):
        with transaction():
            ids.add(intake.blow(raw, one_time_key="k", actor=actor, now=at("08:03")).id)

    assert len(ids) == 1


def test_a_whistle_says_what_about(player):
    with pytest.raises(InvalidError) as refused:
        player.blow("wx_desk", at("08:03"), {"photos": "photo"})

    assert {"matter", "facts"} <= set(refused.value.fields)


@pytest.mark.parametrize("username", ["operator", "water_liaison", "callback"])
def test_whoever_may_not_blow_is_refused(player, username):
    with pytest.raises(NotPermittedError):
        player.blow(username, at("08:03"), WHISTLE)
