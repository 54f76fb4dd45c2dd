"""Append-only record of what happened, chained per subject."""

from app.audit.models import AuditEntry
from app.audit.queries import entries
from app.audit.service import BrokenChain, Happening, anchor, record, record_all, verify

__all__ = [
    "AuditEntry",
    "BrokenChain",
    "Happening",
    "anchor",
    "entries",
    "record",
    "record_all",
    "verify",
]
