"""Replies as they are read and printed."""

from uuid import UUID

from flask import Blueprint, render_template
from flask_login import login_required

from app import cases
from app.web.shell.sessions import actor
from app.web.submissions import readout

bp = Blueprint("submissions", __name__, url_prefix="/submissions")
ACTIONS = {"register_request": "诉求登记", "own_whistle": "吹哨申请"}


@bp.get("/<uuid:submission_id>/print")
@login_required
def paper(submission_id: UUID) -> str:
    """Show a reply as it is printed."""
    reply = cases.submission(submission_id, actor())
    file = cases.file(reply.case_id, actor())
    names = {task.id: task.name for task in file.tasks}
    began = {task.id: task.opened_at for task in file.tasks}
    return render_template(
        "forms/print.html",
        reply=reply,
        case=file.case,
        name=(reply.task_id and names.get(reply.task_id))
        or ACTIONS.get(reply.form_key, "办理记录"),
        fields=readout.of_reply(
            reply,
            actor(),
            {each.id: each for each in file.documents},
            case=file.case,
            since=began.get(reply.task_id) if reply.task_id else None,
        ),
    )
