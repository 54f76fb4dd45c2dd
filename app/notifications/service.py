"""Tell people; hand over what leaves the building."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from app.core.db import db
from app.notifications.models import Notice, Outgoing, Receipt

LEASE = timedelta(minutes=2)
RETRIES = (1, 5, 15, 60, 240)
"""Minutes to wait after each failed attempt; the last wait repeats until it is sent."""
UNSYNCHRONIZED = {"synchronize_session": False}


def tell(
    key: str,
    *,
    groups: list[str],
    user_ids: Iterable[UUID],
    values: Mapping[str, Any],
    case_id: UUID | None,
    now: datetime,
) -> Notice:
    """Put a notice into people's lists."""
    notice = _notice(key, groups, values, case_id, now)
    readers = [{"notice_id": notice.id, "user_id": user_id} for user_id in dict.fromkeys(user_ids)]
    if readers:
        db.session.execute(insert(Receipt), readers)
    return notice


def tell_requester(key: str, *, values: Mapping[str, Any], case_id: UUID, now: datetime) -> Notice:
    """Write a text message to the requester of a case; the number is read when it is sent."""
    notice = _notice(key, ["requester"], values, case_id, now)
    db.session.add(
        Outgoing(
            notice_id=notice.id, channel="sms", address=str(case_id), created_at=now, next_at=now
        )
    )
    db.session.flush()
    return notice


def mark_read(notice_id: UUID, user_id: UUID, *, now: datetime) -> None:
    """Note that a person has read a notice; reading again changes nothing."""
    mine = Receipt.notice_id == notice_id, Receipt.user_id == user_id, Receipt.read_at.is_(None)
    db.session.execute(
        update(Receipt).where(*mine).values(read_at=now), execution_options=UNSYNCHRONIZED
    )


def mark_all_read(user_id: UUID, *, now: datetime) -> None:
    """Note that a person has read everything in the list."""
    mine = Receipt.user_id == user_id, Receipt.read_at.is_(None)
    db.session.execute(
        update(Receipt).where(*mine).values(read_at=now), execution_options=UNSYNCHRONIZED
    )


def lease(*, now: datetime, limit: int = 20) -> list[UUID]:
    """Claim messages that wait; nobody else gets them until the lease is over."""
    waiting = (
        select(Outgoing)
        .where(Outgoing.sent_at.is_(None), Outgoing.next_at <= now)
        .order_by(Outgoing.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = db.session.scalars(waiting).all()
    for outgoing in claimed:
        outgoing.next_at = now + LEASE
    db.session.flush()
    return [outgoing.id for outgoing in claimed]


def sent(outgoing_id: UUID, *, now: datetime) -> None:
    """Note that a message was handed over."""
    done = update(Outgoing).where(Outgoing.id == outgoing_id).values(sent_at=now, error=None)
    db.session.execute(done, execution_options=UNSYNCHRONIZED)


def failed(outgoing_id: UUID, error: str, *, now: datetime) -> None:
    """Note a failure and when to try again."""
    outgoing = db.session.get_one(Outgoing, outgoing_id)
    wait = RETRIES[min(outgoing.attempts, len(RETRIES) - 1)]
    outgoing.attempts += 1
    outgoing.error, outgoing.next_at = error[:500], now + timedelta(minutes=wait)
    db.session.flush()


def _notice(
    key: str,
    groups: list[str],
    values: Mapping[str, Any],
    case_id: UUID | None,
    now: datetime,
) -> Notice:
    notice = Notice(key=key, case_id=case_id, at=now, groups=groups, values=dict(values))
    db.session.add(notice)
    db.session.flush()
    return notice
