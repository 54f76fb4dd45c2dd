"""Arrivals that wait, one arrival, its photos and its report."""

from typing import Any
from uuid import UUID

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from app import cases, tasks
from app.core.db import transaction
from app.core.errors import ConflictError, InvalidError, NotFoundError, NotPermittedError
from app.tasks import arriving
from app.web import replies
from app.web.drafts import opening
from app.web.field import sent
from app.web.shell.errors import status_of
from app.web.shell.languages import said
from app.web.shell.security import csrf
from app.web.shell.sessions import actor, now, signed_in
from app.web.shell.turning import turn
from app.web.words.situation import Situation
from app.web.words.times import when

bp = Blueprint("field", __name__, url_prefix="/field")
csrf.exempt(bp)
SEE_OTHER, NOBODY = 303, 401
A_PAGE = 50
REFUSALS = (NotFoundError, NotPermittedError, ConflictError)
Answer = Response | str | tuple[Response, int]


@bp.before_request
def answer_reports_first() -> Answer | None:
    """Tell a report whose session has ended so, instead of leading it to the log-in page."""
    if request.method == "POST" and signed_in() is None:
        return jsonify(words=_("登录已过期")), NOBODY
    csrf.protect()
    return None


@bp.get("/")
@login_required
def index() -> str:
    """List the arrivals that wait for the reader, the nearest due first."""
    return render_template("field/index.html", arrivals=arriving.arrivals(actor(), turn(A_PAGE)))


@bp.get("/<uuid:task_id>")
@login_required
def show(task_id: UUID) -> Answer:
    """Show one arrival: I am here, photo, send."""
    kept = opening.of_task(task_id)
    view = tasks.view(task_id, actor=actor(), now=now(), raw=kept.raw if kept else None)
    if not arriving.is_arrival(view.task):
        return redirect(url_for("tasks.show", task_id=task_id), SEE_OTHER)
    at = Situation(cases.file(view.case.id, actor()), actor())
    return render_template(
        "field/show.html",
        task=view.task,
        fields=view.fields,
        at=at,
        kept=kept,
        one_time_key=replies.one_time_key(),
    )


@bp.post("/photos")
@login_required
def keep_photo() -> Answer:
    """Store a photo and answer its id; sent again it is the same photo."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return jsonify(words=_("没有收到文件。")), 422
    try:
        with transaction():
            kept = arriving.keep_photo(
                file.filename, file.read(), told=sent.about_photo(), actor=actor(), now=now()
            )
            answer = {"id": str(kept.id), "sha256": kept.sha256}
    except InvalidError as refused:
        return jsonify(words=said(str(refused))), 422
    return jsonify(answer)


@bp.post("/<uuid:task_id>/report")
@login_required
def report(task_id: UUID) -> Answer:
    """Take a report; sent again it is answered as the first time."""
    try:
        with transaction():
            arriving.report(task_id, sent.values(), actor=actor(), now=now(), **sent.beside())
    except InvalidError as wrong:
        return jsonify(words=said(str(wrong)), fields=_labelled(task_id, wrong.fields)), 422
    except REFUSALS as refused:
        return jsonify(words=said(str(refused))), status_of(refused)
    return jsonify(words=_("报到已送达"), at=when(now()))


def _labelled(task_id: UUID, fields: dict[str, str]) -> list[dict[str, Any]]:
    form = tasks.view(task_id, actor=actor(), now=now()).fields.form
    return [
        {"key": key, "label": " ".join(_(each) for each in form.labels(key)), "words": said(told)}
        for key, told in fields.items()
    ]
