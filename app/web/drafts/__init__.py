"""Drafts: kept while one types, shown again, compared, put away."""

from flask import Flask

from app.web.drafts import opening, sealing
from app.web.drafts.pages import bp

__all__ = ["bp", "opening", "register"]


def register(app: Flask) -> None:
    """Offer to every template what a page that keeps drafts needs."""
    app.jinja_env.globals.update(
        keeping=opening.keeping,
        draft_told=opening.told,
        draft_words=opening.words,
        unsent=opening.unsent,
        seal=sealing.seal,
    )
