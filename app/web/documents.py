"""Files: sent ahead of a form, and shown to those who may see the case."""

from collections.abc import Iterator
from io import BytesIO
from uuid import UUID

from flask import Blueprint, jsonify, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from app import cases, identity
from app.cases import Document, documents, thumbnails
from app.core.db import transaction
from app.core.errors import InvalidError
from app.web.shell.languages import said
from app.web.shell.sessions import actor, now
from app.web.submissions import evidence
from app.web.words.times import moment

bp = Blueprint("documents", __name__, url_prefix="/documents")
SHOWN_IN_PLACE = (
    "image/jpeg",
    "image/png",
    "application/pdf",
    "video/mp4",
    "video/quicktime",
    "video/webm",
)
REFUSED = 422


@bp.post("/")
@login_required
def upload() -> Response | tuple[Response, int]:
    """Store one file and answer its id; it joins a case with the form that names it."""
    identity.require(actor(), "document.upload")
    file = request.files.get("file")
    if file is None or not file.filename:
        return jsonify(detail=_("没有收到文件。")), REFUSED
    try:
        with transaction():
            stored = documents.upload(
                file.filename,
                BytesIO(file.read()),
                actor=actor(),
                now=now(),
                told=evidence.told(),
            )
            answer = _described(stored)
    except InvalidError as refused:
        return jsonify(detail=said(str(refused))), REFUSED
    return jsonify(answer)


@bp.get("/<uuid:document_id>/thumbnail")
@login_required
def thumbnail(document_id: UUID) -> Response:
    """Send a picture in small."""
    found = cases.document(document_id, actor())
    answer = send_file(thumbnails.path(found), mimetype="image/jpeg")
    answer.headers["Cache-Control"] = "private, max-age=86400"
    return answer


@bp.get("/<uuid:document_id>")
@login_required
def show(document_id: UUID) -> Response:
    """Send a file; only pictures, films and PDF are shown in place."""
    found = cases.document(document_id, actor())
    answer = send_file(
        documents.path(found),
        mimetype=found.media_type,
        as_attachment=found.media_type not in SHOWN_IN_PLACE,
        download_name=found.name,
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


def _described(document: Document) -> dict[str, object]:
    known = evidence.choice(document, lambda found: url_for("documents.show", document_id=found))
    return known | {
        "id": known["value"],
        "name": document.name,
        "sha256": document.sha256,
        "taken_at": document.taken_at and document.taken_at.isoformat(),
        "lat": document.taken_lat,
        "lon": document.taken_lon,
        "accuracy": document.accuracy,
        "source": document.source,
        "remarks": list(_sent_before(document)),
    }


def _sent_before(document: Document) -> Iterator[str]:
    before = documents.twin(document)
    if before:
        at = moment(before.uploaded_at)
        yield _("和 %(at)s 传过的“%(name)s”内容相同", at=at, name=before.name)
