"""Places named before, to be named again."""

from sqlalchemy import select

from app.cases.models import Case
from app.cases.queries import visible_to
from app.core.db import db
from app.identity import Actor

NEWEST = 300
"""How many of the reader's newest cases are looked through."""


def recent_places(actor: Actor) -> list[str]:
    """Return the places of the newest cases the reader may see, the latest first, each once."""
    newest = select(Case.place_text).where(visible_to(actor)).order_by(Case.opened_at.desc())
    named = db.session.scalars(newest.limit(NEWEST))
    return list(dict.fromkeys(place.strip() for place in named if place.strip()))
