"""Messages between cases: sent as a row, delivered in a transaction of their own."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from app.core.db import db
from app.identity import SYSTEM
from app.runtime.doing import NotOfferedError
from app.runtime.locks import lock
from app.runtime.models import Message, Subscription
from app.runtime.service import deliver

TIME_TO_LIVE = timedelta(days=7)


def send(
    name: str, key: str, payload: Mapping[str, Any], *, sender: UUID | None, now: datetime
) -> Message:
    """Write a message; the clock, or a caller after commit, hands it over."""
    message = Message(
        name=name,
        key=key,
        payload=dict(payload),
        sender_case_id=sender,
        sent_at=now,
        expires_at=now + TIME_TO_LIVE,
    )
    db.session.add(message)
    db.session.flush()
    return message


def undelivered(now: datetime, limit: int) -> list[UUID]:
    """Return messages somebody waits for, oldest first."""
    waiting = select(Subscription.id).where(
        Subscription.message == Message.name, Subscription.key == Message.key
    )
    chosen = select(Message.id).where(
        Message.delivered_at.is_(None), Message.expires_at > now, waiting.exists()
    )
    return list(db.session.scalars(chosen.order_by(Message.sent_at).limit(limit)))


def hand_over(message_id: UUID, *, now: datetime) -> bool:
    """Deliver one message to the one that waits for it; False when nobody does (any more)."""
    message = db.session.get(Message, message_id)
    if message is None or message.delivered_at is not None:
        return False
    waiting = db.session.scalar(
        select(Subscription)
        .where(Subscription.message == message.name, Subscription.key == message.key)
        .order_by(Subscription.id)
        .limit(1)
    )
    if waiting is None:
        return False
    lock(waiting.instance_id)
    unclaimed = Message.id == message_id, Message.delivered_at.is_(None)
    claim = update(Message).where(*unclaimed).values(delivered_at=now).returning(Message.id)
    if db.session.scalar(claim) is None:
        return False  # another worker was first
    try:
        deliver(waiting, message.payload, actor=SYSTEM, now=now)
    except NotOfferedError:
        message.delivered_at = None
        db.session.flush()
        return False
    return True
