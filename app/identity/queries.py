"""Who is who, and who holds which post now."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select, tuple_
from sqlalchemy.orm import aliased

from app.core import clock
from app.core.db import db
from app.core.errors import NotFoundError
from app.identity.actor import Actor
from app.identity.directory import UnknownOrganisationError
from app.identity.models import ApiToken, Membership, Organisation, User
from app.identity.permissions import group, level_of, permissions_of, roles, split_group


class UnknownUserError(NotFoundError):
    """没有这个人。"""


def user(user_id: UUID) -> User:
    """Return the person of that id."""
    found = db.session.get(User, user_id)
    if found is None:
        raise UnknownUserError
    return found


def find_user(username: str) -> User | None:
    """Return the person who signs in under that name."""
    return db.session.scalar(select(User).where(User.username == username))


def users() -> list[User]:
    """Return everybody, by user name."""
    return list(db.session.scalars(select(User).order_by(User.username)))


def people(user_ids: Collection[UUID]) -> dict[UUID, User]:
    """Return these people by id, in one statement; unknown ids are left out."""
    if not user_ids:
        return {}
    found = db.session.scalars(select(User).where(User.id.in_(user_ids)))
    return {person.id: person for person in found}


def actor_of(person: User, now: datetime | None = None) -> Actor:
    """Return the person as a value, with the posts held at ``now``."""
    return _actor(person, _posts_of(person.id, now or clock.now()))


def actor_of_session(
    user_id: UUID, session_version: int, now: datetime | None = None
) -> Actor | None:
    """Return who is signed in; None once disabled or after a change of password."""
    moment = now or clock.now()
    posts = _posts().where(*Membership.in_force(moment)).subquery()
    joined = select(User, posts).outerjoin(posts, posts.c.user_id == User.id)
    rows = db.session.execute(joined.where(User.id == user_id).order_by(posts.c.position)).all()
    if not rows or not rows[0][0].is_active or rows[0][0].session_version != session_version:
        return None
    return _actor(rows[0][0], [row for row in rows if row.org_code is not None])


def actor_of_token(secret: str, now: datetime) -> Actor | None:
    """Return for whom a program acts; None if its token is unknown, expired or revoked."""
    person = db.session.scalar(
        select(User)
        .join(ApiToken, ApiToken.user_id == User.id)
        .where(
            ApiToken.digest == token_digest(secret),
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at.is_(None) | (ApiToken.expires_at > now),
            User.is_active,
        )
    )
    return None if person is None else actor_of(person, now)


def token_digest(secret: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(secret.encode()).hexdigest()


def groups_of(person: User, now: datetime | None = None) -> list[str]:
    """Return the person's candidate groups at ``now``, such as ``qh.wx/指挥中心``."""
    return [group(row.org_code, row.post) for row in _posts_of(person.id, now or clock.now())]


def people_in(groups: Iterable[str], now: datetime | None = None) -> list[User]:
    """Return the active people who hold one of these posts at ``now``, each once, by name."""
    found = {person.id: person for _, person in _members(groups, now)}
    return sorted(found.values(), key=lambda person: person.username)


def members_by_group(groups: Collection[str], now: datetime | None = None) -> dict[str, list[User]]:
    """Return for each of these groups its active people at ``now``."""
    found: dict[str, list[User]] = {name: [] for name in groups}
    for membership, person in _members(groups, now):
        found[group(membership.org_code, membership.post)].append(person)
    return found


def is_group(name: str) -> bool:
    """Tell whether a candidate group names an existing organisation and a post it may have."""
    org_code, post_name = split_group(name)
    kind = db.session.scalar(select(Organisation.kind).where(Organisation.code == org_code))
    found = roles().posts.get(post_name)
    return found is not None and kind in found.kinds


def organisation(code: str) -> Organisation:
    """Return the organisation of that code."""
    found = db.session.get(Organisation, code)
    if found is None:
        raise UnknownOrganisationError(f"没有“{code}”这个机构。")
    return found


def organisations(kinds: Collection[str] = ()) -> list[Organisation]:
    """Return the active organisations of these kinds (of none: all) in the tree's order."""
    return _listed(Organisation.kind.in_(kinds) if kinds else Organisation.code.is_not(None))


def children(code: str) -> list[Organisation]:
    """Return the active organisations directly below, in the tree's order."""
    return _listed(Organisation.parent_code == code)


def grids(street: str | None = None) -> list[Organisation]:
    """Return the grids of a street, or of the district."""
    community = aliased(Organisation)
    query = select(Organisation).join(community, Organisation.parent_code == community.code)
    query = query.where(Organisation.kind == "grid").order_by(Organisation.position)
    if street:
        query = query.where(community.parent_code == street)
    return list(db.session.scalars(query))


def grid_near(lat: float, lon: float) -> Organisation | None:
    """Return the grid whose centre is nearest to a WGS84 position."""
    narrowing = 0.74  # cos² of the district's latitude: a degree of longitude is shorter
    north, east = Organisation.lat - lat, Organisation.lon - lon
    distance = north * north + narrowing * east * east
    nearest = select(Organisation).where(Organisation.kind == "grid").order_by(distance).limit(1)
    return db.session.scalar(nearest)


def district_box() -> tuple[float, float, float, float] | None:
    """Return the box around all grid centres: least and greatest latitude, then longitude."""
    grid = Organisation.kind == "grid"
    lat, lon = Organisation.lat, Organisation.lon
    row = db.session.execute(
        select(func.min(lat), func.max(lat), func.min(lon), func.max(lon)).where(grid)
    ).one()
    return None if row[0] is None else (row[0], row[1], row[2], row[3])


def _listed(condition: object) -> list[Organisation]:
    query = select(Organisation).where(condition, Organisation.is_active)  # type: ignore[arg-type]
    return list(db.session.scalars(query.order_by(Organisation.position)))


def _actor(person: User, held: list[Row[Any]]) -> Actor:
    return Actor(
        user_id=person.id,
        name=person.name,
        username=person.username,
        groups=tuple(group(row.org_code, row.post) for row in held),
        org_codes=tuple(dict.fromkeys(row.org_code for row in held)),
        level=level_of(row.kind for row in held),
        permissions=permissions_of(row.post for row in held),
        language=person.language,
    )


def _posts_of(user_id: UUID, now: datetime) -> list[Row[Any]]:
    query = _posts().where(Membership.user_id == user_id, *Membership.in_force(now))
    return list(db.session.execute(query.order_by(Organisation.position, Membership.post)))


def _posts() -> Select[Any]:
    columns = Membership.user_id, Membership.org_code, Membership.post
    joined = select(*columns, Organisation.kind, Organisation.position)
    return joined.join(Organisation, Organisation.code == Membership.org_code)


def _members(groups: Iterable[str], now: datetime | None) -> list[tuple[Membership, User]]:
    asked = [split_group(name) for name in groups]
    if not asked:
        return []
    held = tuple_(Membership.org_code, Membership.post)
    query: Select[tuple[Membership, User]] = (
        select(Membership, User)
        .join(User, User.id == Membership.user_id)
        .where(held.in_(asked), User.is_active)
        .where(*Membership.in_force(now or clock.now()))
        .order_by(User.username)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]
