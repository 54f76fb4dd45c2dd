"""The shipped organisation and people."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from app import identity
from app.core.db import db
from app.identity.models import Membership, Organisation, User
from tests.identity.conftest import NOW, PASSWORD, shipped


def counts():
    return [
        db.session.scalar(select(func.count()).select_from(table))
        for table in (Organisation, User, Membership)
    ]


def test_the_district_has_its_offices_streets_and_departments():
    kinds = Counter(node.kind for node in identity.organisations())

    assert kinds["street"] + kinds["town"] == 6
    assert kinds["department"] + kinds["utility"] == 24


def test_importing_again_changes_nothing():
    before = counts()

    identity.import_organisations(shipped("organisation"))
    new = identity.import_people(shipped("people"), PASSWORD, "qh", now=NOW)

    assert new == 0
    assert counts() == before


def test_every_post_is_held_by_somebody():
    held = set(db.session.scalars(select(Membership.post)))

    assert {post.name for post in identity.posts()} == held


@pytest.mark.parametrize("kind", ["department", "utility"])
def test_every_department_has_a_liaison_and_a_head(kind):
    codes = [node.code for node in identity.organisations([kind])]
    groups = [f"{code}/{post}" for code in codes for post in ("联络员", "负责人")]

    assert all(identity.members_by_group(groups).values())


@pytest.mark.parametrize("kind", ["street", "town"])
def test_every_street_has_its_desk_and_all_its_leaders(kind):
    posts = ("指挥中心", "分管领导", "书记", "主任", "值班领导")
    groups = [f"{node.code}/{post}" for node in identity.organisations([kind]) for post in posts]

    assert all(identity.members_by_group(groups).values())


def test_every_unit_that_an_emergency_calls_has_a_duty_officer():
    rows = [row for row in shipped("catalogue")["row"] if row["whistle_class"] == "紧急"]
    names = {name for row in rows for name in (row["lead"], *row["cooperating"])}
    called = [code for code in map(identity.resolve_name, sorted(names)) if code]

    groups = [f"{code}/值班员" for code in called]

    assert all(identity.members_by_group(groups).values())


def test_no_two_organisations_share_a_name():
    rows = shipped("organisation")["organisation"]
    names = Counter(name for row in rows for name in (row["name"], *row.get("aliases", [])))

    assert [name for name, count in names.items() if count > 1] == []


def test_a_post_that_an_organisation_does_not_have_is_refused():
    person = {"username": "x", "name": "某人", "groups": ["qh.water/指挥中心"]}

    with pytest.raises(identity.PostNotHereError, match="指挥中心"):
        identity.import_people({"person": [person]}, PASSWORD, "qh", now=NOW)
