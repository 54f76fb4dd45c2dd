"""Who stands in: exactly how long, for what, and whether they still may."""

from datetime import timedelta

import pytest

from app import identity
from app.core.errors import InvalidError
from app.identity import standing
from app.identity.standing import AbsenceOverError, Plan
from tests.identity.conftest import NOW

HOUR = timedelta(hours=1)
LIAISON, DUTY, DESK = "qh.water/联络员", "qh.water/值班员", "qh.wx/指挥中心"
FIELD = f"substitute:{LIAISON}"
STOOD = {LIAISON: "water_duty"}


def at(username, hours=0):
    return identity.actor_of(identity.find_user(username), NOW + hours * HOUR)


def who(username):
    return identity.find_user(username).id


def away(username="water_liaison", instead=None, *, by=None, start=1, end=9, kind="休假"):
    chosen = {group: name and who(name) for group, name in (instead or {}).items()}
    plan = Plan(NOW + start * HOUR, NOW + end * HOUR, kind, chosen)
    return standing.enter(who(username), plan, actor=at(by or username), now=NOW)


def names(groups, hours):
    return [person.username for person in identity.people_in(groups, NOW + hours * HOUR)]


def refused(*how, **more):
    with pytest.raises(InvalidError) as wrong:
        away(*how, **more)
    return wrong.value.fields


@pytest.mark.parametrize(("hours", "is_held"), [(0.99, False), (1, True), (8.99, True), (9, False)])
def test_a_post_is_held_by_the_substitute_exactly_from_and_until(hours, is_held):
    away(instead=STOOD)

    actor = at("water_duty", hours)

    assert (LIAISON in actor.groups) is is_held
    assert [(s.name, s.group) for s in actor.standing_in] == [("范守拙", LIAISON)] * is_held


def test_a_substitute_has_the_post_s_rights_beside_their_own():
    before = at("water_duty")
    away(instead=STOOD)

    actor = at("water_duty", 2)

    assert set(before.groups) == actor.own_groups
    assert "assessment.read" not in before.permissions
    assert actor.permissions == before.permissions | at("water_liaison").permissions


def test_a_colleague_in_the_same_post_covers_what_the_absent_person_has_claimed():
    away("wx_desk", {DESK: "wx_desk2"})

    actor = at("wx_desk2", 2)

    assert actor.standing_in == ()
    assert actor.stands_for(who("wx_desk"), [DESK]).name == "孔一诺"
    assert actor.stands_for(who("wx_desk"), ["qh.wx/值班领导"]) is None


def test_the_session_knows_it_in_one_statement(statements):
    away(instead=STOOD)
    person = identity.find_user("water_duty")
    statements.clear()

    actor = identity.actor_of_session(person.id, 1, NOW + 2 * HOUR)

    assert (len(statements), LIAISON in actor.groups) == (1, True)
    assert actor == at("water_duty", 2)


def test_who_holds_a_post_is_one_statement(statements):
    away(instead=STOOD)
    statements.clear()

    assert names([LIAISON, DUTY], 2) == ["water_duty"]

    assert len(statements) == 1


def test_the_absent_person_is_left_out_for_the_substitute():
    away(instead=STOOD)

    assert [names([LIAISON], hours) for hours in (0, 2, 9)] == [
        ["water_liaison"], ["water_duty"], ["water_liaison"],
    ]  # fmt: skip


def test_a_post_without_a_substitute_stays_with_its_colleagues():
    away("wx_desk", {DESK: None})

    assert names([DESK], 2) == ["wx_desk2"]


def test_nobody_is_lost_when_nobody_else_is_there():
    away(instead={LIAISON: None})

    assert names([LIAISON], 2) == ["water_liaison"]
    assert len(identity.members_by_group([LIAISON], NOW + 2 * HOUR)[LIAISON]) == 1


class TestAtTheMomentOfActing:
    """What was right when it was entered is asked again."""

    def test_a_substitute_who_falls_ill_does_not_stand_in(self):
        away(instead=STOOD)
        away("water_duty", start=2, end=4)

        actor = at("water_duty", 3)

        assert (LIAISON in actor.groups, names([LIAISON], 3)) == (False, ["water_liaison"])
        assert [(each.group, "也请假" in each.reason) for each in actor.lapsed] == [(LIAISON, True)]
        assert LIAISON in at("water_duty", 5).groups

    def test_a_substitute_who_left_the_organisation_does_not_stand_in(self):
        away(instead=STOOD)
        for post in ("值班员", "执法人员"):
            identity.end_membership(
                who("water_duty"), "qh.water", post, actor=at("admin"), now=NOW + HOUR
            )

        actor = at("water_duty", 2)

        assert (actor.groups, "已没有岗位" in actor.lapsed[0].reason) == ((), True)

    def test_nobody_stands_in_for_a_post_that_was_taken_away(self):
        away(instead=STOOD)
        identity.end_membership(
            who("water_liaison"), "qh.water", "联络员", actor=at("admin"), now=NOW + HOUR
        )

        assert LIAISON not in at("water_duty", 2).groups

    def test_nobody_stands_in_for_a_shut_account(self):
        away(instead=STOOD)
        identity.set_active(who("water_liaison"), False, actor=at("admin"))

        assert LIAISON not in at("water_duty", 2).groups

    def test_a_chain_is_not_followed(self):
        away(instead=STOOD)
        away("water_duty", {DUTY: "water_head"}, start=2, end=4)

        assert at("water_head", 3).own_groups == {"qh.water/负责人"}
        assert DUTY in at("water_head", 3).groups
        assert LIAISON not in at("water_head", 3).groups


def test_who_is_away_is_listed_for_the_head_and_nobody_else(statements):
    away(instead=STOOD)
    away("water_duty", start=30, end=40)
    statements.clear()

    listed = standing.away_in(at("water_head"), NOW, NOW + 100 * HOUR)

    assert [spell.person.username for spell in listed] == ["water_liaison", "water_duty"]
    assert [place.substitute_name for place in listed[0].places] == ["彭安然"]
    assert standing.away_in(at("drain_head"), NOW, NOW + 100 * HOUR) == []
    assert standing.away_in(at("water_duty"), NOW, NOW + 100 * HOUR) == []


def test_those_who_may_stand_in_are_offered_per_post():
    offered = standing.choices(who("water_liaison"), NOW)

    assert {person.username for person in offered[LIAISON]} == {
        "water_duty", "water_head", "policy", "admin", "auditor",
    }  # fmt: skip
    assert standing.choices(who("admin"), NOW) == {"qh/系统管理员": []}


def test_a_substitute_can_be_replaced_by_whoever_may_stand_in():
    absence = away(instead=STOOD)
    head = at("water_head")

    standing.replace(absence.id, LIAISON, who("water_duty"), head.user_id, now=NOW)

    assert names([LIAISON], 2) == ["water_head"]
    with pytest.raises(AbsenceOverError):
        standing.replace(absence.id, LIAISON, who("water_duty"), None, now=NOW)
    with pytest.raises(InvalidError, match="都没有岗位"):
        standing.replace(absence.id, LIAISON, head.user_id, who("drain_duty"), now=NOW)
