"""Who holds which post."""

from datetime import timedelta

import pytest

from app import identity
from app.core.errors import NotPermittedError
from app.identity.service import UnknownLanguageError, UsernameTakenError
from tests.identity.conftest import NOW


@pytest.fixture
def newcomer(someone):
    """A person without a post."""
    return identity.create_user(
        " NewComer ", "新人", "long-enough-1", region="qh", actor=someone("admin"), now=NOW
    )


def test_a_person_s_groups_are_their_posts(someone):
    desk = someone("wx_desk")

    assert desk.groups == ("qh.wx/指挥中心",)
    assert (desk.level, desk.org_codes) == ("street", ("qh.wx",))
    assert identity.groups_of(identity.find_user("wx_desk")) == ["qh.wx/指挥中心"]


def test_the_people_of_some_groups_are_each_named_once():
    people = identity.people_in(["qh.heat/联络员", "qh.heat/负责人", "qh.moon/负责人"])

    assert [person.username for person in people] == ["heat_liaison"]
    assert identity.people_in([]) == []


def test_somebody_disabled_holds_no_post(someone):
    identity.set_active(identity.find_user("arbiter").id, False, actor=someone("admin"))

    assert identity.members_by_group(["qh.command/裁定岗"]) == {"qh.command/裁定岗": []}


@pytest.mark.parametrize(
    ("name", "is_group"),
    [
        ("qh.wx/指挥中心", True),
        ("qh.wx/联络员", False),
        ("qh.moon/联络员", False),
        ("qh.wx/船长", False),
        ("指挥中心", False),
    ],
)
def test_a_group_is_a_post_in_an_organisation_that_may_have_it(name, is_group):
    assert identity.is_group(name) is is_group


def test_a_post_counts_from_its_beginning_to_its_end(someone, newcomer):
    admin, later = someone("admin"), NOW + timedelta(days=2)
    identity.add_membership(newcomer.id, "qh.wx", "值班领导", actor=admin, now=NOW)
    identity.end_membership(newcomer.id, "qh.wx", "值班领导", actor=admin, now=later)

    moments = [NOW - timedelta(days=1), NOW, later]

    held = [identity.groups_of(newcomer, moment) for moment in moments]
    assert held == [[], ["qh.wx/值班领导"], []]


def test_a_post_given_again_counts_again(someone, newcomer):
    admin, later = someone("admin"), NOW + timedelta(days=2)
    identity.add_membership(newcomer.id, "qh.wx", "书记", actor=admin, now=NOW)
    identity.end_membership(newcomer.id, "qh.wx", "书记", actor=admin, now=NOW)

    identity.add_membership(newcomer.id, "qh.wx", "书记", actor=admin, now=later)

    assert identity.groups_of(newcomer, later) == ["qh.wx/书记"]


def test_a_post_never_held_is_taken_away_without_a_word(someone, newcomer):
    identity.end_membership(newcomer.id, "qh.wx", "书记", actor=someone("admin"), now=NOW)

    assert identity.groups_of(newcomer, NOW) == []


def test_a_department_has_no_command_desk(someone, newcomer):
    with pytest.raises(identity.PostNotHereError):
        identity.add_membership(
            newcomer.id, "qh.water", "指挥中心", actor=someone("admin"), now=NOW
        )


def test_a_user_name_is_given_once(someone, newcomer):
    with pytest.raises(UsernameTakenError):
        identity.create_user(
            "newcomer", "另一人", "long-enough-1", region="qh", actor=someone("admin"), now=NOW
        )


def test_only_an_administrator_adds_people(someone):
    with pytest.raises(NotPermittedError):
        identity.create_user(
            "x", "某", "long-enough-1", region="qh", actor=someone("watch"), now=NOW
        )


def test_everybody_chooses_their_language(someone):
    identity.choose_language("en", actor=someone("wx_desk"))

    assert someone("wx_desk").language == "en"
    with pytest.raises(UnknownLanguageError):
        identity.choose_language("tlh", actor=someone("wx_desk"))


def test_people_are_found_by_id(someone):
    admin = someone("admin")

    assert identity.user(admin.user_id).username == "admin"
    assert "admin" in [person.username for person in identity.users()]
    with pytest.raises(identity.UnknownUserError):
        identity.user(identity.SYSTEM.user_id)
