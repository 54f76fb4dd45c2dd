"""Who holds which post: in their own right, or in the place of somebody who is away.

A row of ``of_person`` and ``of_posts`` is one post of one person. ``of_id`` and ``of_name`` say
whose it is when the person is to stand in; ``is_away``: the person is absent too; ``belongs``: the
person has a post of their own there, or in the organisation above.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    Subquery,
    and_,
    bindparam,
    exists,
    null,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased

from app.core.db import UtcDateTime
from app.identity.actor import Actor, Lapsed, StandIn
from app.identity.models import Absence, Membership, Organisation, Substitution, User
from app.identity.permissions import group, level_of, permissions_of, roles

AWAY_TOO = "您本人这段时间也请假，不能代“{name}”办理。"
NO_POST_THERE = "您在这个单位已没有岗位，不能代“{name}”办理。"
PERSONAL = "这个岗位只能由本人履行，不能代“{name}”办理。"
NOW: Any = bindparam("now", type_=UtcDateTime())


def of_person() -> CompoundSelect[Any]:
    """Select every post of the person ``:user_id`` at ``:now``."""
    user_id: Any = bindparam("user_id")
    return union_all(
        _stood(NOW).where(Substitution.substitute_id == user_id),
        _own(NOW).where(Membership.user_id == user_id),
    )


def of_posts() -> CompoundSelect[Any]:
    """Select who holds one of the posts ``:asked`` (organisation code, name) at ``:now``."""
    asked: Any = bindparam("asked", expanding=True)
    return union_all(
        _stood(NOW).where(tuple_(Substitution.org_code, Substitution.post).in_(asked)),
        _own(NOW).where(tuple_(Membership.org_code, Membership.post).in_(asked)),
    )


def present(rows: Iterable[Row[Any]]) -> list[tuple[str, Row[Any]]]:
    """Return those who are there for each group: holders not away, and valid substitutes.

    Of a post where nobody would remain, whoever holds it is there even when away.
    """
    listed = [(group(row.org_code, row.post), row) for row in rows]
    able = [(name, row) for name, row in listed if not row.is_away and fault(row) is None]
    empty = {name for name, _ in listed} - {name for name, _ in able}
    return able + [(n, row) for n, row in listed if n in empty and row.of_id is None]


def substitutes(now: datetime) -> Subquery:
    """Select whoever stands in at ``now``: ``user_id`` for ``of_id``, in ``org_code``, ``post``."""
    stood = _stood(now).subquery()
    personal = [name for name, each in roles().posts.items() if not each.delegable]
    able = stood.c.belongs, ~stood.c.is_away, stood.c.post.not_in(personal)
    return select(stood).where(*able).subquery()


def fault(row: Row[Any]) -> str | None:
    """Return why a substitute may not hold a post after all; None if they may."""
    if row.of_id is None:
        return None
    if row.is_away:
        return AWAY_TOO.format(name=row.of_name)
    if not row.belongs:
        return NO_POST_THERE.format(name=row.of_name)
    return None if roles().posts[row.post].delegable else PERSONAL.format(name=row.of_name)


def actor(person: User, rows: Collection[Row[Any]]) -> Actor:
    """Return a person as a value; ``rows`` are those of ``of_person``, in the tree's order."""
    own = [row for row in rows if row.of_id is None]
    stood = [row for row in rows if row.of_id is not None and fault(row) is None]
    mine = {group(row.org_code, row.post) for row in own}
    places = [_place(row) for row in stood]
    held = [*own, *stood]
    return Actor(
        user_id=person.id,
        name=person.name,
        username=person.username,
        groups=tuple(dict.fromkeys(group(row.org_code, row.post) for row in held)),
        org_codes=tuple(dict.fromkeys(row.org_code for row in held)),
        level=level_of(row.kind for row in held),
        permissions=permissions_of(row.post for row in held),
        language=person.language,
        standing_in=tuple(place for place in places if place.group not in mine),
        covering=tuple(place for place in places if place.group in mine),
        lapsed=tuple(_lapsed(rows)),
    )


def _place(row: Row[Any]) -> StandIn:
    return StandIn(row.of_id, row.of_name, group(row.org_code, row.post), row.until)


def _lapsed(rows: Iterable[Row[Any]]) -> Iterable[Lapsed]:
    for row in rows:
        reason = fault(row)
        if reason:
            yield Lapsed(row.of_name, group(row.org_code, row.post), reason)


def _own(now: datetime) -> Select[Any]:
    own = select(
        Membership.user_id,
        Membership.org_code,
        Membership.post,
        null().label("of_id"),
        null().label("of_name"),
        null().label("until"),
        _is_away(Membership.user_id, now).label("is_away"),
        true().label("belongs"),
        Organisation.kind,
        Organisation.position,
    )
    joined = own.join(Organisation, Organisation.code == Membership.org_code)
    return joined.where(*Membership.in_force(now))


def _stood(now: datetime) -> Select[Any]:
    absent, held = aliased(User), aliased(Membership)
    is_theirs = (
        held.user_id == Absence.user_id,
        held.org_code == Substitution.org_code,
        held.post == Substitution.post,
    )
    joined = (
        _columns_of_substitutes(absent, now)
        .join(Absence, Absence.id == Substitution.absence_id)
        .join(absent, absent.id == Absence.user_id)
        .join(Organisation, Organisation.code == Substitution.org_code)
        .join(held, and_(*is_theirs))
    )
    return joined.where(*Absence.in_force(now), *held.in_force(now), absent.is_active)


def _columns_of_substitutes(absent: type[User], now: datetime) -> Select[Any]:
    return select(
        Substitution.substitute_id.label("user_id"),
        Substitution.org_code,
        Substitution.post,
        absent.id.label("of_id"),
        absent.name.label("of_name"),
        Absence.ends_at.label("until"),
        _is_away(Substitution.substitute_id, now).label("is_away"),
        _belongs(now).label("belongs"),
        Organisation.kind,
        Organisation.position,
    )


def _is_away(person: Any, now: datetime) -> ColumnElement[bool]:
    other = aliased(Absence)
    return exists().where(other.user_id == person, *other.in_force(now)).correlate_except(other)


def _belongs(now: datetime) -> ColumnElement[bool]:
    """Return whether the substitute has a post in the organisation or the one above it."""
    own = aliased(Membership)
    there = own.org_code.in_((Substitution.org_code, Organisation.parent_code))
    theirs = own.user_id == Substitution.substitute_id
    return exists().where(theirs, there, *own.in_force(now)).correlate_except(own)
