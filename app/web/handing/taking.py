"""交回 and 收回 of what was delegated; 接管 by who stands above."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from app import cases, identity, runtime
from app.core.db import transaction
from app.core.errors import InvalidError
from app.tasks import drafts, handing
from app.web import replies
from app.web.shell.languages import label, said
from app.web.shell.sessions import actor, now

bp = Blueprint("taking", __name__)

SEE_OTHER, UNPROCESSABLE = 303, 422
NOTE = "handing-note"
"""The note's field stands among those of the task's own form."""


@bp.post("/tasks/<uuid:task_id>/resolve")
@login_required
def resolve(task_id: UUID) -> Response:
    """Give the task back to its owner with what was filled in; nothing of it is checked yet."""
    sent, wrong = replies.with_files()
    note = str(sent.pop(NOTE, ""))
    try:
        if wrong:
            raise InvalidError(fields=wrong)
        with transaction():
            task = handing.resolve(task_id, sent, note, actor=actor(), now=now())
            name = label(task.name)
    except InvalidError as error:
        return _not_yet(task_id, sent, error)
    flash(_("“%(task)s”已交回，由委派人办结。", task=name), "done")
    return redirect(url_for("tasks.index"), SEE_OTHER)


@bp.post("/tasks/<uuid:task_id>/recall")
@login_required
def recall(task_id: UUID) -> Response:
    """Take the task back from whoever prepares it."""
    with transaction():
        name = label(handing.recall(task_id, actor=actor(), now=now()).name)
    flash(_("“%(task)s”已收回，由您办理。", task=name), "done")
    return redirect(url_for("tasks.show", task_id=task_id), SEE_OTHER)


@bp.get("/tasks/<uuid:task_id>/take-over")
@login_required
def ask(task_id: UUID) -> str:
    """Say from whom the task would be taken, and ask why."""
    return _page(task_id)


@bp.post("/tasks/<uuid:task_id>/take-over")
@login_required
def take_over(task_id: UUID) -> str | Response | tuple[str, int]:
    """Take the task over and open it."""
    try:
        with transaction():
            reason = request.form.get("reason", "")
            name = label(handing.take_over(task_id, reason, actor=actor(), now=now()).name)
    except InvalidError as error:
        return _page(task_id, error.fields), UNPROCESSABLE
    flash(_("“%(task)s”已由您接管。", task=name), "done")
    return redirect(url_for("tasks.show", task_id=task_id), SEE_OTHER)


def _not_yet(task_id: UUID, sent: Mapping[str, Any], error: InvalidError) -> Response:
    """Keep what was filled in and say what is wrong with the note or a file."""
    with transaction():
        drafts.keep(task_id, sent, actor=actor(), now=now())
    flash(said(next(iter(error.fields.values()), str(error))), "error")
    return redirect(url_for("tasks.show", task_id=task_id), SEE_OTHER)


def _page(task_id: UUID, wrong: Mapping[str, str] | None = None) -> str:
    task = runtime.task(task_id)
    case = cases.case(task.case_id, actor())
    handing.require_taker(task, actor())
    holder = task.assignee_id
    return render_template(
        "handing/take_over.html",
        task=task,
        case=case,
        holder=identity.user(holder).name if holder else "",
        wrong=wrong or {},
    )
