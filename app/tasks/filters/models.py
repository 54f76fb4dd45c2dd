"""What is kept of a saved filter."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime, uuid7

LONGEST = 30


class SavedFilter(Base):
    """What a person asks of the worklist, under a name."""

    __tablename__ = "saved_filter"
    __table_args__ = (
        UniqueConstraint("owner_id", "name"),
        Index("ix_saved_filter_shared_with", "shared_with"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(LONGEST))
    asked: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The fields of ``tasks.Asked`` that say something, as text; never a place in the list."""
    shared_with: Mapped[str | None] = mapped_column(ForeignKey("organisation.code"))
    """The organisation whose people see it too."""
    is_start: Mapped[bool] = mapped_column(default=False)
    """Whether its owner's worklist begins with it."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
