"""What a form shows beforehand, offers to choose from, and adds to a reply."""

import pytest

from app import cases, identity, tasks
from app.cases import Case
from app.core.db import db, transaction
from app.core.errors import NotFoundError
from app.identity import SYSTEM
from app.tasks import Situation
from app.tasks.pickers import PICKERS
from app.tasks.providers import PROVIDERS
from app.tasks.supplied import desk_of
from tests.flows.story import DRAIN, FIRE, TRAFFIC, WATER, at, play


@pytest.fixture
def until():
    return "08:05"


@pytest.fixture
def shown(player):
    def shown(element, clock, department=None, **raw):
        task, actor = player.move(element, at(clock), department)
        return tasks.view(task.id, actor=actor, now=at(clock), raw=raw or None).fields

    return shown


def situation(player, username="wx_desk", department=None, **facts):
    actor = player.actor(username, at("08:06"))
    case = db.session.get(Case, player.case_id)
    return Situation(actor, {"street": "qh.wx", **facts}, case, department)


def offered(player, key, username="wx_desk", department=None, **facts):
    choices = PICKERS[key](situation(player, username, department, **facts))
    return [choice["value"] for choice in choices]


def provided(player, name, **about):
    return PROVIDERS[name](situation(player, **about))


def test_an_urgent_matter_proposes_the_whistle(shown):
    values = shown("contact_requester", "08:06").values

    assert (values["reached"], values["way"]) == ("已联系", "吹哨")
    assert values["contacted_at"]


def test_first_values_appear_when_a_part_of_the_form_appears(shown):
    hidden = shown("contact_requester", "08:06", reached="未接通", contact_note="无人接听电话")
    appeared = shown("contact_requester", "08:07", reached="已联系", contact_note="无人接听电话")

    assert "contact_how" not in hidden.visible
    assert "contact_how" in appeared.visible
    assert appeared.values["contact_how"] == "电话"
    assert appeared.values["contacted_at"]
    assert appeared.values["contact_note"] == "无人接听电话"


def test_what_was_emptied_by_hand_stays_empty(shown):
    values = shown("contact_requester", "08:06", reached="已联系", contact_how="").values

    assert values["contact_how"] == ""


def test_the_draft_names_who_the_catalogue_names(shown, player):
    play(player, start="08:09", until="08:09")

    needs = shown("draft_whistle", "08:10").values["needs"]

    assert (needs[0]["department"], needs[0]["role"]) == (WATER, "主责")
    assert {row["department"] for row in needs} == {WATER, DRAIN, TRAFFIC, FIRE}


def test_a_summary_that_names_a_number_is_not_passed_on(player):
    player.complete(
        "contact_requester",
        at("08:09"),
        {
            "contacted_at": "2026-07-14T08:08",
            "contact_note": "改拨 13900000000",
            "way": "吹哨",
        },
    )

    assert provided(player, "contact_summary") is None
    assert provided(player, "contact")["contact_note"]


def test_before_anything_was_said_nothing_is_provided(player):
    assert provided(player, "contact") == {"contacted_at": None}
    assert provided(player, "contact_summary") is None
    assert provided(player, "measures") is None
    assert provided(player, "whistle_result") is None
    assert provided(player, "unresolved") == []
    assert provided(player, "previous_channels") == []
    assert provided(player, "extension_limit") is None
    assert provided(player, "arrived_at", department=WATER) is None


def test_the_case_and_the_person_are_provided(player):
    assert provided(player, "place_text") == "青石桥下"
    assert provided(player, "actor") == "孔一诺"
    assert provided(player, "signers") == [{"name": "孔一诺", "post": None}]
    assert provided(player, "catalogue")["basis"].startswith("派单目录 SW0101")
    assert "权属不在街道" in provided(player, "catalogue_reasons")


def test_results_of_all_departments_are_gathered_and_each_sees_its_own(player):
    play(player, start="08:09", until="09:45")

    names = [identity.organisation_name(code) for code in (WATER, DRAIN)]
    told = provided(player, "measures", departments=[WATER, DRAIN])
    assert [line.split("：")[0] for line in told.splitlines()] == names
    assert "：" not in provided(player, "measures", department=WATER)
    assert provided(player, "unresolved") == []
    assert provided(player, "arrived_at", department=DRAIN) == at("09:12")
    assert offered(player, "accept_departments") == [TRAFFIC, WATER, DRAIN]


def test_a_leader_does_not_confirm_ones_own_word(player):
    assert offered(player, "duty_leaders") == ["华听澜"]
    assert offered(player, "duty_leaders", "wx_duty") == []
    assert provided(player, "duty_leader", username="wx_duty") is None


def test_departments_already_called_are_not_added_again(player):
    more = offered(player, "addable_departments", departments=[WATER, DRAIN])

    assert not {WATER, DRAIN} & set(more)
    assert set(more) | {WATER, DRAIN} == set(offered(player, "departments"))
    assert offered(player, "drafted_departments", departments=[WATER]) == [WATER]


def test_orders_go_to_streets_too_whistles_to_departments_only(player):
    assert {"qh.wx", WATER} <= set(offered(player, "orgs"))
    assert "qh.wx" not in offered(player, "departments")


def test_staff_are_those_of_ones_unit_and_the_department(player):
    assert offered(player, "staff", "water_liaison") == offered(player, "staff", department=WATER)
    assert "范守拙" in offered(player, "staff", "water_liaison")
    assert "鲁清越" not in offered(player, "staff", "water_liaison")


def test_every_picker_offers_values_with_labels(player):
    choices = [choice for offer in PICKERS.values() for choice in offer(situation(player))]

    assert {frozenset(choice) for choice in choices} == {frozenset({"value", "label"})}
    assert all(choice["label"] for choice in choices)


@pytest.mark.parametrize(
    ("code", "group"),
    [("qh.wx", "qh.wx/指挥中心"), (WATER, "qh.water/联络员"), ("qh.power", "qh.power/联络员")],
)
def test_every_unit_has_a_desk(app, code, group):
    assert desk_of(code) == group


def test_an_action_is_shown_with_its_form_to_whoever_may_do_it(player):
    play(player, start="08:09", until="08:15")
    waiting = player.action("department_withdrawn", FIRE)
    desk, water = (player.actor(name, at("08:16")) for name in ("wx_desk", "water_liaison"))

    assert tasks.action(waiting.id, actor=desk, now=at("08:16")).fields.form.id
    with pytest.raises(NotFoundError):
        tasks.action(waiting.id, actor=water, now=at("08:16"))


def test_an_action_sent_twice_is_done_once(player):
    play(player, start="08:09", until="08:15")
    desk = player.actor("wx_desk", at("08:16"))
    action_id = player.action("department_withdrawn", FIRE).id

    def send():
        with transaction():
            raw = {"reason": "吹错"}
            return tasks.act(action_id, raw, one_time_key="k", actor=desk, now=at("08:16")).id

    assert send() == send()
    assert (
        len(
            [
                s
                for s in cases.file(player.case_id, SYSTEM).submissions
                if s.element_id == "department_withdrawn"
            ]
        )
        == 1
    )
