"""Drafts of definitions: at most one a key, shared by its authors."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.core.db import Base, UtcDateTime


class ProcessDraft(Base):
    """What will become the next version; ``revision`` counts its savings."""

    __tablename__ = "process_draft"

    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    base_version: Mapped[int]
    revision: Mapped[int]
    source: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    author_id: Mapped[UUID]
    author_name: Mapped[str]
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
