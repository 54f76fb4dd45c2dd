"""Notices to people and the outbox."""

from app.notifications.models import Notice, Outgoing, Receipt
from app.notifications.queries import of_case, of_user, oldest_waiting, outgoing, unread
from app.notifications.service import (
    failed,
    lease,
    mark_all_read,
    mark_read,
    sent,
    tell,
    tell_requester,
)
from app.notifications.texts import texts

__all__ = [
    "Notice",
    "Outgoing",
    "Receipt",
    "failed",
    "lease",
    "mark_all_read",
    "mark_read",
    "of_case",
    "of_user",
    "oldest_waiting",
    "outgoing",
    "sent",
    "tell",
    "tell_requester",
    "texts",
    "unread",
]
