"""Who keeps account and posts, so that work may lie with them; and who ended them, and when."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from app import audit, identity
from app.core.clock import spoken
from app.core.db import db
from app.core.errors import ConflictError
from app.identity import User

HANDED_OVER = "work.handed_over"
CLOSED = "“{who}”已于 {when} 停用“{name}”的账号，其名下不再接收任务。"
ENDED = "“{who}”已于 {when} 结束“{name}”的岗位，其名下不再接收任务。"


class AccountClosedError(ConflictError):
    """这个人的账号已停用，其名下不再接收任务。"""


class PostsEndedError(ConflictError):
    """这个人已经没有岗位，其名下不再接收任务。"""


def require_staying(people: Collection[UUID]) -> None:
    """Refuse to give work to people whose accounts are closed, or are just being closed.

    To be asked in the transaction that gives it, after the lock of the case.
    """
    gone = [person for person in identity.staying(people) if not person.is_active]
    if gone:
        raise AccountClosedError(left(gone[0]))


def require_posts(people: Collection[UUID]) -> None:
    """Refuse to give work to people whose posts were all just ended."""
    for person in identity.people(people).values():
        if not _has_post(person):
            raise PostsEndedError(left(person))


def left(person: User) -> str | None:
    """Return who closed somebody's account or ended their posts, and when, as a sentence.

    None while they are there, and when nothing is on record.
    """
    if not person.is_active:
        return _last(person, "is_shut", CLOSED)
    return None if _has_post(person) else _last(person, "ended", ENDED)


def _has_post(person: User) -> bool:
    return bool(db.session.scalar(select(identity.has_post(person.id))))


def _last(person: User, what: str, sentence: str) -> str | None:
    done = [
        entry
        for entry in audit.entries(chain(person.id))
        if entry.action == HANDED_OVER and entry.details[what]
    ]
    if not done:
        return None
    last = done[-1]
    return sentence.format(who=last.actor_name, when=spoken(last.at), name=person.name)


def chain(user_id: UUID) -> str:
    """Return the chain of the record about a person."""
    return f"person:{user_id}"
