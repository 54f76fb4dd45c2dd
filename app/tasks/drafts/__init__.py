"""Drafts: what a person has typed and not yet sent, kept for that person alone."""

from app.tasks.drafts.errors import DraftConflictError, SentBeforeError, TooLongError
from app.tasks.drafts.fitting import Fitted, Left, fit, told
from app.tasks.drafts.models import Draft
from app.tasks.drafts.queries import about, fitted, form_of, of
from app.tasks.drafts.service import drop, drop_about, hand_over, keep, keep_about, sweep
from app.tasks.drafts.subjects import (
    Subject,
    concerns,
    key_of_action,
    key_of_new,
    key_of_sheets,
    key_of_task,
    of_action,
    of_new,
    of_sheets,
    of_task,
)

__all__ = [
    "Draft",
    "DraftConflictError",
    "Fitted",
    "Left",
    "SentBeforeError",
    "Subject",
    "TooLongError",
    "about",
    "concerns",
    "drop",
    "drop_about",
    "fit",
    "fitted",
    "form_of",
    "hand_over",
    "keep",
    "keep_about",
    "key_of_action",
    "key_of_new",
    "key_of_sheets",
    "key_of_task",
    "of",
    "of_action",
    "of_new",
    "of_sheets",
    "of_task",
    "sweep",
    "told",
]
