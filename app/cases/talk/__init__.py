"""What people say and add in a case: comments with mentions, copies by hand, files."""

from app.cases.talk.comments import UNDO_IN, comment, comments_of, take_back
from app.cases.talk.copies import (
    CopyPage,
    MayNotCopyError,
    copies_for,
    copies_of,
    may_send_copies,
    read_copy,
    recall_copy,
    send_copies,
    unread_copies,
)
from app.cases.talk.files import Family, add_file, families
from app.cases.talk.seeing import Choice, mentionable, receivers

__all__ = [
    "UNDO_IN",
    "Choice",
    "CopyPage",
    "Family",
    "MayNotCopyError",
    "add_file",
    "comment",
    "comments_of",
    "copies_for",
    "copies_of",
    "families",
    "may_send_copies",
    "mentionable",
    "read_copy",
    "recall_copy",
    "receivers",
    "send_copies",
    "take_back",
    "unread_copies",
]
