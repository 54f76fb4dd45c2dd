"""Read definitions; parsed ones are kept, since a version never changes."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import undefer

from app import engine, forms
from app.core.db import db
from app.core.errors import NotFoundError
from app.definitions.models import Definition, DefinitionSet
from app.feel import dmn


class UnknownDefinitionError(NotFoundError):
    """没有部署这个定义。"""


LAST = 2**31 - 1
"""No version is higher: the column holds no more."""


def latest(kind: str, key: str) -> Definition | None:
    """Return the newest version, or None when nothing of that key was deployed."""
    chosen = select(Definition).where(Definition.kind == kind, Definition.key == key)
    return db.session.scalar(chosen.order_by(Definition.version.desc()).limit(1))


def latest_all(kind: str) -> Sequence[Definition]:
    """Return the newest version of every key, by key."""
    newest = (
        select(Definition.kind, Definition.key, func.max(Definition.version))
        .where(Definition.kind == kind)
        .group_by(Definition.kind, Definition.key)
    )
    which = tuple_(Definition.kind, Definition.key, Definition.version)
    return db.session.scalars(
        select(Definition).where(which.in_(newest)).order_by(Definition.key)
    ).all()


def versions(kind: str, key: str) -> Sequence[Definition]:
    """Return every version of a key, newest first."""
    chosen = select(Definition).where(Definition.kind == kind, Definition.key == key)
    return db.session.scalars(chosen.order_by(Definition.version.desc())).all()


def started_by(kind: str) -> dict[str, list[tuple[str, str]]]:
    """Return, by message or signal, the processes it starts in their newest versions.

    Each as process key and start event; ``kind`` is ``message`` or ``signal``.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for process in latest_all("bpmn"):
        for of, name, element in process.parts.get("starts", ()):
            if of == kind:
                found.setdefault(name, []).append((process.key, element))
    return found


def at_version(kind: str, key: str, version: int) -> Definition:
    """Return one version; UnknownDefinitionError when it was never deployed."""
    if version > LAST:
        raise UnknownDefinitionError
    chosen = select(Definition).where(
        Definition.kind == kind, Definition.key == key, Definition.version == version
    )
    found = db.session.scalar(chosen)
    if found is None:
        raise UnknownDefinitionError
    return found


def pinned(set_id: str) -> DefinitionSet:
    """Return a set of versions."""
    found = db.session.get(DefinitionSet, set_id)
    if found is None:
        raise UnknownDefinitionError
    return found


def bundle(set_id: str) -> engine.Definition:
    """Return the set parsed for the engine; parsed once in each process."""
    return _bundle(set_id)


def form_versions(set_id: str) -> Mapping[str, int]:
    """Return the version of each form that a set pins."""
    return _form_versions(set_id)


def decide(decision_id: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the newest version of a table says; for pages, outside any instance."""
    for table in latest_all("dmn"):
        if decision_id in table.parts["decisions"]:
            loaded = _table(str(db.engine.url), table.key, table.version)
            said: dict[str, Any] = loaded.evaluate(decision_id, facts, {})
            return said
    raise UnknownDefinitionError


def form(key: str, version: int) -> forms.Form:
    """Return one version of a form, parsed once in each process."""
    return _form(str(db.engine.url), key, version)


def ahead(set_id: str, process_key: str, element_id: str) -> engine.Ahead | None:
    """Return what a pinned diagram says about an element; None when it does not draw it."""
    version = _diagram_versions(set_id).get(process_key)
    if version is None:
        return None
    return _ahead(str(db.engine.url), process_key, version, element_id)


@lru_cache(maxsize=256)
def _bundle(set_id: str) -> engine.Definition:
    chosen = pinned(set_id)
    sources = _sources(chosen.members)
    diagrams = {k.split(":", 1)[1]: s for k, s in sources.items() if k.startswith("bpmn:")}
    tables = [dmn.load(s) for k, s in sources.items() if k.startswith("dmn:")]
    decisions = {decision: table for table in tables for decision in table.ids}
    return engine.parse(diagrams, chosen.root, decisions)


@lru_cache(maxsize=256)
def _form_versions(set_id: str) -> Mapping[str, int]:
    members = pinned(set_id).members
    return {name[5:]: version for name, version in members.items() if name.startswith("form:")}


@lru_cache(maxsize=256)
def _diagram_versions(set_id: str) -> Mapping[str, int]:
    members = pinned(set_id).members
    return {name[5:]: version for name, version in members.items() if name.startswith("bpmn:")}


@lru_cache(maxsize=1024)
def _ahead(_database: str, key: str, version: int, element_id: str) -> engine.Ahead | None:
    return engine.ahead(at_version("bpmn", key, version).source, element_id)


@lru_cache(maxsize=128)
def _table(_database: str, key: str, version: int) -> dmn.Decisions:
    return dmn.load(at_version("dmn", key, version).source)


@lru_cache(maxsize=512)
def _form(_database: str, key: str, version: int) -> forms.Form:
    return forms.load(at_version("form", key, version).source)


def _sources(members: dict[str, int]) -> dict[str, bytes]:
    wanted = [(*member.split(":", 1), version) for member, version in sorted(members.items())]
    which = tuple_(Definition.kind, Definition.key, Definition.version)
    rows = db.session.scalars(
        select(Definition).where(which.in_(wanted)).options(undefer(Definition.source))
    )
    return {f"{row.kind}:{row.key}": row.source for row in rows}
