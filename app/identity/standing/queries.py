"""Read who is away when, and who stands in."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from app.core.db import db
from app.identity.actor import Actor
from app.identity.directory import above, below
from app.identity.models import Absence, Membership, Substitution, User
from app.identity.permissions import group, post, split_group
from app.identity.queries import groups_of, user
from app.identity.standing import policy
from app.identity.standing.errors import UnknownAbsenceError

MOST = 200


@dataclass(frozen=True)
class Place:
    """A post of somebody who is away, and who holds it meanwhile."""

    group: str
    substitute_id: UUID
    substitute_name: str


@dataclass(frozen=True)
class Spell:
    """An absence, whose it is, and the posts somebody else holds; the others stay put."""

    absence: Absence
    person: User
    places: tuple[Place, ...]

    @property
    def is_over(self) -> bool:
        """Tell whether somebody cancelled it or ended it early."""
        return self.absence.ended_at is not None

    def is_now(self, now: datetime) -> bool:
        """Tell whether the person is away at ``now``."""
        return self.absence.starts_at <= now < self.absence.ends_at


def spell(absence_id: UUID, actor: Actor, now: datetime) -> Spell:
    """Return an absence: one's own, one where one stands in, or of one's organisation."""
    one = found(absence_id)
    if not _may_see(one, actor, now):
        raise UnknownAbsenceError
    return one


def found(absence_id: UUID) -> Spell:
    """Return an absence, for whoever may know."""
    known = _spells(_chosen().where(Absence.id == absence_id))
    if not known:
        raise UnknownAbsenceError
    return known[0]


def absences_of(user_id: UUID) -> list[Spell]:
    """Return a person's absences, the latest first."""
    return _spells(_chosen().where(Absence.user_id == user_id))


def stands_in_for(user_id: UUID, now: datetime) -> list[Spell]:
    """Return the absences, present and to come, in which the person is to stand in."""
    theirs = select(Substitution.absence_id).where(Substitution.substitute_id == user_id)
    ahead = Absence.ends_at > now, Absence.ends_at > Absence.starts_at
    return _spells(_chosen().where(Absence.id.in_(theirs), *ahead))[::-1]


def away_in(actor: Actor, start: datetime, end: datetime) -> list[Spell]:
    """Return who of the actor's organisations, where they keep absences, is away when."""
    orgs = below(policy.organisations(actor))
    members = select(Membership.user_id).where(
        Membership.org_code.in_(orgs), *Membership.in_force(start)
    )
    touching = Absence.touching(start, end)
    return _spells(_chosen().where(Absence.user_id.in_(members), *touching))[::-1]


def people_of(actor: Actor, now: datetime) -> list[tuple[User, list[str]]]:
    """Return the active people, with their posts, whose absences the actor keeps."""
    orgs = below(policy.organisations(actor))
    posts = select(User, Membership).join(Membership, Membership.user_id == User.id)
    theirs = Membership.org_code.in_(orgs), *Membership.in_force(now), User.is_active
    rows = db.session.execute(posts.where(*theirs).order_by(User.name, User.id, Membership.post))
    return [
        (person, [group(row[1].org_code, row[1].post) for row in those])
        for person, those in groupby(rows, key=lambda row: row[0])
    ]


def choices(user_id: UUID, now: datetime, *, whoever: bool = False) -> dict[str, list[User]]:
    """Return for each post of a person the people who may stand in: the nearest first, by name.

    Of a post that only its holder may have there is nobody, unless ``whoever`` is asked for.
    """
    held = groups_of(user(user_id), now)
    near = {name: above(split_group(name)[0])[:2] for name in held}
    asked = {code for codes in near.values() for code in codes}
    posts = select(Membership.org_code, User).join(User, User.id == Membership.user_id)
    wanted = Membership.org_code.in_(asked), *Membership.in_force(now), User.is_active
    rows = db.session.execute(posts.where(*wanted, User.id != user_id).order_by(User.name)).all()
    open_to = {n for n in held if whoever or post(split_group(n)[1]).delegable}
    return {n: _people(codes, rows) if n in open_to else [] for n, codes in near.items()}


def substitutes_of(
    people: Collection[UUID], groups: Collection[str], now: datetime
) -> dict[UUID, list[UUID]]:
    """Return for each of these people who is away at ``now`` those who stand in in the posts."""
    rows = db.session.execute(
        select(Absence.user_id, Substitution)
        .join(Substitution, Substitution.absence_id == Absence.id)
        .where(Absence.user_id.in_(people), *Absence.in_force(now))
    )
    instead: dict[UUID, list[UUID]] = {}
    for user_id, place in rows:
        if group(place.org_code, place.post) in groups:
            instead.setdefault(user_id, []).append(place.substitute_id)
    return instead


def facts_of(people: Iterable[UUID], plan: policy.Plan, now: datetime) -> Mapping[UUID, Any]:
    """Return what is known of those who are to stand in, locked until the transaction ends."""
    asked = sorted(set(people))
    persons = select(User).where(User.id.in_(asked)).order_by(User.id).with_for_update()
    locked = db.session.scalars(persons.execution_options(populate_existing=True)).all()
    orgs = select(Membership.user_id, Membership.org_code).where(
        Membership.user_id.in_(asked), *Membership.in_force(now)
    )
    there = {(row.user_id, row.org_code) for row in db.session.execute(orgs)}
    time = Absence.touching(plan.starts_at, plan.ends_at)
    away = db.session.scalars(select(Absence).where(Absence.user_id.in_(asked), *time)).all()
    return {
        person.id: policy.Facts(
            user_id=person.id,
            name=person.name,
            is_active=person.is_active,
            org_codes=frozenset(org for user_id, org in there if user_id == person.id),
            away=tuple(each for each in away if each.user_id == person.id),
        )
        for person in locked
    }


def _may_see(one: Spell, actor: Actor, now: datetime) -> bool:
    concerned = {one.person.id, *(place.substitute_id for place in one.places)}
    return actor.user_id in concerned or policy.may_manage(actor, groups_of(one.person, now))


def _people(codes: list[str], rows: Collection[Any]) -> list[User]:
    near = [row.User for code in codes for row in rows if row.org_code == code]
    return list({person.id: person for person in near}.values())


def _chosen() -> Select[Any]:
    holder = aliased(User)
    joined = (
        select(Absence, User, Substitution, holder.name)
        .join(User, User.id == Absence.user_id)
        .outerjoin(Substitution, Substitution.absence_id == Absence.id)
        .outerjoin(holder, holder.id == Substitution.substitute_id)
    )
    return joined.order_by(Absence.starts_at.desc(), Absence.id, Substitution.org_code)


def _spells(query: Select[Any]) -> list[Spell]:
    rows = db.session.execute(query).all()
    return [
        Spell(absence, listed[0][1], tuple(_place(row) for row in listed if row[2]))
        for absence, those in groupby(rows, key=lambda row: row[0])
        for listed in [list(those)]
    ]


def _place(row: Any) -> Place:
    return Place(group(row[2].org_code, row[2].post), row[2].substitute_id, row[3])
