"""Who is who, and who holds which post now."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from app.core import clock
from app.core.db import db
from app.core.errors import NotFoundError
from app.identity import holding
from app.identity.actor import Actor
from app.identity.directory import UnknownOrganisationError
from app.identity.models import ApiToken, Membership, Organisation, User
from app.identity.permissions import group, roles, split_group


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


def staying(user_ids: Collection[UUID]) -> list[User]:
    """Return these people, by id, whose accounts nobody closes until the transaction ends.

    To be asked by whoever gives them work, after the lock of the case.
    """
    if not user_ids:
        return []
    return list(db.session.scalars(_fresh(user_ids).with_for_update(read=True)))


def leaving(user_ids: Collection[UUID]) -> list[User]:
    """Return these people, by id, whom nobody gives work until the transaction ends.

    To be asked by whoever closes an account, after the locks of the cases.
    """
    return list(db.session.scalars(_fresh(user_ids).with_for_update(key_share=True)))


def has_post(user_id: UUID) -> ColumnElement[bool]:
    """Return the condition that a person has a post that was not ended.

    For a write that gives them work, after ``staying``. It asks the clock, since whoever ended the
    posts may have come after the command began.
    """
    goes_on = Membership.valid_to.is_(None) | (Membership.valid_to > clock.now())
    return exists().where(Membership.user_id == user_id, goes_on)


def actor_of(person: User, now: datetime | None = None) -> Actor:
    """Return the person as a value, with the posts held at ``now``."""
    asked = {"user_id": person.id, "now": now or clock.now()}
    return holding.actor(person, db.session.execute(_posts_of_a_person(), asked).all())


def actor_of_session(
    user_id: UUID, session_version: int, now: datetime | None = None
) -> Actor | None:
    """Return who is signed in; None once disabled or after a change of password."""
    asked = {"user_id": user_id, "now": now or clock.now()}
    rows = db.session.execute(_person_with_posts(), asked).all()
    if not rows or not rows[0][0].is_active or rows[0][0].session_version != session_version:
        return None
    return holding.actor(rows[0][0], [row for row in rows if row.org_code is not None])


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
    held = Membership.user_id == person.id, *Membership.in_force(now or clock.now())
    posts = select(Membership.org_code, Membership.post).where(*held)
    joined = posts.join(Organisation, Organisation.code == Membership.org_code)
    rows = db.session.execute(joined.order_by(Organisation.position, Membership.post))
    return [group(row.org_code, row.post) for row in rows]


def people_in(groups: Iterable[str], now: datetime | None = None) -> list[User]:
    """Return the active people who hold one of these posts at ``now``, each once, by name.

    Whoever is away is left out for their substitute, unless nobody else would be there.
    """
    found = {person.id: person for _, person in _members(groups, now)}
    return sorted(found.values(), key=lambda person: person.username)


def members_by_group(groups: Collection[str], now: datetime | None = None) -> dict[str, list[User]]:
    """Return for each of these groups its active people at ``now``, as ``people_in`` counts."""
    found: dict[str, dict[UUID, User]] = {name: {} for name in groups}
    for name, person in _members(groups, now):
        found[name][person.id] = person
    return {name: list(people.values()) for name, people in found.items()}


def at_home(user_ids: Collection[UUID], groups: Collection[str], now: datetime) -> set[UUID]:
    """Return which of these people have a post of their own in the organisations of posts."""
    orgs = {split_group(name)[0] for name in groups}
    own = Membership.user_id.in_(user_ids), Membership.org_code.in_(orgs)
    chosen = select(Membership.user_id).where(*own, *Membership.in_force(now))
    return set(db.session.scalars(chosen))


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


def _fresh(user_ids: Collection[UUID]) -> Select[tuple[User]]:
    chosen = select(User).where(User.id.in_(user_ids)).order_by(User.id)
    return chosen.execution_options(populate_existing=True)


def _listed(condition: object) -> list[Organisation]:
    query = select(Organisation).where(condition, Organisation.is_active)  # type: ignore[arg-type]
    return list(db.session.scalars(query.order_by(Organisation.position)))


def _in_order(query: Select[Any], posts: Subquery) -> Select[Any]:
    return query.order_by(posts.c.position, posts.c.post, posts.c.of_name)


def _members(groups: Iterable[str], now: datetime | None) -> list[tuple[str, User]]:
    asked = [split_group(name) for name in groups]
    if not asked:
        return []
    rows = db.session.execute(_holders(), {"asked": asked, "now": now or clock.now()}).all()
    return [(name, row[0]) for name, row in holding.present(rows)]


@cache  # these three are asked at every step of a case, and long to put together
def _holders() -> Select[Any]:
    held = holding.of_posts().subquery()
    joined = select(User, held).join(held, held.c.user_id == User.id)
    return joined.where(User.is_active).order_by(User.username)


@cache
def _posts_of_a_person() -> Select[Any]:
    posts = holding.of_person().subquery()
    return _in_order(select(posts), posts)


@cache
def _person_with_posts() -> Select[Any]:
    posts = holding.of_person().subquery()
    joined = select(User, posts).outerjoin(posts, posts.c.user_id == User.id)
    return _in_order(joined.where(User.id == bindparam("user_id")), posts)
