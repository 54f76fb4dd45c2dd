"""A substitute in a running case: whose desk, whose name, whose hands, what is told."""

from datetime import timedelta

import pytest

from app import audit, identity, notifications, tasks
from app.core.db import db, transaction
from app.core.errors import NotPermittedError
from app.identity import standing
from app.identity.standing import Plan
from app.tasks import DidItYourselfError, NotYourTaskError, leaving, policy
from tests.jobs.world import NOW, app, someone, template
from tests.runtime.small import DESK, deploy, done, opened, the, waiting
from tests.tasks.leaving.test_handing_over import BODIES

__all__ = ["app", "someone", "template"]
HOUR = timedelta(hours=1)


@pytest.fixture
def case_id(app):
    """A case whose b may not be done by whoever did a."""
    deploy("p_eyes", bodies=BODIES)
    return opened("p_eyes")


@pytest.fixture
def away(app):
    """孔一诺 of the desk is away for an hour; the street's director stands in."""
    with transaction():
        plan = Plan(NOW, NOW + HOUR, "出差", {DESK: who("wx_director")})
        return leaving.enter(who("wx_desk"), plan, actor=at("wx_desk"), now=NOW).id


def who(username):
    return identity.find_user(username).id


def at(username, hours=0.5):
    return identity.actor_of(identity.find_user(username), NOW + hours * HOUR)


def claim(case_id, element, username, hours=0.5):
    task_id = the(case_id, element).id
    with transaction():
        return tasks.claim(task_id, actor=at(username, hours), now=NOW + hours * HOUR)


def in_place(username="wx_director"):
    actor = at(username)
    return actor.in_place_of(actor.standing_in[0])


def test_what_the_substitute_claims_lies_on_the_absent_person_s_desk(case_id, away):
    claim(case_id, "a", "wx_director")

    assert the(case_id, "a").assignee_id == who("wx_desk")
    assert audit.entries(case_id)[-1].actor_name == "魏嘉树（代孔一诺）"
    assert policy.may_do(the(case_id, "a"), at("wx_director"))
    assert policy.may_do(the(case_id, "a"), at("wx_desk"))


def test_it_stays_there_when_the_absence_ends_and_the_right_is_gone(case_id, away):
    claim(case_id, "a", "wx_director")

    assert not policy.may_do(the(case_id, "a"), at("wx_director", 1))
    assert policy.may_do(the(case_id, "a"), at("wx_desk", 1))


def test_before_and_after_nobody_stands_in(case_id, away):
    for hours in (-0.01, 1):
        with pytest.raises(NotYourTaskError):
            claim(case_id, "a", "wx_director", hours)


def test_the_substitute_gives_back_in_the_absent_person_s_name(case_id, away):
    task_id = claim(case_id, "a", "wx_director").id

    with transaction():
        tasks.unclaim(task_id, actor=at("wx_director"), now=NOW + HOUR / 2)

    assert the(case_id, "a").assignee_id is None
    assert audit.entries(case_id)[-1].actor_name == "魏嘉树（代孔一诺）"


def test_a_substitute_does_not_control_what_the_absent_person_did(case_id, away):
    done(case_id, "a", at("wx_desk", -1))

    with pytest.raises(DidItYourselfError, match="您代“孔一诺”办理，而“孔一诺”是申请人"):
        claim(case_id, "b", "wx_director")
    assert claim(case_id, "b", "wx_desk2").assignee_id == who("wx_desk2")


@pytest.mark.parametrize(("username", "hours"), [("wx_director", 0.5), ("wx_desk", 1)])
def test_neither_controls_what_the_substitute_did(case_id, away, username, hours):
    done(case_id, "a", in_place())

    with pytest.raises(DidItYourselfError):
        claim(case_id, "b", username, hours)


def test_what_a_substitute_did_is_the_absent_person_s_to_take_back(case_id, away):
    task_id = done(case_id, "a", in_place())

    with transaction():
        tasks.withdraw(task_id, "填错了", actor=at("wx_desk", 1), now=NOW + HOUR)

    assert waiting(case_id) == ["a"]
    assert the(case_id, "a").assignee_id == who("wx_desk")


@pytest.fixture
def both_away(away):
    """曹秋实, the other one of the desk, is away as well; the director stands in for both."""
    with transaction():
        plan = Plan(NOW, NOW + HOUR, "病假", {DESK: who("wx_director")})
        leaving.enter(who("wx_desk2"), plan, actor=at("wx_desk2"), now=NOW)


def test_what_is_done_to_a_task_of_several_absent_people_names_them_all(case_id, both_away):
    with transaction():
        task_id = the(case_id, "a").id
        asked = ["qh.wx/值班领导"]
        tasks.sign(task_id, asked, "before", "请把关", actor=at("wx_director"), now=NOW)

    assert audit.entries(case_id)[-1].actor_name == "魏嘉树（代孔一诺、曹秋实）"


def test_a_return_names_nobody_whom_the_four_eyes_rules_exclude(case_id, both_away):
    earlier = done(case_id, "a", at("wx_desk", -1))

    with transaction():
        task_id = the(case_id, "b").id
        tasks.return_to(task_id, earlier, "材料不全", actor=at("wx_director"), now=NOW)

    assert audit.entries(case_id)[-1].actor_name == "魏嘉树（代曹秋实）"


def test_what_one_of_several_absent_people_had_claimed_is_returned_in_their_name(
    case_id, both_away
):
    claim(case_id, "a", "wx_desk2", -1)

    with transaction():
        task_id = the(case_id, "a").id
        asked = ["qh.wx/值班领导"]
        tasks.sign(task_id, asked, "before", "请把关", actor=at("wx_director"), now=NOW)

    assert audit.entries(case_id)[-1].actor_name == "魏嘉树（代曹秋实）"


def test_substitutes_are_told_and_the_record_says_it(app, away):
    last = audit.entries(f"person:{who('wx_desk')}")[-1]

    assert (last.action, last.details["substitutes"]) == ("absence.entered", {DESK: "魏嘉树"})
    assert keys("wx_director") == ["absence_substitute"]
    with transaction():
        leaving.end(away, actor=at("admin"), now=NOW + HOUR / 2)
    assert audit.entries(f"person:{who('wx_desk')}")[-1].action == "absence.ended"
    assert keys("wx_director") == ["absence_ended", "absence_substitute"]
    assert keys("wx_desk") == ["absence_ended"]


def test_whoever_loses_their_substitute_is_told(app, away):
    with transaction():
        plan = Plan(NOW + HOUR / 2, NOW + 2 * HOUR, "病假")
        leaving.enter(who("wx_director"), plan, actor=at("admin"), now=NOW + HOUR / 2)

    assert "substitute_away" in keys("wx_desk")
    assert "absence_entered" in keys("wx_director")


def test_a_stranger_enters_nothing_and_nothing_is_told(app):
    with pytest.raises(NotPermittedError), transaction():
        leaving.enter(who("wx_desk"), Plan(NOW, NOW + HOUR, "休假"), actor=at("ch_desk"), now=NOW)

    assert standing.absences_of(who("wx_desk")) == []
    assert keys("wx_desk") == []


def keys(username):
    db.session.rollback()
    return [notice.key for notice, _ in notifications.of_user(who(username))]
