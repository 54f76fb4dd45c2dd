"""The permission table."""

from uuid import UUID

import pytest

from app import identity
from app.core.errors import NotPermittedError
from app.identity.permissions import read_roles


def test_a_post_may_do_what_the_table_says_and_nothing_else(someone):
    operator, desk, liaison = map(someone, ("operator", "wx_desk", "water_liaison"))

    asked = ("case.register", "case.whistle", "case.read.district")
    held = [[identity.may(actor, name) for name in asked] for actor in (operator, desk, liaison)]

    assert held == [[True, False, True], [False, True, False], [False, False, False]]


def test_only_the_policy_author_publishes(someone):
    may_publish = [
        person.username
        for person in identity.users()
        if identity.may(someone(person.username), "process.publish")
    ]

    assert may_publish == ["policy"]


def test_whoever_holds_no_post_may_nothing():
    nobody = identity.Actor(UUID(int=1), "某人", "nobody")

    assert not identity.may(nobody, "task.claim")
    with pytest.raises(NotPermittedError):
        identity.require(nobody, "task.claim")


def test_the_system_may_everything():
    identity.require(identity.SYSTEM, "case.register")

    assert identity.SYSTEM.is_system


def test_a_permission_nobody_defined_is_a_mistake_in_the_program(someone):
    with pytest.raises(identity.UnknownPermissionError, match="fly"):
        identity.may(someone("admin"), "fly")


@pytest.mark.parametrize(
    ("username", "level"),
    [
        ("callback", "district"),
        ("yp_desk", "street"),
        ("wx_grid", "street"),
        ("gas_head", "department"),
    ],
)
def test_the_scope_is_that_of_the_widest_organisation(someone, username, level):
    assert someone(username).level == level


def test_a_table_with_an_unknown_post_is_refused():
    with pytest.raises(identity.UnknownPostError, match="pirate"):
        read_roles('post = []\n[level]\n[permission]\n"ship.sail" = ["pirate"]')


def test_a_post_is_found_by_its_name():
    assert identity.post("联络员").code == "liaison"
    with pytest.raises(identity.UnknownPostError, match="船长"):
        identity.post("船长")
