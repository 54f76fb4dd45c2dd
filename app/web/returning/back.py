"""退回 to an earlier task, and 撤回 of one's own last step."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from app import cases, runtime, tasks
from app.core.db import transaction
from app.core.errors import InvalidError, NotFoundError
from app.runtime import UserTask
from app.web.shell.languages import label
from app.web.shell.sessions import actor, now

bp = Blueprint("back", __name__)

SEE_OTHER, CONFLICT, UNPROCESSABLE = 303, 409, 422
Answer = str | Response | tuple[str, int]


@bp.get("/tasks/<uuid:task_id>/return")
@login_required
def choose(task_id: UUID) -> str:
    """Show the earlier tasks; with one chosen, whose tasks going back to it would cancel."""
    return _choose(task_id)


@bp.post("/tasks/<uuid:task_id>/return")
@login_required
def go(task_id: UUID) -> Answer:
    """Return the case to the task chosen."""
    target = _chosen(request.form.get("to", ""))
    if target is None:
        return _choose(task_id, {"to": "请选择退回到哪一步。"}), UNPROCESSABLE
    try:
        with transaction():
            reason = request.form.get("reason", "")
            earlier = tasks.targets(task_id, actor=actor())
            tasks.return_to(task_id, target, reason, actor=actor(), now=now(), seen=_seen())
    except InvalidError as error:
        return _choose(task_id, error.fields), UNPROCESSABLE
    except tasks.MoreCancelledError as error:
        return _choose(task_id, problem=str(error)), CONFLICT
    name = next((past.name for past in earlier if past.token == target), "")
    flash(_("案件已退回“%(task)s”，原办理人会重新收到任务。", task=label(name)), "done")
    return redirect(url_for("tasks.index"), SEE_OTHER)


@bp.get("/tasks/<uuid:task_id>/withdraw")
@login_required
def ask_withdraw(task_id: UUID) -> str:
    """Ask why one takes back what one has just done."""
    return _withdraw(task_id)


@bp.post("/tasks/<uuid:task_id>/withdraw")
@login_required
def withdraw(task_id: UUID) -> Answer:
    """Take back one's own last step."""
    try:
        with transaction():
            reason = request.form.get("reason", "")
            task = tasks.withdraw(task_id, reason, actor=actor(), now=now())
            name, case_id = task.name, task.case_id
    except InvalidError as error:
        return _withdraw(task_id, error.fields), UNPROCESSABLE
    flash(_("“%(task)s”已撤回，可以重新办理。", task=label(name)), "done")
    return redirect(url_for("cases.show", case_id=case_id), SEE_OTHER)


def _choose(task_id: UUID, wrong: dict[str, str] | None = None, problem: str = "") -> str:
    earlier = tasks.targets(task_id, actor=actor())
    task = runtime.task(task_id)
    chosen = _chosen(request.values.get("to", ""))
    if chosen not in {past.token for past in earlier}:
        chosen = None
    return render_template(
        "returning/back.html",
        task=task,
        case=cases.case(task.case_id, actor()),
        earlier=earlier,
        places=" ".join(dict.fromkeys(f"{p.process_key}/{p.element_id}" for p in earlier)),
        done={each.id: each for each in runtime.tasks_of(task.case_id)},
        chosen=chosen,
        preview=tasks.preview(task_id, chosen, actor=actor()) if chosen else None,
        wrong=wrong or {},
        problem=problem,
    )


def _withdraw(task_id: UUID, wrong: dict[str, str] | None = None) -> str:
    task = runtime.task(task_id)
    if not tasks.may_withdraw(task, actor()):
        _require_mine(task)
        raise runtime.ActedOnError
    return render_template(
        "returning/withdraw.html",
        task=task,
        case=cases.case(task.case_id, actor()),
        preview=tasks.previewed(task.instance_id, task.id),
        wrong=wrong or {},
    )


def _require_mine(task: UserTask) -> None:
    if task.completed_by_id != actor().user_id:
        raise NotFoundError


def _seen() -> set[UUID]:
    found = map(_chosen, request.form.get("seen", "").split())
    return {each for each in found if each is not None}


def _chosen(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
