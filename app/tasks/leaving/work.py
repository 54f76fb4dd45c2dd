"""All open work of a person: what would lie there if they left now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select, tuple_

from app import identity
from app.cases import Case
from app.core.db import db
from app.identity import Actor, Membership, User, standing
from app.runtime import UserTask
from app.tasks.filters.models import SavedFilter
from app.tasks.leaving import policy

TASK, HELPING, OWNED = "task", "helping", "owned"
POST, STANDING, FILTER = "post", "standing", "filter"


@dataclass(frozen=True)
class Item:
    """One piece of open work; ``key`` names it.

    ``task``: claimed; ``helping``: prepared for its owner; ``owned``: somebody else prepares it;
    ``post``: nobody else would hold it; ``standing``: to stand in for ``words``; ``filter``:
    shared. ``groups`` are the posts it belongs to.
    """

    kind: str
    key: str
    words: str
    groups: tuple[str, ...] = ()
    case_id: UUID | None = None
    reference: str = ""
    due_at: datetime | None = None
    about: UUID | None = None


def open_work(user_id: UUID, *, actor: Actor, now: datetime) -> list[Item]:
    """Return everything of a person that somebody must take on; tasks first, due first."""
    person = identity.user(user_id)
    policy.require_handing(actor, person, identity.groups_of(person, now))
    return items_of(person, now)


def items_of(person: User, now: datetime) -> list[Item]:
    """Return what ``open_work`` lists, for whoever may know."""
    return [*_tasks(person), *_posts(person, now), *_standing(person, now), *_filters(person)]


def _tasks(person: User) -> Iterator[Item]:
    for task, reference in db.session.execute(_chosen(person)):
        kind = TASK
        if task.owner_id is not None:
            kind = OWNED if task.owner_id == person.id else HELPING
        yield Item(
            kind=kind,
            key=f"{kind}:{task.id}",
            words=task.name,
            groups=tuple(task.groups),
            case_id=task.case_id,
            reference=reference,
            due_at=task.due_at,
            about=task.id,
        )


def _chosen(person: User) -> Select[Any]:
    theirs = or_(UserTask.assignee_id == person.id, UserTask.owner_id == person.id)
    joined = select(UserTask, Case.reference).join(Case, Case.id == UserTask.case_id)
    chosen = joined.where(theirs, UserTask.ended_at.is_(None))
    ordered = chosen.order_by(UserTask.due_at.is_(None), UserTask.due_at, UserTask.id)
    return ordered.execution_options(populate_existing=True)


def _posts(person: User, now: datetime) -> Iterator[Item]:
    """Yield the posts where nobody else would remain."""
    held = identity.groups_of(person, now)
    places = [identity.split_group(group) for group in held]
    others = (
        select(Membership.org_code, Membership.post)
        .join(User, User.id == Membership.user_id)
        .where(tuple_(Membership.org_code, Membership.post).in_(places), User.is_active)
        .where(*Membership.in_force(now), User.id != person.id)
    )
    shared = {identity.group(row[0], row[1]) for row in db.session.execute(others)}
    for group in held:
        if group not in shared:
            yield Item(POST, f"{POST}:{group}", group, groups=(group,))


def _standing(person: User, now: datetime) -> Iterator[Item]:
    for spell in standing.stands_in_for(person.id, now):
        for place in spell.places:
            if place.substitute_id == person.id:
                yield Item(
                    STANDING,
                    f"{STANDING}:{spell.absence.id}:{place.group}",
                    spell.person.name,
                    groups=(place.group,),
                    due_at=spell.absence.ends_at,
                    about=spell.absence.id,
                )


def _filters(person: User) -> Iterator[Item]:
    shared = SavedFilter.owner_id == person.id, SavedFilter.shared_with.is_not(None)
    for found in db.session.scalars(select(SavedFilter).where(*shared).order_by(SavedFilter.name)):
        groups = (identity.group(str(found.shared_with), ""),)
        yield Item(FILTER, f"{FILTER}:{found.id}", found.name, groups=groups, about=found.id)
