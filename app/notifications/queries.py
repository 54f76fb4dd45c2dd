"""Read notices."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, func, select

from app.core.db import db
from app.notifications.models import Notice, Outgoing, Receipt


def of_user(
    user_id: UUID, *, limit: int = 50, offset: int = 0
) -> Sequence[Row[tuple[Notice, datetime | None]]]:
    """Return a person's notices, newest first, each with when it was read."""
    chosen = select(Notice, Receipt.read_at).join(Receipt).where(Receipt.user_id == user_id)
    return db.session.execute(chosen.order_by(Notice.id.desc()).limit(limit).offset(offset)).all()


def unread(user_id: UUID) -> int:
    """Count a person's unread notices, up to 1000."""
    chosen = select(Receipt.notice_id).where(Receipt.user_id == user_id, Receipt.read_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(chosen.limit(1000).subquery())) or 0


def of_case(case_id: UUID) -> Sequence[Notice]:
    """Return the notices a case gave rise to, oldest first."""
    chosen = select(Notice).where(Notice.case_id == case_id)
    return db.session.scalars(chosen.order_by(Notice.at, Notice.id)).all()


def outgoing(outgoing_id: UUID) -> tuple[Outgoing, Notice]:
    """Return a message that waits, with its notice."""
    chosen = select(Outgoing, Notice).join(Notice).where(Outgoing.id == outgoing_id)
    return db.session.execute(chosen).one()._tuple()


def oldest_waiting() -> datetime | None:
    """Return since when the oldest unsent message has been waiting."""
    return db.session.scalar(
        select(func.min(Outgoing.created_at)).where(Outgoing.sent_at.is_(None))
    )
