"""What concerns somebody who is away reaches who stands in, marked."""

from datetime import timedelta

import pytest

from app import identity, notifications
from app.core.db import db
from app.identity import standing
from app.identity.standing import Plan
from tests.identity.conftest import NOW, database, district, statements

__all__ = ["database", "district", "statements"]
HOUR = timedelta(hours=1)
LIAISON, DUTY = "qh.water/联络员", "qh.water/值班员"


def who(username):
    return identity.find_user(username).id


@pytest.fixture
def away(district):
    """范守拙 is away for an hour; 彭安然 of the same office stands in."""
    actor = identity.actor_of(identity.find_user("water_liaison"), NOW)
    plan = Plan(NOW, NOW + HOUR, "休假", {LIAISON: who("water_duty")})
    return standing.enter(actor.user_id, plan, actor=actor, now=NOW)


def tell(people, *, groups=(), key="urged", at=NOW):
    return notifications.tell(
        key, groups=[*groups], user_ids=map(who, people), values={}, case_id=None, now=at
    )


def had(username):
    rows = notifications.of_user(who(username))
    return [(notice.for_name, read_at is not None) for notice, read_at in rows]


def test_what_is_for_somebody_away_comes_to_the_substitute_marked(away):
    tell(["water_liaison"])

    assert had("water_duty") == [("范守拙", False)]
    assert had("water_liaison") == [(None, True)]


def test_before_and_after_it_comes_to_the_person(away):
    tell(["water_liaison"], at=NOW - HOUR)
    tell(["water_liaison"], at=NOW + HOUR)

    assert (had("water_liaison"), had("water_duty")) == ([(None, False)] * 2, [])


def test_what_comes_through_the_post_is_marked_too(away):
    people = [person.username for person in identity.people_in([LIAISON], NOW)]

    tell(people, groups=[LIAISON])

    assert had("water_duty") == [("范守拙", False)]


def test_what_comes_through_one_s_own_post_is_not_marked(away):
    tell(["water_duty"], groups=[DUTY, LIAISON])

    assert had("water_duty") == [(None, False)]


def test_who_is_told_anyway_is_told_once(away):
    tell(["water_liaison", "water_duty"])

    assert had("water_duty") == [(None, False)]


def test_what_concerns_another_post_goes_to_nobody_else(away):
    tell(["water_liaison"], groups=["qh.water/负责人"])

    assert (had("water_duty"), had("water_liaison")) == ([], [(None, False)])


def test_a_substitute_who_is_away_too_gets_nothing_and_nothing_is_lost(away):
    actor = identity.actor_of(identity.find_user("water_duty"), NOW)
    standing.enter(actor.user_id, Plan(NOW, NOW + HOUR, "病假"), actor=actor, now=NOW)

    tell(["water_liaison"])

    assert (had("water_duty"), had("water_liaison")) == ([], [(None, False)])


def test_telling_costs_two_statements(away, statements):
    readers = [who("water_liaison"), who("water_head")]
    statements.clear()

    notifications.tell("urged", groups=[], user_ids=readers, values={}, case_id=None, now=NOW)
    db.session.flush()

    assert len(statements) == 2


@pytest.fixture
def both_away(away):
    """The head of the office is away as well, and has the same substitute."""
    actor = identity.actor_of(identity.find_user("water_head"), NOW)
    head = next(name for name in actor.groups if name.startswith("qh.water/"))
    plan = Plan(NOW, NOW + HOUR, "病假", {head: who("water_duty")})
    standing.enter(actor.user_id, plan, actor=actor, now=NOW)
    return actor.name, head


def test_what_is_for_several_who_are_away_names_them_all_and_comes_once(both_away):
    tell(["water_liaison", "water_head"])

    [(names, is_read)] = had("water_duty")
    assert sorted(names.split("、")) == sorted([both_away[0], "范守拙"])
    assert not is_read


def test_what_comes_through_the_posts_of_several_names_them_all(both_away):
    posts = [LIAISON, both_away[1]]
    people = [person.username for person in identity.people_in(posts, NOW)]

    tell(people, groups=posts)

    [(names, _)] = had("water_duty")
    assert sorted(names.split("、")) == sorted([both_away[0], "范守拙"])
