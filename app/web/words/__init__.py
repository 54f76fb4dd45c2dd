"""How things are said on a page: names, times, what happened."""

from flask import Flask

from app.web.words import labels, notices, times


def register(app: Flask) -> None:
    """Offer the words to templates."""
    for part in (labels, notices, times):
        part.register(app)
