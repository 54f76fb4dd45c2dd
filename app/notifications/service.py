"""Tell people; note what they have read."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from app.core.db import db
from app.notifications.models import SMS, Contact, Notice, Outgoing, Receipt
from app.notifications.receipts import put_into_lists
from app.notifications.texts import NEW_TASKS

UNSYNCHRONIZED = {"synchronize_session": False}


def tell(
    key: str,
    *,
    groups: list[str],
    user_ids: Iterable[UUID],
    values: Mapping[str, Any],
    case_id: UUID | None,
    now: datetime,
    task_id: UUID | None = None,
) -> Notice:
    """Put a notice into people's lists, in two statements however many they are.

    The clock spreads it from there to the other channels each has chosen. With ``task_id`` it
    stops to matter outside once that task has ended.
    """
    notice = Notice(key=key, case_id=case_id, task_id=task_id, at=now, groups=groups)
    notice.values = dict(values)
    db.session.add(notice)
    db.session.flush()
    readers = list(dict.fromkeys(user_ids))
    if readers:
        put_into_lists(notice, readers)
    return notice


def tell_requester(key: str, *, values: Mapping[str, Any], case_id: UUID, now: datetime) -> Notice:
    """Write a text message to the requester of a case; the number is read when it is sent."""
    notice = Notice(key=key, case_id=case_id, at=now, groups=["requester"], spread_at=now)
    notice.values = dict(values)
    db.session.add(notice)
    db.session.flush()
    db.session.add(
        Outgoing(
            notice_id=notice.id, channel=SMS, address=str(case_id), created_at=now, next_at=now
        )
    )
    db.session.flush()
    return notice


def announce_tasks(contact: Contact, count: int, *, since: datetime, now: datetime) -> None:
    """Write one message about the tasks that came to a person since then; which, is read late."""
    values = {"n": count, "since": since, "until": now}
    notice = Notice(key=NEW_TASKS, case_id=None, at=now, groups=[], spread_at=now)
    notice.values = values
    db.session.add(notice)
    db.session.flush()
    db.session.add(
        Outgoing(
            notice_id=notice.id,
            channel=contact.channel,
            address=str(contact.user_id),
            contact_id=contact.id,
            created_at=now,
            next_at=now,
        )
    )
    db.session.flush()


def mark_read(notice_id: UUID, user_id: UUID, *, now: datetime) -> None:
    """Note that a person has read a notice; reading again changes nothing."""
    mine = Receipt.notice_id == notice_id, Receipt.user_id == user_id, Receipt.read_at.is_(None)
    db.session.execute(
        update(Receipt).where(*mine).values(read_at=now), execution_options=UNSYNCHRONIZED
    )


def mark_all_read(user_id: UUID, *, now: datetime, case_id: UUID | None = None) -> None:
    """Note that a person has read everything in the list, or all of one case."""
    mine = [Receipt.user_id == user_id, Receipt.read_at.is_(None)]
    if case_id is not None:
        mine.append(Receipt.notice_id.in_(select(Notice.id).where(Notice.case_id == case_id)))
    db.session.execute(
        update(Receipt).where(*mine).values(read_at=now), execution_options=UNSYNCHRONIZED
    )
