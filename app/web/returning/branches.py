"""减签: release one of several that work at the same time."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from app import cases, tasks
from app.core.db import transaction
from app.core.errors import InvalidError, NotFoundError
from app.web.shell.sessions import actor, now

bp = Blueprint("branches", __name__)

SEE_OTHER, UNPROCESSABLE = 303, 422
Answer = str | Response | tuple[str, int]


@bp.get("/cases/<uuid:case_id>/branches/<uuid:token>/release")
@login_required
def ask(case_id: UUID, token: UUID) -> str:
    """Ask why one is released."""
    return _page(case_id, token)


@bp.post("/cases/<uuid:case_id>/branches/<uuid:token>/release")
@login_required
def release(case_id: UUID, token: UUID) -> Answer:
    """Release one, with all that runs in it."""
    try:
        with transaction():
            reason = request.form.get("reason", "")
            tasks.release(case_id, token, reason, actor=actor(), now=now())
    except InvalidError as error:
        return _page(case_id, token, error.fields), UNPROCESSABLE
    flash(_("已减签，它的任务都已取消。"), "done")
    return redirect(url_for("cases.show", case_id=case_id), SEE_OTHER)


def _page(case_id: UUID, token: UUID, wrong: dict[str, str] | None = None) -> str:
    mine = tasks.branches(case_id, actor=actor(), now=now())
    branch = next((each for each in mine if each.token == token), None)
    if branch is None:
        raise NotFoundError
    return render_template(
        "returning/release.html",
        case=cases.case(case_id, actor()),
        branch=branch,
        wrong=wrong or {},
    )
