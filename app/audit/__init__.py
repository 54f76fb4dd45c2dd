"""Append-only record of what happened, chained per subject."""

from app.audit.models import AuditEntry
from app.audit.queries import entries, latest
from app.audit.service import FIRST, BrokenChain, Happening, Head, anchor, append, record, verify

__all__ = [
    "FIRST",
    "AuditEntry",
    "BrokenChain",
    "Happening",
    "Head",
    "anchor",
    "append",
    "entries",
    "latest",
    "record",
    "verify",
]
