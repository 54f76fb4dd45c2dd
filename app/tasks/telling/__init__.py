"""Whom a task concerns, what the record says of it, and who was first."""

from app.tasks.telling.back import tell_called_back, tell_returned
from app.tasks.telling.closing import (
    HANDED_OVER,
    AccountClosedError,
    chain,
    left,
    require_posts,
    require_staying,
)
from app.tasks.telling.people import audience, heads, tell
from app.tasks.telling.words import about, fate, had, held, record

__all__ = [
    "HANDED_OVER",
    "AccountClosedError",
    "about",
    "audience",
    "chain",
    "fate",
    "had",
    "heads",
    "held",
    "left",
    "record",
    "require_posts",
    "require_staying",
    "tell",
    "tell_called_back",
    "tell_returned",
]
