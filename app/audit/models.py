"""Audit entries and the anchors over their chain heads."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime, uuid7


class AuditEntry(Base):
    """One thing that happened; ``hash`` covers the entry and the hash before it in its chain."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        UniqueConstraint("chain", "position"),
        Index("ix_audit_entry_action_at", "action", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    chain: Mapped[str]
    position: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    action: Mapped[str]
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]
    actor_org: Mapped[str | None]
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    hash: Mapped[str]


class AuditAnchor(Base):
    """A digest over all chain heads at one moment, chained to the anchor before."""

    __tablename__ = "audit_anchor"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    chains: Mapped[int]
    until_id: Mapped[UUID | None]
    """The newest entry it covers; ids are in order of time."""
    hash: Mapped[str]


class AuditAnchorHead(Base):
    """The position a chain had reached when an anchor was set; finds a missing tail."""

    __tablename__ = "audit_anchor_head"

    anchor_id: Mapped[int] = mapped_column(ForeignKey("audit_anchor.id"), primary_key=True)
    chain: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    hash: Mapped[str]
