"""Organisations and people from ``config/``; importing twice changes nothing."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.identity import directory, passwords
from app.identity.models import Membership, Organisation, OrganisationName, User
from app.identity.permissions import PostNotHereError, post, split_group
from app.identity.queries import organisation


def import_organisations(body: Mapping[str, Any]) -> int:
    """Write the tree of ``organisation.toml``, parents first; return how many nodes it has.

    Grids are made from their community's ``grid_prefix`` and positions: ``望溪-青石-03``.
    """
    nodes = list(_nodes(body))
    for position, node in enumerate(nodes):
        aliases = node.pop("aliases", [])
        db.session.merge(Organisation(region_id=body["region"], position=position, **node))
        db.session.flush()
        if node["kind"] != "grid":
            for name in (node["name"], *aliases):
                db.session.merge(OrganisationName(name=name, org_code=node["code"]))
    db.session.flush()
    directory.forget()
    return len(nodes)


def import_people(body: Mapping[str, Any], password: str, region: str, *, now: datetime) -> int:
    """Add the people of ``people.toml`` with one password; return how many are new.

    Whoever exists keeps password and posts, and gets the posts still missing.
    """
    known = {person.username: person for person in db.session.scalars(select(User))}
    shared = passwords.hash_of(password)
    for row in body["person"]:
        person = known.get(row["username"]) or User(
            username=row["username"],
            name=row["name"],
            password_hash=shared,
            created_at=now,
            region_id=region,
        )
        person.phone = person.phone or row.get("phone")
        db.session.add(person)
        db.session.flush()
        _give_posts(person, row["groups"])
    return len({row["username"] for row in body["person"]} - known.keys())


def _nodes(body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for row in body["organisation"]:
        node = {name: row[name] for name in ("code", "name", "name_en", "kind")}
        yield node | {"parent_code": row.get("parent"), "aliases": row.get("aliases", [])}
        for number, (lat, lon) in enumerate(row.get("grids", []), start=1):
            name = f"{row['grid_prefix']}-{number:02}"
            place = {"parent_code": row["code"], "lat": lat, "lon": lon}
            english = f"{row['name_en']} grid {number:02}"
            yield {"code": name, "name": name, "name_en": english, "kind": "grid"} | place


def _give_posts(person: User, groups: list[str]) -> None:
    held = select(Membership.org_code, Membership.post).where(Membership.user_id == person.id)
    missing = {split_group(name) for name in groups} - {
        (row[0], row[1]) for row in db.session.execute(held)
    }
    for org_code, post_name in sorted(missing):
        if organisation(org_code).kind not in post(post_name).kinds:
            raise PostNotHereError(f"{org_code} 不设“{post_name}”。")
        db.session.add(Membership(user_id=person.id, org_code=org_code, post=post_name))
    db.session.flush()
