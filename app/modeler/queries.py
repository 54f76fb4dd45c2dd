"""Read drafts and what a definition refers to."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import undefer

from app import definitions, identity
from app.core.db import db
from app.core.errors import NotFoundError
from app.definitions import Definition
from app.identity import Actor
from app.modeler.models import ProcessDraft


@dataclass(frozen=True)
class Shown:
    """A source as the workbench opens it: a draft, or a version when there is none."""

    key: str
    name: str
    source: bytes
    base_version: int
    latest_version: int
    revision: int
    """0 when nothing is drafted."""
    draft: ProcessDraft | None

    @property
    def is_outdated(self) -> bool:
        """Tell whether another version was published since the draft was begun."""
        return self.base_version < self.latest_version


def draft(kind: str, key: str) -> ProcessDraft | None:
    """Return the draft of a key with its source, if there is one."""
    chosen = select(ProcessDraft).where(ProcessDraft.kind == kind, ProcessDraft.key == key)
    return db.session.scalar(chosen.options(undefer(ProcessDraft.source)))


def drafts() -> dict[tuple[str, str], ProcessDraft]:
    """Return every draft by kind and key."""
    return {(found.kind, found.key): found for found in db.session.scalars(select(ProcessDraft))}


def shown(kind: str, key: str, *, actor: Actor) -> Shown:
    """Return what the workbench opens: the draft, else the newest version."""
    identity.require(actor, "process.read")
    newest = definitions.latest(kind, key)
    if newest is None:
        raise NotFoundError
    drafted = draft(kind, key)
    return Shown(
        key=key,
        name=newest.name or key,
        source=drafted.source if drafted else newest.source,
        base_version=drafted.base_version if drafted else newest.version,
        latest_version=newest.version,
        revision=drafted.revision if drafted else 0,
        draft=drafted,
    )


def missing(definition: Definition) -> list[str]:
    """Return a sentence for every process, table and form it uses that is not deployed."""
    if definition.kind != "bpmn":
        return []
    decisions = {d for table in definitions.latest_all("dmn") for d in table.parts["decisions"]}
    known = {"calls": _keys("bpmn"), "decisions": decisions, "forms": _keys("form")}
    return [
        f"用到的{word} {key} 尚未部署"
        for part, word in (("calls", "流程"), ("decisions", "决策表"), ("forms", "表单"))
        for key in definition.parts[part]
        if key not in known[part]
    ]


def _keys(kind: str) -> set[str]:
    found: Sequence[Definition] = definitions.latest_all(kind)
    return {definition.key for definition in found}
