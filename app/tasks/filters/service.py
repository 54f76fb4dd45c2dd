"""Save, rename, share and delete filters."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from app import audit, identity
from app.core.db import db
from app.identity import Actor
from app.tasks.filters import policy, queries
from app.tasks.filters.errors import NameTakenError, TooManyFiltersError
from app.tasks.filters.models import SavedFilter

MOST = 50


def save(
    name: str,
    asked: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    shared_with: str | None = None,
    is_start: bool = False,
) -> SavedFilter:
    """Keep what is asked of the worklist under a name that is the owner's only once."""
    identity.require(actor, "task.read")
    policy.require_unit(shared_with, actor)
    saved = SavedFilter(
        owner_id=actor.user_id,
        name=policy.worded(name),
        asked=dict(asked),
        shared_with=shared_with,
        created_at=now,
        changed_at=now,
    )
    _require_room(actor)
    db.session.add(saved)
    _flush()
    _record("filter.saved", saved, actor, now)
    return begin_with(saved.id, actor=actor, now=now) if is_start else saved


def rename(filter_id: UUID, name: str, *, actor: Actor, now: datetime) -> SavedFilter:
    """Give one's filter another name."""
    return _change("filter.renamed", filter_id, actor, now, name=policy.worded(name))


def replace(
    filter_id: UUID, asked: Mapping[str, Any], *, actor: Actor, now: datetime
) -> SavedFilter:
    """Let one's filter ask for something else under the same name."""
    return _change("filter.replaced", filter_id, actor, now, asked=dict(asked))


def share(filter_id: UUID, org_code: str | None, *, actor: Actor, now: datetime) -> SavedFilter:
    """Show one's filter to a unit one belongs to, or with None to nobody else."""
    policy.require_unit(org_code, actor)
    what = "filter.shared" if org_code else "filter.unshared"
    return _change(what, filter_id, actor, now, shared_with=org_code)


def begin_with(
    filter_id: UUID, *, actor: Actor, now: datetime, is_start: bool = True
) -> SavedFilter:
    """Let one's worklist begin with this filter, or with none."""
    queries.own(filter_id, actor)
    others = SavedFilter.owner_id == actor.user_id, SavedFilter.is_start
    db.session.execute(update(SavedFilter).where(*others).values(is_start=False))
    return _change("filter.begun_with", filter_id, actor, now, is_start=is_start)


def delete(filter_id: UUID, *, actor: Actor, now: datetime) -> str:
    """Delete one's filter, for those it was shared with too; return the name it had."""
    found = queries.own(filter_id, actor)
    _record("filter.deleted", found, actor, now)
    db.session.delete(found)
    db.session.flush()
    return found.name


def _change(what: str, filter_id: UUID, actor: Actor, now: datetime, **values: Any) -> SavedFilter:
    found = queries.own(filter_id, actor)
    for name, value in values.items():
        setattr(found, name, value)
    found.changed_at = now
    _flush()
    _record(what, found, actor, now)
    return found


def _require_room(actor: Actor) -> None:
    mine = select(func.count(SavedFilter.id)).where(SavedFilter.owner_id == actor.user_id)
    if (db.session.scalar(mine) or 0) >= MOST:
        raise TooManyFiltersError


def _flush() -> None:
    try:
        db.session.flush()
    except IntegrityError as twice:
        raise NameTakenError(fields={"name": NameTakenError.sentence()}) from twice


def _record(what: str, found: SavedFilter, actor: Actor, now: datetime) -> None:
    said = {"filter": str(found.id), "name": found.name, "shared_with": found.shared_with}
    chain = f"filters:{actor.user_id}"
    audit.record(what, chain=chain, actor=actor, at=now, details=said)
