"""What somebody was let in for, and is let in for no more: what random play found, one by one."""

from datetime import timedelta

import pytest

from app import cases, identity, tasks
from app.cases import Wanted, talk
from app.core.db import transaction
from app.core.errors import InvalidError, NotFoundError
from app.core.paging import Turn
from app.identity.standing import Plan
from app.tasks import handing, leaving, worklist
from app.tasks.worklist import Asked
from tests.flows.story import at

NOW = at("08:19")
LIAISON = "qh.water/联络员"


@pytest.fixture
def until() -> str:
    return "08:18"


def do(command, *arguments, by, now=NOW, **more):
    actor = identity.actor_of(identity.find_user(by), now)
    with transaction():
        return command(*arguments, actor=actor, now=now, **more)


def who(username):
    return identity.find_user(username).id


def reader(username, now=NOW):
    return identity.actor_of(identity.find_user(username), now)


def named(username, tab, now=NOW):
    return [row.case.reference for row in rows(username, tab, now)]


def rows(username, tab, now=NOW):
    return worklist.inbox(reader(username, now), Asked(tab), now=now).rows


def away(person, group, instead, hours=2):
    plan = Plan(NOW, NOW + timedelta(hours=hours), "出差", {group: who(instead)})
    do(leaving.enter, who(person), plan, by=person)


@pytest.fixture
def arrival(player):
    """The water department's task, which waits for its liaison."""
    return player.task("arrive", "qh.water").id


def test_a_case_that_a_substitute_worked_on_is_no_more_in_their_list(player):
    away("fire_liaison", "qh.fire/联络员", "admin")
    do(tasks.complete, player.task("sign", "qh.fire").id, {}, one_time_key=None, by="admin")
    assert named("admin", "done")

    later = NOW + timedelta(hours=3)
    assert named("admin", "waiting", later) == named("admin", "done", later) == []
    with pytest.raises(NotFoundError):
        cases.case(player.case_id, reader("admin", later))


def test_whoever_lost_their_posts_keeps_no_list_of_what_they_did(player):
    assert named("wx_desk", "done")

    asked = leaving.Asked(ends_posts=True)
    do(leaving.hand_over, who("wx_desk"), asked, by="admin")

    later = NOW + timedelta(minutes=1)
    assert [named("wx_desk", tab, later) for tab in ("waiting", "started", "done")] == [[], [], []]


def test_a_colleague_who_stands_in_has_what_the_absent_one_had_taken(arrival):
    do(handing.transfer, arrival, who("water_duty"), "出差", by="water_liaison")
    away("water_duty", "qh.water/值班员", "water_liaison")

    mine = [(row.task.id, row.stand_in.name) for row in rows("water_liaison", "mine")]

    assert mine == [(arrival, identity.find_user("water_duty").name)]


def test_who_only_stands_in_from_outside_is_handed_nothing_for_good(arrival):
    away("water_liaison", LIAISON, "admin")

    with pytest.raises(InvalidError):
        do(handing.transfer, arrival, who("admin"), "出差", by="water_liaison")


def test_a_copy_that_is_taken_back_lets_nobody_see_the_case_any_more(player):
    sent = do(talk.send_copies, player.case_id, ["user:garden_head"], by="wx_desk")
    cases.case(player.case_id, reader("garden_head"))

    do(talk.recall_copy, sent[0].id, by="wx_desk")

    with pytest.raises(NotFoundError):
        cases.case(player.case_id, reader("garden_head"))
    assert len(cases.search(reader("garden_head"), Wanted(), Turn())) == 0


def test_a_copy_taken_back_leaves_who_works_on_the_case_in_it(player):
    sent = do(talk.send_copies, player.case_id, ["user:water_head"], by="wx_desk")

    do(talk.recall_copy, sent[0].id, by="wx_desk")

    assert cases.case(player.case_id, reader("water_head"))
