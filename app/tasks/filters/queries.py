"""Read saved filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from app.core.db import db
from app.core.errors import NotFoundError
from app.identity import Actor, User
from app.tasks.filters import policy
from app.tasks.filters.models import SavedFilter


@dataclass(frozen=True)
class Listed:
    """A filter of the reader's list, and whose it is."""

    filter: SavedFilter
    owner: str
    is_mine: bool


def visible(actor: Actor) -> Sequence[Listed]:
    """Return one's own filters and those shared with one's units, own first, in one statement."""
    mine = SavedFilter.owner_id == actor.user_id
    shared = SavedFilter.shared_with.in_(policy.units_of(actor))
    chosen = select(SavedFilter, User.name).join(User, User.id == SavedFilter.owner_id)
    ordered = chosen.where(or_(mine, shared)).order_by(mine.desc(), SavedFilter.name)
    return [
        Listed(found, owner, policy.may_change(found, actor))
        for found, owner in db.session.execute(ordered)
    ]


def named(filter_id: UUID, actor: Actor) -> SavedFilter:
    """Return a filter the reader may see; NotFoundError otherwise, without saying which."""
    found = db.session.get(SavedFilter, filter_id)
    if found is None or not policy.may_see(found, actor):
        raise NotFoundError
    return found


def own(filter_id: UUID, actor: Actor) -> SavedFilter:
    """Return a filter the reader may change."""
    return policy.require_owner(db.session.get(SavedFilter, filter_id), actor)
