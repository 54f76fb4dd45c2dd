"""Pauses of the clock."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime, uuid7


class Pause(Base):
    """A time in which the clock of a case stood still, for a reason the rules know."""

    __tablename__ = "pause"
    __table_args__ = (
        Index("ix_pause_case", "case_id", "paused_at"),
        Index("ix_pause_open", "resumed_at", "until"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    reason: Mapped[str]
    words: Mapped[str]
    document_id: Mapped[UUID | None]
    """What proves the reason."""
    by_id: Mapped[UUID]
    by_name: Mapped[str]
    paused_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    resumed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resumed_by: Mapped[str | None]
