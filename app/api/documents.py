"""Files: sent ahead of the form that names them."""

from typing import Any

from flask_smorest.fields import Upload
from marshmallow import Schema

from app import identity
from app.api.asked import require_storable
from app.api.door import Door, actor, now
from app.api.schemas import DocumentLine
from app.cases import documents
from app.core.db import transaction

bp = Door("documents", "/documents", "Files")


class File(Schema):
    """One file."""

    file = Upload(required=True, validate=lambda file: require_storable(file.filename))


@bp.post("")
@bp.arguments(File, location="files")
@bp.response(201, DocumentLine)
@bp.alt_response(403, "FORBIDDEN")
def upload(sent: dict[str, Any]) -> dict[str, Any]:
    """Store a file; its id goes into the form's file field and joins the case with it."""
    identity.require(actor(), "document.upload")
    file = sent["file"]
    with transaction():
        kept = documents.upload(file.filename or "", file.stream, actor=actor(), now=now())
        return {name: getattr(kept, name) for name in ("id", "name", "media_type", "size")}
