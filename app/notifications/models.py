"""Notices to people, how each wants to be told, and what must leave the building."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, query_expression

from app.core.crypto import EncryptedText
from app.core.db import Base, UtcDateTime, uuid7
from app.core.values import Values

BELL, MAIL, BOT, SMS = "bell", "mail", "bot", "sms"
"""Ways to reach somebody; ``sms`` reaches the requester alone."""
AT_ONCE, HOURLY, DAILY = "at_once", "hourly", "daily"


def _where(condition: str) -> dict[str, Any]:
    """Return the options of an index over some rows only."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Notice(Base):
    """One thing people are told; the text is made for each reader from ``key`` and ``values``."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_case", "case_id", "at"),
        Index("ix_notice_unspread", "id", **_where("spread_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    key: Mapped[str]
    case_id: Mapped[UUID | None]
    task_id: Mapped[UUID | None]
    """The task it is about: once that has ended, nobody need be reached outside any more."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    groups: Mapped[list[str]] = mapped_column(JSON)
    values: Mapped[dict[str, Any]] = mapped_column(Values)
    spread_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the clock saw to it that it also leaves the building, for those who want that."""
    for_name: Mapped[str | None] = query_expression()
    """In whose place its reader has it, where a person's list is read; it is kept in receipts."""


class Receipt(Base):
    """A notice in one person's list."""

    __tablename__ = "receipt"
    __table_args__ = (
        Index("ix_receipt_user", "user_id", "read_at", "notice_id"),
        Index("ix_receipt_list", "user_id", "notice_id"),
    )

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    for_name: Mapped[str | None] = mapped_column(String(60))
    """In whose place it stands there, when that person is away."""


class Preference(Base):
    """How one person wants to be told; whoever has no row gets the defaults."""

    __tablename__ = "telling_preference"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    mail: Mapped[list[str]] = mapped_column(JSON)
    """The kinds of notices sent by mail; ``bot`` likewise."""
    bot: Mapped[list[str]] = mapped_column(JSON)
    muted: Mapped[list[str]] = mapped_column(JSON)
    """The kinds that come into the list already read, so that the bell stays silent."""
    pace: Mapped[str] = mapped_column(String(10))
    """``at_once``, or gathered: ``hourly``, or ``daily`` on working days."""
    daily_at: Mapped[int]
    """Minutes after midnight in Shanghai, like the quiet hours' ends."""
    quiet_from: Mapped[int | None]
    quiet_to: Mapped[int | None]
    quiet_days: Mapped[list[int]] = mapped_column(JSON)
    """The weekdays (Monday is 0) on which the quiet hours begin."""
    urgent_passes: Mapped[bool]
    """Whether what is urgent is neither gathered nor kept for the end of the quiet hours."""


class Contact(Base):
    """Where a person is reached outside, and how far the messages to it have come."""

    __tablename__ = "contact"
    __table_args__ = (
        UniqueConstraint("user_id", "channel"),
        Index("ix_contact_tasks", "tasks_next_at", **_where("tasks_next_at IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[str] = mapped_column(String(10))
    address: Mapped[str | None] = mapped_column(EncryptedText)
    """A mail address or a bot's URL, only once it may be used."""
    format: Mapped[str | None] = mapped_column(String(20))
    secret: Mapped[str | None] = mapped_column(EncryptedText)
    pending: Mapped[str | None] = mapped_column(EncryptedText)
    """A mail address whose code has not come back yet."""
    code_digest: Mapped[str | None] = mapped_column(String(64))
    code_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    code_tries: Mapped[int] = mapped_column(default=0)
    codes_sent: Mapped[int] = mapped_column(default=0)
    codes_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    busy_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Until when nobody else sends to it: a lease, a pause after a failure, the bot's rate."""
    gathers_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the next gathered message may go: one a period, whoever sends it."""
    tasks_next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tasks_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """New tasks are looked for at the one moment, among those opened since the other."""
    failures: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when nothing is sent there, because it failed too often."""


class Outgoing(Base):
    """A message that leaves the building; handed over at least once, always under one id."""

    __tablename__ = "outgoing"
    __table_args__ = (
        Index("ix_outgoing_waiting", "sent_at", "next_at"),
        Index("ix_outgoing_contact", "contact_id", "next_at", **_where("sent_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notice.id"))
    channel: Mapped[str]
    address: Mapped[str]
    """A user id, or with ``sms`` a case id: the real address is read when it is sent."""
    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey("contact.id"))
    is_urgent: Mapped[bool] = mapped_column(default=False)
    is_gathered: Mapped[bool] = mapped_column(default=False)
    batch_id: Mapped[UUID | None]
    """The message it went, or is going, out with; set before sending, so it never changes."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None]
