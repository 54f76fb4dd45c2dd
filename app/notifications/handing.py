"""Hand over what leaves the building: whose turn it is, what went, what failed."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, insert, or_, select, update
from sqlalchemy.orm import load_only

from app.core.db import db
from app.notifications.models import BOT, Contact, Notice, Outgoing, Preference, Receipt

LEASE = timedelta(minutes=2)
RETRIES = (1, 5, 15, 60, 240)
"""Minutes to wait after each failed attempt; the last wait repeats until it is sent."""
UNSYNCHRONIZED = {"synchronize_session": False}
BETWEEN = {BOT: timedelta(seconds=3)}
"""What a chat bot is given to breathe: it takes at most 20 messages a minute."""
MOST_REFUSED, MOST_LOST = 5, 10
"""After how many failures in a row an address is paused: it said no, or nobody answered."""
AT_A_TIME = 50


def lease(*, now: datetime, limit: int = 20) -> list[UUID]:
    """Claim messages to requesters that wait; nobody else gets them until the lease is over."""
    waiting = (
        select(Outgoing)
        .where(Outgoing.sent_at.is_(None), Outgoing.next_at <= now, Outgoing.contact_id.is_(None))
        .order_by(Outgoing.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = db.session.scalars(waiting).all()
    for outgoing in claimed:
        outgoing.next_at = now + LEASE
    db.session.flush()
    return [outgoing.id for outgoing in claimed]


def channel_of(contact_id: UUID) -> str:
    """Return the channel of an address."""
    return db.session.scalar(select(Contact.channel).where(Contact.id == contact_id)) or ""


def unspread(limit: int = AT_A_TIME) -> Sequence[Notice]:
    """Claim notices that no other channel was considered for yet, the oldest first."""
    chosen = select(Notice).where(Notice.spread_at.is_(None)).order_by(Notice.id).limit(limit)
    return db.session.scalars(chosen.with_for_update(skip_locked=True)).all()


def reached(notices: Iterable[Notice], channels: Collection[str]) -> Sequence[Any]:
    """Return for each reader with a usable address: notice id, contact, preference or None.

    The contact comes without its address: nothing is decrypted for thousands.
    """
    ids = [notice.id for notice in notices]
    chosen = (
        select(Receipt.notice_id, Contact, Preference)
        .join(Contact, Contact.user_id == Receipt.user_id)
        .outerjoin(Preference, Preference.user_id == Receipt.user_id)
        .where(Receipt.notice_id.in_(ids), Contact.address.is_not(None))
        .where(Contact.paused_at.is_(None), Contact.channel.in_(channels))
    )
    bare = load_only(Contact.id, Contact.user_id, Contact.channel)
    return db.session.execute(chosen.options(bare)).all()


def write(rows: Sequence[dict[str, Any]]) -> None:
    """Write messages in one statement."""
    if rows:
        db.session.execute(insert(Outgoing), rows)


def contacts_due(now: datetime, limit: int = 20) -> list[UUID]:
    """Return addresses something is due for, messages or a look for new tasks."""
    ready = or_(
        select(Outgoing.id).where(Outgoing.contact_id == Contact.id, *_due(now)).exists(),
        Contact.tasks_next_at <= now,
    )
    candidates = select(Outgoing.contact_id).where(
        Outgoing.sent_at.is_(None), Outgoing.next_at <= now, Outgoing.contact_id.is_not(None)
    )
    looking = select(Contact.id).where(Contact.tasks_next_at <= now)
    chosen = select(Contact.id).where(Contact.id.in_(candidates.union(looking)), ready, *_free(now))
    return list(db.session.scalars(chosen.order_by(Contact.id).limit(limit)))


def claim(contact_id: UUID, *, now: datetime) -> Contact | None:
    """Take an address for oneself until the lease is over; None if somebody else was first."""
    free = update(Contact).where(Contact.id == contact_id, *_free(now))
    taken = free.values(busy_until=now + LEASE).returning(Contact.id)
    if db.session.scalar(taken, execution_options=UNSYNCHRONIZED) is None:
        return None
    return db.session.get(Contact, contact_id, populate_existing=True)


def due_for(contact: Contact, now: datetime) -> Sequence[Any]:
    """Return the messages due for an address: row, notice, when its reader read it, for whom.

    A message whose sending was interrupted comes first, and alone, exactly as it was.
    """
    read = Receipt.notice_id == Outgoing.notice_id, Receipt.user_id == contact.user_id
    chosen = (
        select(Outgoing, Notice, Receipt.read_at, Receipt.for_name)
        .join(Notice, Notice.id == Outgoing.notice_id)
        .join(Contact, Contact.id == Outgoing.contact_id)
        .outerjoin(Receipt, read[0] & read[1])
        .where(Outgoing.contact_id == contact.id, *_due(now))
        .order_by(Outgoing.created_at, Outgoing.id)
    )
    rows = db.session.execute(chosen).all()
    begun = next((row.Outgoing.batch_id for row in rows if row.Outgoing.batch_id), None)
    return [row for row in rows if row.Outgoing.batch_id == begun]


def drop(outgoing_ids: Sequence[UUID]) -> None:
    """Forget messages nobody needs any more; their notices stay in the lists."""
    if outgoing_ids:
        gone = delete(Outgoing).where(Outgoing.id.in_(outgoing_ids))
        db.session.execute(gone, execution_options=UNSYNCHRONIZED)


def postpone(outgoing_ids: Sequence[UUID], until: datetime) -> None:
    """Let messages wait until another time."""
    if outgoing_ids:
        later = update(Outgoing).where(Outgoing.id.in_(outgoing_ids)).values(next_at=until)
        db.session.execute(later, execution_options=UNSYNCHRONIZED)


def bind(rows: Sequence[Outgoing]) -> UUID:
    """Make rows one message from now on, whatever happens; return its id."""
    batch_id = rows[0].batch_id or rows[0].id
    for row in rows:
        row.batch_id = batch_id
    db.session.flush()
    return batch_id


def release(contact_id: UUID, *, now: datetime) -> None:
    """Give an address back: nothing is to be sent there now."""
    _set(contact_id, busy_until=now)


def sent(batch_id: UUID, contact_id: UUID | None = None, *, now: datetime) -> None:
    """Note that a message was handed over."""
    one = _of_batch(batch_id, contact_id)
    done = update(Outgoing).where(one).values(sent_at=now, error=None)
    db.session.execute(done, execution_options=UNSYNCHRONIZED)
    if contact_id is not None:
        contact = db.session.get_one(Contact, contact_id)
        rest = now + BETWEEN.get(contact.channel, timedelta())
        _set(contact_id, busy_until=rest, failures=0, error=None)


def failed(
    batch_id: UUID,
    error: str,
    contact_id: UUID | None = None,
    *,
    now: datetime,
    is_refused: bool = False,
    is_address: bool = False,
) -> None:
    """Note a failure and when to try again; ``is_address``: it speaks against the address.

    An address that failed too often is paused, and what waits for it stays in the list alone.
    """
    rows = db.session.scalars(select(Outgoing).where(_of_batch(batch_id, contact_id))).all()
    for row in rows:
        wait = timedelta(minutes=RETRIES[min(row.attempts, len(RETRIES) - 1)])
        row.attempts, row.error, row.next_at = row.attempts + 1, error[:500], now + wait
    db.session.flush()
    if contact_id is not None:
        again = max((row.next_at for row in rows), default=now)
        _set(contact_id, busy_until=again, error=error[:500])
        if is_address:
            _count_failure(contact_id, is_refused, now)


def _count_failure(contact_id: UUID, is_refused: bool, now: datetime) -> None:
    counted = update(Contact).where(Contact.id == contact_id)
    counted = counted.values(failures=Contact.failures + 1)
    count = db.session.scalar(counted.returning(Contact.failures), execution_options=UNSYNCHRONIZED)
    if (count or 0) >= (MOST_REFUSED if is_refused else MOST_LOST):
        _set(contact_id, paused_at=now, tasks_next_at=None)
        forget_waiting(contact_id)


def forget_waiting(contact_id: UUID) -> None:
    """Drop whatever still waits for an address."""
    gone = delete(Outgoing).where(Outgoing.contact_id == contact_id, Outgoing.sent_at.is_(None))
    db.session.execute(gone, execution_options=UNSYNCHRONIZED)


def _free(now: datetime) -> tuple[ColumnElement[bool], ...]:
    is_idle = Contact.busy_until.is_(None) | (Contact.busy_until <= now)
    return is_idle, Contact.paused_at.is_(None), Contact.address.is_not(None)


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return when a message joined with its contact is due: a gathered one in its period."""
    period_over = Contact.gathers_until.is_(None) | (Contact.gathers_until <= now)
    may = or_(Outgoing.is_gathered.is_(False), Outgoing.batch_id.is_not(None), period_over)
    return Outgoing.sent_at.is_(None), Outgoing.next_at <= now, may


def _of_batch(batch_id: UUID, contact_id: UUID | None) -> ColumnElement[bool]:
    return Outgoing.id == batch_id if contact_id is None else Outgoing.batch_id == batch_id


def _set(contact_id: UUID, **values: Any) -> None:
    changed = update(Contact).where(Contact.id == contact_id).values(**values)
    db.session.execute(changed, execution_options=UNSYNCHRONIZED)
