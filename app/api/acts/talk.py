"""What people say and add in a case besides its tasks: comments, copies, files."""

from typing import Any
from uuid import UUID

from flask_smorest.fields import Upload
from marshmallow import Schema
from marshmallow import fields as of
from marshmallow.validate import Length

from app import cases
from app.api.asked import require_storable
from app.api.door import Door, actor, now
from app.cases import Comment, Copy, Document
from app.core.db import transaction

bp = Door("talk", "", "Comments, copies, files")


class CommentAsked(Schema):
    """A comment; ``@username`` or ``@name`` mentions who sees the case."""

    text = of.String(required=True, validate=[Length(max=2000), require_storable])
    task = of.UUID(load_default=None, allow_none=True)


class CommentShown(Schema):
    """A comment as it stands."""

    id = of.UUID()
    text = of.String()
    mentions = of.List(of.String())
    task = of.UUID(allow_none=True)
    by = of.String()
    at = of.DateTime()


class CopiesAsked(Schema):
    """To whom copies go: ``post:organisation code/post name`` or ``user:username``."""

    to = of.List(of.String(validate=[Length(max=200), require_storable]), required=True)
    words = of.String(load_default="", validate=[Length(max=1000), require_storable])


class CopyShown(Schema):
    """A copy with its receipt."""

    id = of.UUID()
    post = of.String()
    person = of.String(allow_none=True)
    words = of.String(allow_none=True)
    sent_by = of.String(allow_none=True)
    sent_at = of.DateTime()
    read_by = of.String(allow_none=True)
    read_at = of.DateTime(allow_none=True)


class FileSent(Schema):
    """A file for a case."""

    file = Upload(required=True, validate=lambda file: require_storable(file.filename))


class FileAbout(Schema):
    """What a file is: a note, and of which document it is a new version."""

    note = of.String(load_default="", validate=[Length(max=1000), require_storable])
    version_of = of.UUID(load_default=None, allow_none=True)


class VersionShown(Schema):
    """One version of a document."""

    id = of.UUID()
    first = of.UUID(metadata={"description": "the first version of the same document"})
    number = of.Integer()
    name = of.String()
    media_type = of.String()
    size = of.Integer()
    sha256 = of.String()
    note = of.String(allow_none=True)
    by = of.String()
    at = of.DateTime()


@bp.get("/cases/<reference>/comments")
@bp.response(200, CommentShown(many=True))
@bp.alt_response(404, "NOT_FOUND")
def comments(reference: str) -> list[dict[str, Any]]:
    """Return what was said about a case, oldest first."""
    found = cases.by_reference(reference, actor())
    return [_comment(said) for said in cases.comments_of(found.id)]


@bp.post("/cases/<reference>/comments")
@bp.arguments(CommentAsked)
@bp.response(201, CommentShown)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
def comment(asked: dict[str, Any], reference: str) -> dict[str, Any]:
    """Say something about a case; whom it mentions is told."""
    with transaction():
        found = cases.by_reference(reference, actor())
        said = cases.comment(
            found.id, asked["text"], task_id=asked["task"], actor=actor(), now=now()
        )
        return _comment(said)


@bp.post("/comments/<uuid:comment_id>/delete")
@bp.response(204)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def take_back(comment_id: UUID) -> None:
    """Take one's own comment back within five minutes."""
    with transaction():
        cases.take_back(comment_id, actor=actor(), now=now())


@bp.get("/cases/<reference>/copies")
@bp.response(200, CopyShown(many=True))
@bp.alt_response(404, "NOT_FOUND")
def copies(reference: str) -> list[dict[str, Any]]:
    """Return the copies of a case with their receipts."""
    found = cases.by_reference(reference, actor())
    return [_copy(each) for each in cases.copies_of(found.id)]


@bp.post("/cases/<reference>/copies")
@bp.arguments(CopiesAsked)
@bp.response(201, CopyShown(many=True))
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
def copy(asked: dict[str, Any], reference: str) -> list[dict[str, Any]]:
    """Send copies to posts and people."""
    with transaction():
        found = cases.by_reference(reference, actor())
        to, words = asked["to"], asked["words"]
        sent = cases.send_copies(found.id, to, words, actor=actor(), now=now())
        return [_copy(each) for each in sent]


@bp.post("/copies/<uuid:copy_id>/read")
@bp.response(200, CopyShown)
@bp.alt_response(404, "NOT_FOUND")
def read(copy_id: UUID) -> dict[str, Any]:
    """Give the read receipt of a copy; the first reader's counts."""
    with transaction():
        return _copy(cases.read_copy(copy_id, actor=actor(), now=now()))


@bp.post("/copies/<uuid:copy_id>/recall")
@bp.response(204)
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def recall(copy_id: UUID) -> None:
    """Take back a copy that one sent and nobody has read."""
    with transaction():
        cases.recall_copy(copy_id, actor=actor(), now=now())


@bp.get("/cases/<reference>/documents")
@bp.response(200, VersionShown(many=True))
@bp.alt_response(404, "NOT_FOUND")
def files(reference: str) -> list[dict[str, Any]]:
    """Return the files of a case, each version, what was added last first."""
    found = cases.by_reference(reference, actor())
    documents = cases.file(found.id, actor()).documents
    return [_version(one) for each in cases.families(documents) for one in each.versions]


@bp.post("/cases/<reference>/documents")
@bp.arguments(FileSent, location="files")
@bp.arguments(FileAbout, location="form")
@bp.response(201, VersionShown)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def add_file(sent: dict[str, Any], about: dict[str, Any], reference: str) -> dict[str, Any]:
    """Add a file to an open case, or a new version of one."""
    file, version_of = sent["file"], about["version_of"]
    with transaction():
        found = cases.by_reference(reference, actor())
        name, note = file.filename or "", about["note"]
        added = cases.add_file(
            found.id, name, file.stream, note, of=version_of, actor=actor(), now=now()
        )
        return _version(added)


def _version(found: Document) -> dict[str, Any]:
    shown = ("id", "number", "name", "media_type", "size", "sha256", "note")
    return {
        **{name: getattr(found, name) for name in shown},
        "first": found.first_id or found.id,
        "by": found.uploaded_by_name,
        "at": found.uploaded_at,
    }


def _comment(said: Comment) -> dict[str, Any]:
    return {
        "id": said.id,
        "text": said.text,
        "mentions": said.mentions,
        "task": said.task_id,
        "by": said.by_name,
        "at": said.at,
    }


def _copy(sent: Copy) -> dict[str, Any]:
    return {
        "id": sent.id,
        "post": sent.group,
        "person": sent.user_name,
        "words": sent.words,
        "sent_by": sent.sent_by_name,
        "sent_at": sent.sent_at,
        "read_by": sent.read_by,
        "read_at": sent.read_at,
    }
