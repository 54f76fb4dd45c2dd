"""How one wants to be told: which kinds on which channel, how often, when not, and where."""

from flask import Flask

from app.web.telling import letters, pages

bp = pages.bp


def register(app: Flask) -> None:
    """Let the outbox speak the readers' languages."""
    letters.register(app)
