"""Who pushed whom to act, and what came back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime, uuid7


class Urge(Base):
    """One push to get on with a task; it is settled by an answer, or when the task ends."""

    __tablename__ = "urge"
    __table_args__ = (
        Index("ix_urge_task", "task_id", "at"),
        Index("ix_urge_case", "case_id", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("user_task.id"))
    case_id: Mapped[UUID]
    region_id: Mapped[str]
    by_id: Mapped[UUID]
    by_name: Mapped[str]
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[UUID | None]
    answered_by_name: Mapped[str | None]

    @property
    def is_answered(self) -> bool:
        """Tell whether whoever must act said something to it."""
        return self.answered_at is not None
