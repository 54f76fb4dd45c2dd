"""A person's notices: what happened, in the reader's language."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from app import notifications
from app.core.db import transaction
from app.core.errors import NotFoundError
from app.web.shell.sessions import actor, now

bp = Blueprint("notices", __name__, url_prefix="/notices")
SEE_OTHER = 303
A_PAGE = 50
ALARMING = {"task_overdue", "late_arrival", "order_overdue", "whistle_overdue", "urged"}


@bp.get("/")
@login_required
def index() -> str:
    """List the reader's notices, the newest first."""
    page = _page_number()
    mine = actor().user_id
    rows = notifications.of_user(mine, limit=A_PAGE + 1, offset=(page - 1) * A_PAGE)
    return render_template(
        "notices/index.html",
        rows=rows[:A_PAGE],
        has_more=len(rows) > A_PAGE,
        page=page,
        unread=notifications.unread(mine),
        alarming=ALARMING,
    )


@bp.post("/<uuid:notice_id>")
@login_required
def open_notice(notice_id: UUID) -> Response:
    """Note that a notice was read, and go to its case."""
    with transaction():
        notifications.mark_read(notice_id, actor().user_id, now=now())
    case_id = request.form.get("case_id")
    if case_id:
        return redirect(url_for("cases.show", case_id=_uuid(case_id)), SEE_OTHER)
    return redirect(url_for("notices.index"), SEE_OTHER)


@bp.post("/read")
@login_required
def read_all() -> Response:
    """Note that everything was read."""
    with transaction():
        notifications.mark_all_read(actor().user_id, now=now())
    flash(_("已全部标为已读。"), "done")
    return redirect(url_for("notices.index"), SEE_OTHER)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFoundError from error


def _page_number() -> int:
    asked = request.args.get("page", "1")
    return min(max(int(asked), 1), 200) if asked.isdecimal() else 1
