"""What was deployed, and the sets of versions that instances are pinned to."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.core.db import Base, UtcDateTime, uuid7


class Definition(Base):
    """One version of a diagram (``bpmn``), a table file (``dmn``) or a form (``form``)."""

    __tablename__ = "definition"
    __table_args__ = (UniqueConstraint("kind", "key", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    kind: Mapped[str]
    key: Mapped[str]
    version: Mapped[int]
    name: Mapped[str]
    digest: Mapped[str]
    source: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    parts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """``bpmn``: what it calls, decides by, asks with and is started by; ``dmn``: decision ids."""
    note: Mapped[str] = mapped_column(default="")
    deployed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deployed_by: Mapped[str]


class DefinitionSet(Base):
    """The versions of everything a process may call, shared by all instances that pin the same.

    The id is a digest of root, versions and contents: one id, one meaning, in any database.
    """

    __tablename__ = "definition_set"

    id: Mapped[str] = mapped_column(primary_key=True)
    root: Mapped[str]
    members: Mapped[dict[str, int]] = mapped_column(JSON)
    """``"bpmn:p_report_in" -> 3``"""
