"""Read entries."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from app.audit.models import AuditEntry
from app.core.db import db

RECENT = 500


def latest(action: str, detail: str, value: str) -> AuditEntry | None:
    """Return the last entry of an action with this detail, among the most recent ones."""
    chosen = select(AuditEntry).where(AuditEntry.action == action)
    recent = db.session.scalars(chosen.order_by(AuditEntry.at.desc()).limit(RECENT))
    return next((entry for entry in recent if entry.details.get(detail) == value), None)


def entries(chain: UUID | str) -> Sequence[AuditEntry]:
    """Return a chain's entries, oldest first."""
    chosen = select(AuditEntry).where(AuditEntry.chain == str(chain))
    return db.session.scalars(chosen.order_by(AuditEntry.position)).all()
