"""Commands on people: signing in, passwords, posts, tokens."""

import re
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from app.core.db import db
from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.identity import holders, passwords
from app.identity.actor import Actor
from app.identity.models import ApiToken, Membership, User
from app.identity.permissions import PostNotHereError, post, require
from app.identity.queries import find_user, organisation, token_digest, user

FAILURES_ALLOWED = 5
LOCKED_FOR = timedelta(minutes=15)
LANGUAGES = ("zh", "en")
TELEPHONE = re.compile(r"\+?[0-9][0-9 ()-]{2,18}[0-9]")
TOKEN_PREFIX = "shaodao_"  # noqa: S105


class UsernameTakenError(ConflictError):
    """这个用户名已被使用。"""


class UnknownLanguageError(InvalidError):
    """没有这种语言。"""


class UnknownTokenError(NotFoundError):
    """没有这个令牌，或已被撤销。"""


def authenticate(username: str, password: str, *, now: datetime) -> User | None:
    """Return the person whose name and password these are, else None.

    Unknown, disabled, locked and wrong all look alike and take the same time. Every fifth
    failure in a row locks the account for a quarter of an hour. Commit also after None, or
    the failure is not counted.
    """
    person = find_user(username.strip().lower())
    is_right = passwords.is_right(password, person.password_hash if person else None)
    if person is None or not person.is_active or _is_locked(person, now):
        return None
    if not is_right:
        _count_failure(person, now)
        return None
    if passwords.is_outdated(person.password_hash):
        person.password_hash = passwords.hash_of(password)
    person.failed_logins, person.locked_until, person.last_login_at = 0, None, now
    db.session.flush()
    return person


def change_password(old: str, new: str, *, actor: Actor) -> User:
    """Give the actor a new password and end all their other sessions.

    The answer's ``session_version`` belongs into the session that goes on.
    """
    person = user(actor.user_id)
    if not passwords.is_right(old, person.password_hash):
        raise InvalidError(fields={"old_password": "原口令不正确。"})
    if old == new:
        raise InvalidError(fields={"new_password": "新口令不能与原口令相同。"})
    _require_strong(new, person.username)
    person.password_hash = passwords.hash_of(new)
    person.session_version += 1
    db.session.flush()
    return person


def give_phone(text: str, *, actor: Actor) -> User:
    """Note the telephone on the actor's desk; an empty text takes it away."""
    number = " ".join(text.split())
    if number and not TELEPHONE.fullmatch(number):
        raise InvalidError(fields={"phone": "请填写电话号码，例如 5550 1001，可加分机。"})
    person = user(actor.user_id)
    person.phone = number or None
    db.session.flush()
    return person


def choose_language(language: str, *, actor: Actor) -> User:
    """Remember in which language the actor wants the pages."""
    if language not in LANGUAGES:
        raise UnknownLanguageError
    person = user(actor.user_id)
    person.language = language
    db.session.flush()
    return person


def create_user(
    username: str, name: str, password: str, *, region: str, actor: Actor, now: datetime
) -> User:
    """Add a person who may sign in; posts are given separately."""
    require(actor, "people.manage")
    username = username.strip().lower()
    if find_user(username):
        raise UsernameTakenError
    _require_strong(password, username)
    person = User(
        username=username,
        name=name.strip(),
        password_hash=passwords.hash_of(password),
        created_at=now,
        region_id=region,
    )
    db.session.add(person)
    db.session.flush()
    return person


def set_active(user_id: UUID, is_active: bool, *, actor: Actor) -> User:
    """Let a person sign in, or shut the account and end its sessions."""
    require(actor, "people.manage")
    person = user(user_id)
    person.is_active = is_active
    person.session_version += 1
    db.session.flush()
    holders.forget()
    return person


def add_membership(
    user_id: UUID, org_code: str, post_name: str, *, actor: Actor, now: datetime
) -> Membership:
    """Give a person a post in an organisation from ``now`` on."""
    require(actor, "people.manage")
    if organisation(org_code).kind not in post(post_name).kinds:
        raise PostNotHereError
    held = _membership(user_id, org_code, post_name)
    if held is None:
        held = Membership(user_id=user(user_id).id, org_code=org_code, post=post_name)
        db.session.add(held)
    held.valid_from, held.valid_to = now, None
    db.session.flush()
    holders.forget()
    return held


def end_membership(
    user_id: UUID, org_code: str, post_name: str, *, actor: Actor, now: datetime
) -> None:
    """Take a post away as of ``now``; one not held is no error."""
    require(actor, "people.manage")
    held = _membership(user_id, org_code, post_name)
    if held is not None:
        held.valid_to = now
        db.session.flush()
    holders.forget()


def issue_token(
    name: str, *, actor: Actor, now: datetime, expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """Return a token to act as the actor, and its secret, which is shown only this once."""
    require(actor, "token.issue")
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        user_id=actor.user_id,
        name=name.strip(),
        digest=token_digest(secret),
        created_at=now,
        expires_at=expires_at,
    )
    db.session.add(token)
    db.session.flush()
    return token, secret


def revoke_token(token_id: UUID, *, actor: Actor, now: datetime) -> None:
    """End one of the actor's own tokens."""
    own = ApiToken.id == token_id, ApiToken.user_id == actor.user_id
    living = update(ApiToken).where(*own, ApiToken.revoked_at.is_(None)).values(revoked_at=now)
    if db.session.scalar(living.returning(ApiToken.id)) is None:
        raise UnknownTokenError


def _is_locked(person: User, now: datetime) -> bool:
    return person.locked_until is not None and person.locked_until > now


def _count_failure(person: User, now: datetime) -> None:
    counted = (
        update(User)
        .where(User.id == person.id)
        .values(failed_logins=User.failed_logins + 1)
        .returning(User.failed_logins)
    )
    failures = db.session.scalar(counted) or 0
    if failures % FAILURES_ALLOWED == 0:
        person.locked_until = now + LOCKED_FOR
        db.session.flush()


def _require_strong(password: str, username: str) -> None:
    weakness = passwords.weakness(password, username)
    if weakness:
        raise InvalidError(fields={"new_password": weakness})


def _membership(user_id: UUID, org_code: str, post_name: str) -> Membership | None:
    return db.session.scalar(
        select(Membership).where(
            Membership.user_id == user_id,
            Membership.org_code == org_code,
            Membership.post == post_name,
        )
    )
