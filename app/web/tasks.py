"""My tasks, one task, and what is done with it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from app import cases, evaluation, forms, runtime, tasks
from app.core.db import transaction
from app.core.errors import InvalidError
from app.tasks import TaskView, handing, urging
from app.web import replies, worklist
from app.web.drafts import opening
from app.web.drafts.opening import Kept
from app.web.handing import menu
from app.web.shell.sessions import actor, now
from app.web.words.situation import Situation

bp = Blueprint("tasks", __name__)
SEE_OTHER, UNPROCESSABLE = 303, 422


@bp.get("/")
@login_required
def home() -> Response:
    """Go to the worklist."""
    return redirect(url_for("tasks.index"), 302)


@bp.get("/tasks/")
@login_required
def index() -> str | Response:
    """List the tasks of one tab, or the copies."""
    return worklist.index()


@bp.get("/tasks/<uuid:task_id>")
@login_required
def show(task_id: UUID) -> str:
    """Show the task's form beside the case file."""
    kept = opening.of_task(task_id)
    view = tasks.view(task_id, actor=actor(), now=now(), raw=kept.raw if kept else None)
    if "batch" in view.task.properties and not view.task.is_delegated:
        return _batch_page(task_id)
    at = Situation(cases.file(view.case.id, actor()), actor())
    before = None if kept else at.before(view.task)
    if before:
        raw = forms.retyped(view.fields.form, before.values)
        view = tasks.view(task_id, actor=actor(), now=now(), raw=raw)
    return _page(view, at, kept=kept)


@bp.get("/tasks/<uuid:task_id>/peek")
@login_required
def peek(task_id: UUID) -> str:
    """Show the case beside the list."""
    task = runtime.task(task_id)
    file = cases.file(task.case_id, actor())
    may_do = task.is_open and tasks.may_do(task, actor())
    at = Situation(file, actor())
    return render_template("tasks/peek.html", task=task, at=at, may_do=may_do)


@bp.post("/tasks/<uuid:task_id>/preview")
@login_required
def preview(task_id: UUID) -> str:
    """Draw the form anew with what has been typed so far."""
    view = tasks.view(task_id, actor=actor(), now=now(), raw=replies.raw())
    return render_template("tasks/preview.html", fields=view.fields, urls=_urls(task_id))


@bp.post("/tasks/<uuid:task_id>/sheet")
@login_required
def preview_sheet(task_id: UUID) -> str:
    """Draw one of several sheets anew with what has been typed so far."""
    sent = _of_sheet(replies.raw(), task_id)
    view = tasks.view(task_id, actor=actor(), now=now(), raw=sent)
    urls = {"upload": url_for("documents.upload")} | {"preview": _sheet_preview(task_id)}
    prefix = sheet_prefix(task_id)
    return render_template("tasks/preview.html", fields=view.fields, urls=urls, prefix=prefix)


@bp.post("/tasks/<uuid:task_id>/claim")
@login_required
def claim(task_id: UUID) -> Response:
    """Take the task for oneself."""
    with transaction():
        tasks.claim(task_id, actor=actor(), now=now())
    return redirect(url_for("tasks.show", task_id=task_id), SEE_OTHER)


@bp.post("/tasks/<uuid:task_id>/unclaim")
@login_required
def unclaim(task_id: UUID) -> Response:
    """Give the task back to the post."""
    with transaction():
        name = tasks.unclaim(task_id, actor=actor(), now=now()).name
    flash(_("“%(task)s”已退回本岗。", task=_(name)), "done")
    return redirect(url_for("tasks.index"), SEE_OTHER)


