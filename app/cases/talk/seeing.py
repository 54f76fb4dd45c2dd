"""Who may see a case, and whom a few letters mean."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from pypinyin import Style, lazy_pinyin
from sqlalchemy import Select, or_, select

from app import identity
from app.cases.models import Case, CasePart
from app.core.db import db
from app.identity import Membership, User
from app.identity.permissions import roles

EVERYWHERE = "case.read.district"
MOST_SHOWN = 8


@dataclass(frozen=True)
class Choice:
    """Somebody, or some post, to choose: what is sent, what is shown, and what it belongs to."""

    value: str
    name: str
    post: str
    """The post as a group, ``organisation code/post name``."""


def seers(case: Case, now: datetime) -> dict[User, list[str]]:
    """Return who may see a case, each with the posts that let them."""
    posts = roles().permissions[EVERYWHERE]
    parts = select(CasePart.org_code).where(CasePart.case_id == case.id)
    return _held(
        _members(now).where(or_(Membership.post.in_(posts), Membership.org_code.in_(parts)))
    )


@dataclass(frozen=True)
class Meant:
    """Whom a few letters mean: some to choose from, and how many more there are."""

    choices: Sequence[Choice] = ()
    more: int = 0


def mentionable(case: Case, text: str, *, now: datetime) -> Meant:
    """Return who may be mentioned and is meant by a name, username, pinyin or initials."""
    return _meant(seers(case, now), text)


def receivers(text: str, *, now: datetime) -> Meant:
    """Return the people and posts that a few letters mean, to send them a copy."""
    if not text.strip():
        return Meant()
    held = _held(_members(now))
    people = _meant(held, text)
    posts = sorted({post for posts in held.values() for post in posts})
    named = [post for post in posts if is_meant(text, _post_names(post))]
    shown = [Choice(f"post:{post}", "", post) for post in named[:MOST_SHOWN]]
    return Meant([*shown, *people.choices], people.more + len(named) - len(shown))


def is_meant(text: str, names: Iterable[str]) -> bool:
    """Tell whether letters begin or lie in one of the names, as written or as spelled."""
    asked = "".join(text.lower().split())
    return any(asked in spelling for name in names for spelling in spellings(name))


@lru_cache(maxsize=20_000)
def spellings(name: str) -> tuple[str, str, str]:
    """Return a name as written, in pinyin, and the initials of its pinyin."""
    initials = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
    return name.lower(), "".join(lazy_pinyin(name)).lower(), initials.lower()


def _meant(held: dict[User, list[str]], text: str) -> Meant:
    named = [person for person in held if is_meant(text, (person.name, person.username))]
    named.sort(key=lambda person: (not _begins(person, text), person.username))
    shown = named[:MOST_SHOWN]
    choices = [Choice(f"user:{each.username}", each.name, held[each][0]) for each in shown]
    return Meant(choices, len(named) - len(shown))


def _begins(person: User, text: str) -> bool:
    asked = text.lower().strip()
    return any(
        spelling.startswith(asked) for spelling in (*spellings(person.name), person.username)
    )


def _post_names(group: str) -> Sequence[str]:
    org, post = identity.split_group(group)
    name = identity.organisation_name(org)
    return (f"{name}{post}", org)


def _members(now: datetime) -> Select[tuple[User, Membership]]:
    joined = select(User, Membership).join(Membership, Membership.user_id == User.id)
    return joined.where(User.is_active, *Membership.in_force(now)).order_by(User.username)


def _held(chosen: Select[tuple[User, Membership]]) -> dict[User, list[str]]:
    found: dict[User, list[str]] = {}
    for person, membership in db.session.execute(chosen):
        group = identity.group(membership.org_code, membership.post)
        found.setdefault(person, []).append(group)
    return found
