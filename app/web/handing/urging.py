"""催办: the page that asks for words, and the answer of whoever must act."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from app import cases, runtime
from app.core.db import transaction
from app.core.errors import ConflictError, InvalidError
from app.tasks import urging
from app.web.shell.languages import said
from app.web.shell.sessions import actor, now

bp = Blueprint("urging", __name__)

SEE_OTHER, CONFLICT, UNPROCESSABLE = 303, 409, 422


@bp.get("/tasks/<uuid:task_id>/urge")
@login_required
def ask(task_id: UUID) -> str:
    """Show who pushed the task so far and what came back, and ask for words."""
    return _page(task_id)


@bp.post("/tasks/<uuid:task_id>/urge")
@login_required
def urge(task_id: UUID) -> str | Response | tuple[str, int]:
    """Push whoever must act; when it is too soon the words stay."""
    words = request.form.get("words", "")
    try:
        with transaction():
            case_id = urging.urge(task_id, words, actor=actor(), now=now()).case_id
    except InvalidError as error:
        return _page(task_id, wrong=error.fields.get("words", str(error))), UNPROCESSABLE
    except runtime.TaskGoneError:
        raise
    except ConflictError as error:
        return _page(task_id, problem=str(error)), CONFLICT
    flash(_("已催办，对方会收到通知；答复后您会收到通知。"), "done")
    return redirect(url_for("cases.show", case_id=case_id), SEE_OTHER)


@bp.post("/tasks/<uuid:task_id>/urges/<uuid:urge_id>/answer")
@login_required
def answer(task_id: UUID, urge_id: UUID) -> Response:
    """Answer a push in one line."""
    words = request.form.get("words", "")
    try:
        with transaction():
            urging.answer(task_id, urge_id, words, actor=actor(), now=now())
    except InvalidError as error:
        flash(said(error.fields.get("words", str(error))), "error")
    else:
        flash(_("已答复催办。"), "done")
    return redirect(url_for("tasks.show", task_id=task_id), SEE_OTHER)


def _page(task_id: UUID, wrong: str = "", problem: str = "") -> str:
    task = runtime.task(task_id)
    case = cases.case(task.case_id, actor())
    urging.require_waiting(task, case, runtime.tasks_of(task.case_id), actor())
    pushed = [each for each in urging.urges_of(task.case_id) if each.task_id == task_id]
    return render_template(
        "handing/urge.html", task=task, case=case, pushed=pushed, wrong=wrong, problem=problem
    )
