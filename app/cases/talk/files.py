"""Files added to a case outside its forms, and their versions; nothing is ever deleted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import or_, select

from app import forms, identity, runtime
from app.cases import documents, queries
from app.cases.models import Document
from app.core.db import db
from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.identity import Actor

LONGEST = 200


class FileClosedError(ConflictError):
    """案件已办结，不能再加附件。"""


@dataclass(frozen=True)
class Family:
    """A document with all its versions, the newest first."""

    versions: Sequence[Document]

    @property
    def newest(self) -> Document:
        """Return the version that counts."""
        return self.versions[0]

    @property
    def is_added(self) -> bool:
        """Tell whether it was added, or changed, outside a form."""
        return len(self.versions) > 1 or self.newest.note is not None


def add_file(
    case_id: UUID,
    name: str,
    content: BinaryIO,
    note: str = "",
    *,
    of: UUID | None = None,
    actor: Actor,
    now: datetime,
) -> Document:
    """Add a file to an open case, or a new version ``of`` one that lies there."""
    identity.require(actor, "document.upload")
    case = queries.case(case_id, actor)
    runtime.lock(case_id)
    if case.is_closed:
        raise FileClosedError
    note = _checked(note)
    newest = _newest(case_id, of) if of else None
    added = documents.upload(name, content, actor=actor, now=now)
    if newest is not None:
        _follow(added, newest)
    added.case_id, added.note = case_id, note
    db.session.flush()
    said = {"document": str(added.id), "name": added.name, "number": added.number, "words": note}
    runtime.record("document.added", case_id=case_id, actor=actor, at=now, details=said)
    return added


def families(found: Iterable[Document]) -> list[Family]:
    """Return documents with their versions together, what was added last first."""
    kept: dict[UUID, list[Document]] = {}
    for each in found:
        kept.setdefault(each.first_id or each.id, []).append(each)
    ordered = (sorted(each, key=lambda d: d.number, reverse=True) for each in kept.values())
    return sorted(map(Family, ordered), key=lambda f: f.newest.uploaded_at, reverse=True)


def _newest(case_id: UUID, document_id: UUID) -> Document:
    """Return the newest version of a document of this case."""
    found = db.session.get(Document, document_id)
    if found is None or found.case_id != case_id:
        raise NotFoundError
    first = found.first_id or found.id
    versions = or_(Document.id == first, Document.first_id == first)
    chosen = select(Document).where(versions).order_by(Document.number.desc()).limit(1)
    return db.session.scalars(chosen).one()


def _follow(added: Document, newest: Document) -> None:
    if added.sha256 == newest.sha256:
        raise InvalidError(fields={"file": "这个文件与现有版本的内容完全相同。"})
    added.first_id, added.number = newest.first_id or newest.id, newest.number + 1


def _checked(note: str) -> str:
    note = " ".join(note.split())
    if len(note) > LONGEST:
        raise InvalidError(fields={"note": f"说明请控制在 {LONGEST} 字以内。"})
    if forms.has_personal_data(note):
        raise InvalidError(fields={"note": "说明里不能写电话、证件号等个人信息。"})
    return note
