"""Commands on drafts."""

from datetime import datetime

from sqlalchemy import delete, update

from app import audit, definitions, identity
from app.core.db import db
from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.definitions import Definition
from app.engine import Problem
from app.identity import Actor
from app.modeler.models import ProcessDraft
from app.modeler.queries import draft

MOST = 2 * 2**20
LONGEST_NOTE = 300


class DraftChangedError(ConflictError):
    """草稿已被他人保存过。"""

    def __init__(self, present: ProcessDraft | None) -> None:
        super().__init__()
        self.present = present


class OutdatedDraftError(ConflictError):
    """起草之后已经发布了新版本，请先比较，再在新版本上修改。"""


class WrongKeyError(InvalidError):
    """不能更改流程的编号。"""


class NoteMissingError(InvalidError):
    """请写明这次改了什么。"""


def check(kind: str, source: bytes) -> list[Problem]:
    """Return what keeps a source from being published, and warnings; empty when it is clean."""
    if len(source) > MOST:
        return [Problem("", "", "文件过大", "error")]
    return definitions.check(definitions.Draft(kind, source))


def save(
    kind: str, key: str, source: bytes, *, base: int, seen: int, actor: Actor, now: datetime
) -> ProcessDraft:
    """Keep a draft begun on version ``base``, over the revision ``seen`` (0: there was none).

    DraftChangedError when somebody saved meanwhile; saving over what they wrote takes their
    revision as ``seen``.
    """
    identity.require(actor, "process.draft")
    if len(source) > MOST:
        raise InvalidError("文件过大，无法保存。")
    definitions.at_version(kind, key, base)
    written = {
        "base_version": base,
        "revision": seen + 1,
        "source": source,
        "author_id": actor.user_id,
        "author_name": actor.name,
        "saved_at": now,
    }
    if seen == 0:
        return _begin(kind, key, written)
    same = ProcessDraft.kind == kind, ProcessDraft.key == key, ProcessDraft.revision == seen
    kept = update(ProcessDraft).where(*same).values(written).returning(ProcessDraft.key)
    if db.session.scalar(kept) is None:
        raise DraftChangedError(draft(kind, key))
    return _present(kind, key)


def discard(kind: str, key: str, *, seen: int, actor: Actor) -> None:
    """Throw a draft away, in the revision the actor has seen."""
    identity.require(actor, "process.draft")
    same = ProcessDraft.kind == kind, ProcessDraft.key == key, ProcessDraft.revision == seen
    gone = delete(ProcessDraft).where(*same).returning(ProcessDraft.key)
    if db.session.scalar(gone) is None:
        raise DraftChangedError(draft(kind, key))


def publish(
    kind: str, key: str, note: str, *, seen: int, actor: Actor, now: datetime
) -> Definition:
    """Make the draft the next version: cases that start from now on use it.

    RefusedError names every element that cannot run, and what is used but not deployed.
    """
    identity.require(actor, "process.publish")
    note = note.strip()[:LONGEST_NOTE]
    if not note:
        raise NoteMissingError(fields={"note": NoteMissingError.sentence()})
    drafted = _publishable(kind, key, seen)
    published = definitions.deploy(
        definitions.Draft(kind, drafted.source), actor=actor, now=now, note=note
    )
    if published.key != key:
        raise WrongKeyError(f"流程编号应为 {key}，草稿中是 {published.key}。")
    if kind == "bpmn":
        definitions.pin(key)  # refuses what refers to something never deployed
    db.session.delete(drafted)
    said = {"version": published.version, "note": note}
    audit.record("draft.published", chain=f"{kind}:{key}", actor=actor, at=now, details=said)
    return published


def _begin(kind: str, key: str, written: dict[str, object]) -> ProcessDraft:
    present = draft(kind, key)
    if present is not None:
        raise DraftChangedError(present)
    begun = ProcessDraft(kind=kind, key=key, **written)
    db.session.add(begun)
    db.session.flush()
    return begun


def _publishable(kind: str, key: str, seen: int) -> ProcessDraft:
    drafted = _present(kind, key)
    if drafted.revision != seen:
        raise DraftChangedError(drafted)
    newest = definitions.latest(kind, key)
    if newest is not None and newest.version > drafted.base_version:
        raise OutdatedDraftError
    return drafted


def _present(kind: str, key: str) -> ProcessDraft:
    found = draft(kind, key)
    if found is None:
        raise NotFoundError("没有草稿。")
    db.session.refresh(found)
    return found
