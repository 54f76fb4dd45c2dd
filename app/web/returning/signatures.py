"""加签: ask others to sign before or after one's own task; 减签: no longer ask them."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from app import cases, identity, tasks
from app.core.db import transaction
from app.core.errors import InvalidError, NotFoundError
from app.web.shell.sessions import actor, now

bp = Blueprint("signatures", __name__)

SEE_OTHER, UNPROCESSABLE = 303, 422
Answer = str | Response | tuple[str, int]
Choices = list[tuple[identity.Organisation, list[str]]]


@bp.get("/tasks/<uuid:task_id>/sign")
@login_required
def ask(task_id: UUID) -> str:
    """Show the form: who signs, before or after, and why."""
    return _page(task_id)


@bp.post("/tasks/<uuid:task_id>/sign")
@login_required
def add(task_id: UUID) -> Answer:
    """Ask a post to sign."""
    form = request.form
    groups = [group for group in form.getlist("groups") if group]
    try:
        with transaction():
            tasks.sign(
                task_id, groups, form.get("when", ""), form.get("reason", ""),
                actor=actor(), now=now(),
            )  # fmt: skip
    except InvalidError as error:
        return _page(task_id, error.fields), UNPROCESSABLE
    flash(_("已发出加签，对方会收到任务。"), "done")
    return redirect(url_for("tasks.show", task_id=task_id), SEE_OTHER)


@bp.get("/tasks/<uuid:task_id>/sign/<uuid:signer>/remove")
@login_required
def ask_remove(task_id: UUID, signer: UUID) -> str:
    """Ask why a signer is no longer asked."""
    return _remove_page(task_id, signer)


@bp.post("/tasks/<uuid:task_id>/sign/<uuid:signer>/remove")
@login_required
def remove(task_id: UUID, signer: UUID) -> Answer:
    """Stop asking a signer."""
    try:
        with transaction():
            reason = request.form.get("reason", "")
            tasks.unsign(task_id, signer, reason, actor=actor(), now=now())
    except InvalidError as error:
        return _remove_page(task_id, signer, error.fields), UNPROCESSABLE
    flash(_("已取消加签。"), "done")
    return redirect(url_for("tasks.show", task_id=task_id), SEE_OTHER)


def _page(task_id: UUID, wrong: dict[str, str] | None = None) -> str:
    task = tasks.view(task_id, actor=actor(), now=now()).task
    return render_template(
        "returning/sign.html",
        task=task,
        case=cases.case(task.case_id, actor()),
        choices=_choices(),
        wrong=wrong or {},
    )


def _remove_page(task_id: UUID, signer: UUID, wrong: dict[str, str] | None = None) -> str:
    task = tasks.view(task_id, actor=actor(), now=now()).task
    asked = next((each for each in task.signers if each["token"] == str(signer)), None)
    if asked is None:
        raise NotFoundError
    return render_template(
        "returning/unsign.html",
        task=task,
        case=cases.case(task.case_id, actor()),
        signer=asked,
        wrong=wrong or {},
    )


def _choices() -> Choices:
    """Return the organisations with the posts each may have, one's own organisations first."""
    mine = {group.split("/")[0] for group in actor().groups}
    found = [(each, _posts(each.kind)) for each in identity.organisations()]
    return sorted((c for c in found if c[1]), key=lambda choice: choice[0].code not in mine)


def _posts(kind: str) -> list[str]:
    return [post.name for post in identity.posts() if kind in post.kinds]