@bp.post("/tasks/<uuid:task_id>/complete")
@login_required
def complete(task_id: UUID) -> Response | tuple[str, int]:
    """Complete the task; what was wrong comes back with everything typed."""
    sent, wrong = replies.with_files()
    try:
        if wrong:
            raise InvalidError(fields=wrong)
        with transaction():
            done = tasks.complete(
                task_id,
                sent,
                one_time_key=replies.one_time_key(),
                actor=actor(),
                now=now(),
                drafted=replies.has_draft(),
            )
            name = done.name
    except InvalidError as error:
        view = tasks.view(task_id, actor=actor(), now=now(), raw=sent, errors=error.fields)
        at = Situation(cases.file(view.case.id, actor()), actor())
        return _page(view, at, "" if error.fields else str(error)), UNPROCESSABLE
    flash(_("“%(task)s”已办理。", task=_(name)), "done")
    return redirect(url_for("tasks.index"), SEE_OTHER)


@bp.post("/tasks/<uuid:task_id>/batch")
@login_required
def score_all(task_id: UUID) -> Response | tuple[str, int]:
    """Save the sheets of a whistle together."""
    sheets = evaluation.batch(task_id, actor=actor(), now=now())
    sent, _wrong = replies.with_files()
    raws = {sheet.task.id: _of_sheet(sent, sheet.task.id) for sheet in sheets}
    try:
        with transaction():
            evaluation.score_all(
                raws, one_time_key=replies.one_time_key(), actor=actor(), now=now()
            )
            tasks.drafts.drop_about(tasks.drafts.key_of_sheets(task_id), actor())
    except evaluation.SheetsWrongError as error:
        return _batch_page(task_id, raws, error.sheets), UNPROCESSABLE
    flash(_("%(n)s 张评分表已提交。", n=len(raws)), "done")
    return redirect(url_for("tasks.index"), SEE_OTHER)


def _page(view: TaskView, at: Situation, problem: str = "", kept: Kept | None = None) -> str:
    files = replies.file_choices(view.fields.form, dict(view.fields.values), _document)
    return render_template(
        "tasks/show.html",
        task=view.task,
        fields=view.fields,
        files=files,
        at=at,
        one_time_key=replies.one_time_key(),
        urls=_urls(view.task.id),
        problem=problem,
        kept=kept,
        entries=menu.menu(view.task, at, actor()),
        offers=handing.offers(view.task, at.case, at.file.tasks, actor()),
        urges=urging.open_urges(view.task),
    )


def _batch_page(task_id: UUID, raws: Any = None, errors: Any = None) -> str:
    batch = evaluation.batch(task_id, actor=actor(), now=now())
    kept = None if raws else opening.of_sheets(task_id)
    if kept:
        raws = {each.task.id: _of_sheet(kept.raw, each.task.id) or None for each in batch}
    sheets = [_sheet(each.task.id, raws or {}, errors or {}) for each in batch]
    first = sheets[0]
    at = Situation(cases.file(first.case.id, actor()), actor())
    return render_template(
        "tasks/batch.html",
        task=first.task,
        sheets=sheets,
        entries={each.task.id: menu.menu(each.task, at, actor()) for each in sheets},
        at=at,
        kept=kept,
        one_time_key=replies.one_time_key(),
        urls={"upload": url_for("documents.upload")},
        prefix=sheet_prefix,
    )


def _sheet(task_id: UUID, raws: dict[UUID, Any], errors: dict[UUID, Any]) -> TaskView:
    raw, wrong = raws.get(task_id), errors.get(task_id)
    return tasks.view(task_id, actor=actor(), now=now(), raw=raw, errors=wrong)


def sheet_prefix(task_id: UUID) -> str:
    """Return what the names of a sheet's fields begin with on the page of all sheets."""
    return f"s{task_id.hex[-8:]}-"


def _of_sheet(sent: dict[str, Any], task_id: UUID) -> dict[str, Any]:
    prefix = sheet_prefix(task_id)
    return {k.removeprefix(prefix): v for k, v in sent.items() if k.startswith(prefix)}


def _sheet_preview(task_id: UUID) -> str:
    return url_for("tasks.preview_sheet", task_id=task_id)


def _document(document_id: UUID) -> str:
    return url_for("documents.show", document_id=document_id)


def _urls(task_id: UUID) -> dict[str, str]:
    return {
        "preview": url_for("tasks.preview", task_id=task_id),
        "upload": url_for("documents.upload"),
        "catalogue": url_for("intake.catalogue"),
    }
