"""Read notices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, exists, func, or_, select
from sqlalchemy import case as sql_case
from sqlalchemy.orm import with_expression

from app.core.db import db
from app.core.errors import NotFoundError
from app.core.paging import MOST, Page, Place, Turn, cut
from app.core.walking import in_order
from app.notifications.models import Contact, Notice, Outgoing, Receipt

BEGINNING = Turn()


@dataclass(frozen=True)
class Waiting:
    """What should have left the building: due since when, how many, how many failed before."""

    since: datetime | None
    count: int
    failed: int
    paused: int
    """Addresses nothing is sent to any more."""


def of_user(
    user_id: UUID, turn: Turn = BEGINNING, *, only_unread: bool = False
) -> Page[Row[tuple[Notice, datetime | None]]]:
    """Return a page of a person's notices, newest first, each with when it was read.

    Their ``for_name`` says in whose place the person has them.
    """
    mine = [Receipt.user_id == user_id]
    if only_unread:
        mine.append(Receipt.read_at.is_(None))
    chosen = select(Notice, Receipt.read_at).join(Receipt, Receipt.notice_id == Notice.id)
    marked = chosen.where(*mine).options(with_expression(Notice.for_name, Receipt.for_name))
    fresh = marked.execution_options(populate_existing=True)
    rows = in_order(fresh, None, Receipt.notice_id, turn, is_descending=True)
    return cut(rows, turn, lambda row: Place(0, None, row[0].id))


def unread(user_id: UUID) -> int:
    """Count a person's unread notices, up to 1000."""
    chosen = select(Receipt.notice_id).where(Receipt.user_id == user_id, Receipt.read_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(chosen.limit(MOST).subquery())) or 0


def own(notice_id: UUID, user_id: UUID) -> Notice:
    """Return a notice that stands in a person's list; to others it does not exist."""
    mine = Receipt.notice_id == notice_id, Receipt.user_id == user_id
    chosen = select(Notice).join(Receipt, Receipt.notice_id == Notice.id)
    found = db.session.scalar(chosen.where(*mine))
    if found is None:
        raise NotFoundError
    return found


def of_case(case_id: UUID) -> Sequence[Notice]:
    """Return the notices a case gave rise to, oldest first."""
    chosen = select(Notice).where(Notice.case_id == case_id)
    return db.session.scalars(chosen.order_by(Notice.at, Notice.id)).all()


def outgoing(outgoing_id: UUID) -> tuple[Outgoing, Notice]:
    """Return a message that waits, with its notice."""
    chosen = select(Outgoing, Notice).join(Notice).where(Outgoing.id == outgoing_id)
    return db.session.execute(chosen).one()._tuple()


@dataclass(frozen=True)
class Pending:
    """What the clock has to see to: notices to spread, texts and messages to send."""

    notices: bool
    texts: bool
    people: bool


def pending(now: datetime) -> Pending:
    """Find in one statement whether anything is to be sent, or to be looked for."""
    due = Outgoing.sent_at.is_(None), Outgoing.next_at <= now
    named = Outgoing.contact_id.is_not(None)
    conditions = (
        exists().where(Notice.spread_at.is_(None)),
        exists().where(*due, Outgoing.contact_id.is_(None)),
        or_(exists().where(*due, named), exists().where(Contact.tasks_next_at <= now)),
    )
    return Pending(*map(bool, db.session.execute(select(*conditions)).one()))


def waiting(now: datetime) -> Waiting:
    """Return what should have left the building by ``now``; gathered messages have their time.

    What failed waits since it was written, and a notice that no clock looked at since it was told.
    """
    due = Outgoing.sent_at.is_(None), (Outgoing.next_at <= now) | (Outgoing.attempts > 0)
    failed = func.count().filter(Outgoing.attempts > 0)
    since = sql_case((Outgoing.attempts > 0, Outgoing.created_at), else_=Outgoing.next_at)
    of_messages = select(func.min(since), func.count(), failed).where(*due)
    unseen = select(func.min(Notice.at), func.count()).where(Notice.spread_at.is_(None))
    messages, notices = db.session.execute(of_messages).one(), db.session.execute(unseen).one()
    paused = select(func.count()).select_from(Contact).where(Contact.paused_at.is_not(None))
    oldest = min((each[0] for each in (messages, notices) if each[0]), default=None)
    count = messages[1] + notices[1]
    return Waiting(oldest, count, messages[2], db.session.scalar(paused) or 0)
