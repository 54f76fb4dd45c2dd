"""Files of a case: kinds allowed, where they lie, who put them there."""

import hashlib
import os
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import select, update

from app.cases import evidence
from app.cases.models import Document
from app.core.db import db
from app.core.errors import InvalidError, NotFoundError
from app.identity import Actor

KINDS = {
    ".jpg": ("image/jpeg", b"\xff\xd8\xff", 0),
    ".jpeg": ("image/jpeg", b"\xff\xd8\xff", 0),
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n", 0),
    ".mp4": ("video/mp4", b"ftyp", 4),
    ".mov": ("video/quicktime", b"ftyp", 4),
    ".webm": ("video/webm", b"\x1a\x45\xdf\xa3", 0),
    ".pdf": ("application/pdf", b"%PDF-", 0),
    ".docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        b"PK\x03\x04",
        0,
    ),
}
HEIC = frozenset({".heic", ".heif", ".hif", ".avif"})
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif"})
HEIC_WORDS = (
    "是 HEIC 照片，别人的电脑打不开。请把手机相机的格式改为“兼容性最佳”再拍，或先转成 jpg。"
)
NAME_LENGTH = 200
WEEK_MS = 7 * 24 * 3600 * 1000
ALLOWED = "jpg、png、mp4、mov、webm、pdf、docx"
LONGEST_FILM = 30
"""Seconds; phones round up, so half a second more is let through."""
UNTOLD = evidence.Told()
_folder = Path()
_most = 0


class RefusedFileError(InvalidError):
    """这个文件不能上传。"""


def keep_in(folder: Path, *, megabytes: int) -> None:
    """Keep files below ``folder``, each at most ``megabytes`` large."""
    global _folder, _most
    _folder, _most = folder, megabytes
    folder.mkdir(parents=True, exist_ok=True)


def upload(
    name: str,
    content: BinaryIO,
    *,
    actor: Actor,
    now: datetime,
    told: evidence.Told = UNTOLD,
) -> Document:
    """Store a file that belongs to no case yet; RefusedFileError names what is wrong with it.

    ``told`` is what its device says of it; what the file says itself counts before that.
    """
    suffix = Path(name).suffix.lower()
    blob = _checked(name, content)
    media_type = KINDS[suffix][0]
    seen = evidence.taken(blob, media_type, told.taken, now)
    document = Document(
        name=f"{Path(name).stem[: NAME_LENGTH - len(suffix)]}{Path(name).suffix}",
        media_type=media_type,
        size=len(blob),
        sha256=_stored(name, blob, told.sha256),
        uploaded_by_id=actor.user_id,
        uploaded_by_name=actor.name,
        uploaded_at=now,
        taken_at=seen.at,
        taken_lat=seen.lat,
        taken_lon=seen.lon,
        accuracy=seen.accuracy,
        source=seen.source,
        signer=told.signer,
    )
    db.session.add(document)
    db.session.flush()
    return document


def sign(ids: list[UUID], digest: str, *, actor: Actor) -> None:
    """Note under which values signatures stand: once, and only the person's own."""
    mine = (
        Document.id.in_(ids),
        Document.signed_sha256.is_(None),
        Document.uploaded_by_id == actor.user_id,
    )
    db.session.execute(
        update(Document).where(*mine).values(signed_sha256=digest),
        execution_options={"synchronize_session": False},
    )


def attach(ids: list[UUID], case_id: UUID, *, actor: Actor) -> None:
    """Give uploaded files to a case; only the person's own and only those without a case."""
    if ids:
        taken(ids, case_id, actor=actor)


def taken(ids: list[UUID], case_id: UUID, *, actor: Actor) -> list[Document]:
    """Give the person's own uploads to a case in one write; return those that are now its files."""
    own = Document.case_id.is_(None) & (Document.uploaded_by_id == actor.user_id)
    mine = Document.id.in_(ids), own | (Document.case_id == case_id)
    given = update(Document).where(*mine).values(case_id=case_id).returning(Document)
    refreshed = {"populate_existing": True, "synchronize_session": False}
    return list(db.session.scalars(given, execution_options=refreshed))


def named(ids: list[UUID]) -> list[Document]:
    """Return documents by id, in the order asked for; unknown ones are left out."""
    found = {d.id: d for d in db.session.scalars(select(Document).where(Document.id.in_(ids)))}
    return [found[i] for i in ids if i in found]


def twin(document: Document) -> Document | None:
    """Return a file of the same content that the same person sent in the week before.

    Ids begin with their time, so only the files of that week are looked at.
    """
    since = UUID(int=max(0, (document.id.int >> 80) - WEEK_MS) << 80)
    same = Document.sha256 == document.sha256, Document.uploaded_by_id == document.uploaded_by_id
    week = Document.id.between(since, document.id), Document.id != document.id
    return db.session.scalar(select(Document).where(*week, *same).order_by(Document.id).limit(1))


def path(document: Document) -> Path:
    """Return where a document's content lies."""
    lying = _folder / document.sha256[:2] / document.sha256
    if not lying.exists():
        raise NotFoundError("文件已不在存储中，请联系管理员。")
    return lying


def _checked(name: str, content: BinaryIO) -> bytes:
    suffix = Path(name).suffix.lower()
    if suffix in HEIC:
        raise RefusedFileError(f"“{name}”{HEIC_WORDS}")
    if suffix not in KINDS:
        raise RefusedFileError(f"“{name}”不是允许的类型，只能上传 {ALLOWED}。")
    blob = content.read(_most * 2**20 + 1)
    if len(blob) > _most * 2**20:
        raise RefusedFileError(f"“{name}”超过 {_most} MB，请压缩后再上传。")
    _refuse_disguise(name, suffix, blob)
    return blob


def _refuse_disguise(name: str, suffix: str, blob: bytes) -> None:
    media_type, magic, offset = KINDS[suffix]
    if media_type.startswith("image/") and blob[4:8] == b"ftyp" and blob[8:12] in HEIC_BRANDS:
        raise RefusedFileError(f"“{name}”{HEIC_WORDS}")
    if blob[offset : offset + len(magic)] != magic:
        raise RefusedFileError(f"“{name}”的内容不是 {suffix[1:]} 文件，请检查后重新上传。")
    if media_type.startswith("video/"):
        length = evidence.seconds(blob, media_type)
        if length and length > LONGEST_FILM + 0.5:
            raise RefusedFileError(f"“{name}”超过 {LONGEST_FILM} 秒，请截短后再上传。")


def _stored(name: str, blob: bytes, told: str | None) -> str:
    found = hashlib.sha256(blob).hexdigest()
    if told and told.lower() != found:
        raise RefusedFileError(f"“{name}”在传输中损坏，请重新上传。")
    return _store(blob)


def _store(blob: bytes) -> str:
    name = hashlib.sha256(blob).hexdigest()
    lying = _folder / name[:2] / name
    if not lying.exists():
        lying.parent.mkdir(parents=True, exist_ok=True)
        draft = lying.with_suffix(f".{os.getpid()}")
        draft.write_bytes(blob)
        draft.replace(lying)
    return name
