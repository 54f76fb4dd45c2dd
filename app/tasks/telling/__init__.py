"""Whom a task concerns, what the record says of it, and who was first."""

from app.tasks.telling.back import tell_called_back, tell_returned
from app.tasks.telling.people import audience, heads, tell
from app.tasks.telling.words import about, fate, had, held, record

__all__ = [
    "about",
    "audience",
    "fate",
    "had",
    "heads",
    "held",
    "record",
    "tell",
    "tell_called_back",
    "tell_returned",
]
