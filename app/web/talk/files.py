"""Files of a case: all versions, add one, bring a new version."""

from io import BytesIO
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from app import cases, identity
from app.core.db import transaction
from app.core.errors import InvalidError, NotFoundError
from app.web.shell.sessions import actor, now, settings

bp = Blueprint("files", __name__)
SEE_OTHER, UNPROCESSABLE = 303, 422
Answer = Response | tuple[str, int]


@bp.get("/cases/<uuid:case_id>/documents")
@login_required
def index(case_id: UUID) -> str:
    """Show every file of a case with its versions."""
    return _page(case_id, {})


@bp.post("/cases/<uuid:case_id>/documents")
@login_required
def add(case_id: UUID) -> Answer:
    """Add a file, or a new version of one."""
    try:
        _add(case_id)
    except InvalidError as error:
        return _page(case_id, error.fields or {"file": str(error)}), UNPROCESSABLE
    flash(_("附件已保存，原来的版本都还在。"), "done")
    return redirect(url_for("talk.files.index", case_id=case_id), SEE_OTHER)


def _add(case_id: UUID) -> None:
    sent, note = request.files.get("file"), request.form.get("note", "")
    if sent is None or not sent.filename:
        raise InvalidError(fields={"file": "请选择文件。"})
    content = BytesIO(sent.read())
    with transaction():
        cases.add_file(case_id, sent.filename, content, note, of=_of(), actor=actor(), now=now())


def _page(case_id: UUID, wrong: dict[str, str]) -> str:
    file = cases.file(case_id, actor())
    return render_template(
        "talk/files.html",
        case=file.case,
        families=cases.families(file.documents),
        may_add=not file.case.is_closed and identity.may(actor(), "document.upload"),
        of=str(_of() or ""),
        note=request.form.get("note", ""),
        wrong=wrong,
        megabytes=settings().upload_mb,
    )


def _of() -> UUID | None:
    try:
        return UUID(request.form["of"]) if request.form.get("of") else None
    except ValueError as error:
        raise NotFoundError from error
