"""Notices to people, and what must leave the building."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime, uuid7
from app.core.values import Values


class Notice(Base):
    """One thing people are told; the text is made for each reader from ``key`` and ``values``."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_case", "case_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    key: Mapped[str]
    case_id: Mapped[UUID | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    groups: Mapped[list[str]] = mapped_column(JSON)
    values: Mapped[dict[str, Any]] = mapped_column(Values)


class Receipt(Base):
    """A notice in one person's list."""

    __tablename__ = "receipt"
    __table_args__ = (Index("ix_receipt_user", "user_id", "read_at", "notice_id"),)

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Outgoing(Base):
    """A message that leaves the building; handed over at least once, always under its id."""

    __tablename__ = "outgoing"
    __table_args__ = (Index("ix_outgoing_waiting", "sent_at", "next_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notice.id"))
    channel: Mapped[str]
    """``mail`` to a person of the house, ``sms`` to the requester."""
    address: Mapped[str]
    """A user id (mail) or a case id (sms): the real address is read when it is sent."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None]
