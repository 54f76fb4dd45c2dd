"""Posts and permissions, from ``config/roles.toml``; what is not written there is denied."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from app.core.errors import InvalidError, NotFoundError, NotPermittedError
from app.identity.actor import DEPARTMENT, DISTRICT, STREET, Actor
from config.settings import ROOT

LEVELS = (DISTRICT, STREET, DEPARTMENT)
ANY_POST = "*"


class UnknownPermissionError(LookupError):
    """A permission that ``config/roles.toml`` does not name: a mistake in the program."""


class UnknownPostError(NotFoundError):
    """没有这个岗位。"""


class PostNotHereError(InvalidError):
    """这类机构不设这个岗位。"""


@dataclass(frozen=True)
class Post:
    """A post; ``kinds`` are the kinds of organisation that have it.

    ``delegable``: somebody else may hold it while its holder is away.
    """

    code: str
    name: str
    name_en: str
    kinds: tuple[str, ...]
    delegable: bool = True


@dataclass(frozen=True)
class Roles:
    """The whole table: posts by name, permissions by post name, data scope by kind."""

    posts: dict[str, Post]
    permissions: dict[str, frozenset[str]]
    levels: dict[str, str]


def may(actor: Actor, permission: str) -> bool:
    """Tell whether the actor holds the permission; the system holds every one."""
    if permission not in roles().permissions:
        raise UnknownPermissionError(permission)
    return actor.is_system or permission in actor.permissions


def require(actor: Actor, permission: str) -> None:
    """Refuse whoever does not hold the permission."""
    if not may(actor, permission):
        raise NotPermittedError


def posts() -> list[Post]:
    """Return every post in the order of the table."""
    return list(roles().posts.values())


def post(name: str) -> Post:
    """Return the post of that Chinese name."""
    if name not in roles().posts:
        raise UnknownPostError(f"没有“{name}”这个岗位。")
    return roles().posts[name]


def group(org_code: str, post_name: str) -> str:
    """Return the candidate group of a post in an organisation."""
    return f"{org_code}/{post_name}"


def split_group(name: str) -> tuple[str, str]:
    """Return organisation code and post name of a candidate group."""
    org_code, _, post_name = name.rpartition("/")
    return org_code, post_name


def permissions_of(post_names: Iterable[str]) -> frozenset[str]:
    """Return what the holder of these posts may do."""
    held = {*post_names}
    return frozenset(
        permission
        for permission, allowed in roles().permissions.items()
        if held and (ANY_POST in allowed or held & allowed)
    )


def level_of(kinds: Iterable[str]) -> str:
    """Return the widest data scope among organisations of these kinds."""
    found = {roles().levels[kind] for kind in kinds}
    return next((level for level in LEVELS if level in found), DEPARTMENT)


@cache
def roles() -> Roles:
    """Return the table shipped with the project."""
    return read_roles((ROOT / "config" / "roles.toml").read_text(encoding="utf-8"))


def read_roles(text: str) -> Roles:
    """Read a table; a permission for a post that does not exist is refused."""
    body = tomllib.loads(text)
    by_code = {row["code"]: Post(**{**row, "kinds": tuple(row["kinds"])}) for row in body["post"]}
    names = {code: found.name for code, found in by_code.items()} | {ANY_POST: ANY_POST}
    unknown = {code for codes in body["permission"].values() for code in codes} - names.keys()
    if unknown:
        raise UnknownPostError(f"权限表中有未知岗位：{'、'.join(sorted(unknown))}。")
    return Roles(
        posts={found.name: found for found in by_code.values()},
        permissions={
            permission: frozenset(names[code] for code in codes)
            for permission, codes in body["permission"].items()
        },
        levels=body["level"],
    )
