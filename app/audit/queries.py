"""Read entries."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from app.audit.models import AuditEntry
from app.core.db import db


def entries(chain: UUID | str) -> Sequence[AuditEntry]:
    """Return a chain's entries, oldest first."""
    chosen = select(AuditEntry).where(AuditEntry.chain == str(chain))
    return db.session.scalars(chosen.order_by(AuditEntry.position)).all()
