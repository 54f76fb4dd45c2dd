"""Signing in, passwords and tokens."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from app import identity
from app.core.errors import InvalidError
from app.identity.service import UnknownTokenError
from tests.identity.conftest import NOW, PASSWORD

LATER = NOW + timedelta(minutes=16)


def fail(times, now=NOW):
    for _ in range(times):
        assert identity.authenticate("operator", "wrong", now=now) is None


def test_the_right_password_signs_in():
    person = identity.authenticate(" Operator ", PASSWORD, now=NOW)

    assert (person.username, person.last_login_at) == ("operator", NOW)


@pytest.mark.parametrize("username", ["operator", "nobody"])
def test_a_wrong_password_and_an_unknown_name_look_alike(username):
    assert identity.authenticate(username, "wrong", now=NOW) is None


def test_a_disabled_person_does_not_sign_in(someone):
    identity.set_active(identity.find_user("operator").id, False, actor=someone("admin"))

    assert identity.authenticate("operator", PASSWORD, now=NOW) is None


def test_five_failures_lock_the_account_for_a_quarter_of_an_hour():
    fail(5)

    assert identity.authenticate("operator", PASSWORD, now=NOW) is None
    assert identity.authenticate("operator", PASSWORD, now=LATER)


def test_four_failures_are_forgiven_by_a_success():
    fail(4)
    identity.authenticate("operator", PASSWORD, now=NOW)
    fail(4)

    assert identity.authenticate("operator", PASSWORD, now=NOW)


def test_failures_while_locked_do_not_lengthen_the_lock():
    fail(5)
    fail(5, now=NOW + timedelta(minutes=14))

    assert identity.authenticate("operator", PASSWORD, now=LATER)


def test_a_weak_old_hash_is_replaced_at_sign_in():
    person = identity.find_user("operator")
    person.password_hash = old = PasswordHasher(time_cost=1, memory_cost=64).hash(PASSWORD)

    identity.authenticate("operator", PASSWORD, now=NOW)

    assert person.password_hash != old


def test_a_new_password_ends_the_other_sessions(someone):
    actor = someone("operator")
    before = identity.user(actor.user_id).session_version

    person = identity.change_password(PASSWORD, "another-word-9", actor=actor)

    assert identity.actor_of_session(person.id, before, NOW) is None
    assert identity.actor_of_session(person.id, person.session_version, NOW) == actor
    assert identity.authenticate("operator", "another-word-9", now=NOW)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("wrong", "another-word-9", "old_password"),
        (PASSWORD, PASSWORD, "new_password"),
        (PASSWORD, "short-1", "new_password"),
        (PASSWORD, "onlyletterswithoutany", "new_password"),
        (PASSWORD, "12345678901234", "new_password"),
        (PASSWORD, "Operator-2026", "new_password"),
    ],
)
def test_a_bad_change_of_password_says_at_which_field(someone, old, new, field):
    with pytest.raises(InvalidError) as refusal:
        identity.change_password(old, new, actor=someone("operator"))

    assert list(refusal.value.fields) == [field]


def test_a_token_acts_for_its_owner(someone):
    actor = someone("operator")

    _, secret = identity.issue_token("外呼系统", actor=actor, now=NOW)

    assert identity.actor_of_token(secret, NOW) == actor
    assert identity.actor_of_token(secret + "x", NOW) is None


def test_an_expired_token_is_dead(someone):
    _, secret = identity.issue_token("脚本", actor=someone("operator"), now=NOW, expires_at=LATER)

    assert identity.actor_of_token(secret, LATER) is None


def test_only_its_owner_revokes_a_token_and_only_once(someone):
    actor, stranger = someone("operator"), someone("auditor")
    token, secret = identity.issue_token("脚本", actor=actor, now=NOW)

    with pytest.raises(UnknownTokenError):
        identity.revoke_token(token.id, actor=stranger, now=NOW)
    identity.revoke_token(token.id, actor=actor, now=NOW)

    assert identity.actor_of_token(secret, NOW) is None
    with pytest.raises(UnknownTokenError):
        identity.revoke_token(token.id, actor=actor, now=NOW)
