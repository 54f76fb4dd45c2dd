"""Who sees which case, and what of it."""

import pytest

from app import cases, runtime
from app.core.db import transaction
from app.core.errors import NotFoundError
from app.identity import SYSTEM
from tests.flows.story import at

INSIDERS = {
    "district": ["operator", "dispatcher", "callback", "watch", "arbiter", "assessor", "inspector"],
    "street": ["wx_desk", "wx_duty", "wx_secretary"],
    "department": ["water_liaison", "drain_duty", "fire_liaison", "traffic_head"],
}
STRANGERS = ["heat_liaison", "ch_desk", "police_head", "th_secretary", "mandate"]


@pytest.fixture
def until():
    return "08:25"


@pytest.fixture
def see(player):
    def see(username):
        actor = player.actor(username, at("08:30"))
        listed = cases.search(actor)
        assert len(listed) == listed.total
        return [case.id for case in listed]

    return see


def read(player, username):
    return cases.file(player.case_id, player.actor(username, at("08:30")))


@pytest.mark.parametrize("level", INSIDERS)
def test_those_with_a_part_in_it_see_a_case(player, see, level):
    assert [name for name in INSIDERS[level] if see(name) != [player.case_id]] == []
    assert all(read(player, name).case.id == player.case_id for name in INSIDERS[level])


@pytest.mark.parametrize("username", STRANGERS)
def test_strangers_see_nothing_of_it_however_they_ask(player, see, username):
    reference = cases.case(player.case_id, SYSTEM).reference
    actor = player.actor(username, at("08:30"))

    assert see(username) == []
    for ask, what in ((cases.case, player.case_id), (cases.by_reference, reference)):
        with pytest.raises(NotFoundError):
            ask(what, actor)


def test_a_department_withdrawn_still_sees_what_it_had_a_part_in(player, see):
    assert see("fire_liaison") == [player.case_id]


@pytest.mark.parametrize("username", ["operator", "dispatcher", "callback", "wx_desk"])
def test_those_who_call_the_requester_see_who_it_is(player, username):
    assert [party.phone for party in read(player, username).parties] == ["13800000000"]


@pytest.mark.parametrize("username", ["watch", "assessor", "wx_duty", "water_liaison"])
def test_the_others_do_not_see_who_it_is(player, username):
    assert read(player, username).parties == []


def test_a_part_is_given_once(player, see):
    for _ in range(2):
        with transaction():
            cases.give_part(player.case_id, ["qh.heat", "qh.heat", "qh.water"])

    assert see("heat_liaison") == [player.case_id]


def test_a_part_given_to_nobody_changes_nothing(player, see):
    with transaction():
        cases.give_part(player.case_id, [])

    assert see("heat_liaison") == []


def test_links_show_from_both_sides_to_those_who_see_both(player):
    about = {"facts": "另一件", "street": "qh.wx"}
    with transaction():
        other = cases.open_case("p_ledger", about, region_id="qh", actor=SYSTEM, now=at("08:26"))
        cases.link(player.case_id, other.id, "挂账")
        said = {"case_ref": other.reference, "owner": "qh.wx", "district": "qh", "street": "qh.wx"}
        start = {"case_id": other.id, "region_id": "qh", "actor": SYSTEM, "now": at("08:26")}
        runtime.start("p_ledger", said, **start)

    watch = player.actor("watch", at("08:30"))
    assert [case.id for _, case in cases.file(player.case_id, watch).links] == [other.id]
    assert [case.id for _, case in cases.file(other.id, watch).links] == [player.case_id]
    assert read(player, "water_liaison").links == []


def test_actions_are_shown_to_whoever_may_do_them(player):
    desk = {action.element_id for action in read(player, "wx_desk").actions}
    water = {action.element_id for action in read(player, "water_liaison").actions}

    assert "department_withdrawn" in desk
    assert "department_withdrawn" not in water


def test_the_file_holds_the_whole_story(player):
    file = read(player, "watch")

    assert next(s.form_key for s in file.submissions) == "register_request"
    assert [w.whistle_class for w in file.whistles] == ["紧急"]
    assert {task.element_id for task in file.open_tasks} == {"arrive"}
    assert [d.name for d in file.documents] == ["现场-0803.png"]
    assert file.entries[0].action == "case.opened"
