"""Whose account stays open, so that work may lie with them; and who closed it, and when."""

from collections.abc import Collection
from uuid import UUID

from app import audit, identity
from app.core.clock import spoken
from app.core.errors import ConflictError
from app.identity import User

HANDED_OVER = "work.handed_over"
CLOSED = "“{who}”已于 {when} 停用“{name}”的账号，其名下不再接收任务。"


class AccountClosedError(ConflictError):
    """这个人的账号已停用，其名下不再接收任务。"""


def require_staying(people: Collection[UUID]) -> None:
    """Refuse to give work to people whose accounts are closed, or are just being closed.

    To be asked in the transaction that gives it, after the lock of the case.
    """
    gone = [person for person in identity.staying(people) if not person.is_active]
    if gone:
        raise AccountClosedError(closed(gone[0]))


def closed(person: User) -> str | None:
    """Return who closed an account, and when, as a sentence; None when nothing is on record."""
    shut = [
        entry
        for entry in audit.entries(chain(person.id))
        if entry.action == HANDED_OVER and entry.details["is_shut"]
    ]
    if not shut:
        return None
    last = shut[-1]
    return CLOSED.format(who=last.actor_name, when=spoken(last.at), name=person.name)


def chain(user_id: UUID) -> str:
    """Return the chain of the record about a person."""
    return f"person:{user_id}"
