"""The supervisors' monitor: figures, what is late and why, urging, the wall."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import login_required
from werkzeug.wrappers import Response

from app import supervision
from app.core.db import transaction
from app.core.errors import InvalidError
from app.core.paging import Turn, every
from app.supervision import Late
from app.tasks import urging
from app.web import health
from app.web.shell.languages import label, said
from app.web.shell.sessions import actor, now
from app.web.shell.turning import turn
from app.web.words.labels import joined, org_name
from app.web.words.times import lasting, moment
from app.web.worklist.tables import table

bp = Blueprint("monitor", __name__)
bp.register_blueprint(health.bp)

SEE_OTHER, UNPROCESSABLE = 303, 422
A_PAGE, ON_THE_WALL, IN_ONE_GO = 50, 12, 500
FIGURES = {
    "late": _l("逾期"),
    "red": _l("红"),
    "yellow": _l("黄"),
    "today": _l("今日到期"),
    "unsigned": _l("未签收"),
    "absent": _l("未到场"),
    "unanswered": _l("催办未答复"),
}
WHY = {
    "unsigned": _l("至今未签收"),
    "absent": _l("至今未到场"),
    "unclaimed": _l("尚无人领取"),
    "unfinished": _l("已领取，尚未办结"),
}
PLACE = ("after", "before", "page")
PUSHED = {"task.urged": _l("催办"), "task.overdue": _l("逾期通知"), "task.warned": _l("到期提醒")}
COLUMNS = ["编号", "标题", "任务", "单位", "经办人", "期限", "逾期", "原因", "催办次数",
           "催办答复", "最近答复", "答复人", "答复时间"]  # fmt: skip


@bp.get("/monitor/")
@login_required
def index() -> str:
    """Show the figures and the tasks behind one of them."""
    return _page()


@bp.get("/monitor/wall")
@login_required
def wall() -> str:
    """Show large figures and the latest tasks, without controls."""
    reader = actor()
    rows = supervision.overdue(reader, now(), turn=Turn(limit=ON_THE_WALL))
    return render_template(
        "monitor/wall.html", strip=supervision.strip(reader, now()), rows=rows, **_words()
    )


@bp.get("/monitor.csv")
@login_required
def export() -> Response:
    """Send all tasks behind a figure as a table."""
    reader, at, figure = actor(), now(), _figure()
    rows = every(
        lambda after: supervision.overdue(
            reader, at, figure=figure, turn=Turn(after=after, limit=IN_ONE_GO)
        )
    )
    name = f"monitor-{now():%Y%m%d-%H%M}.csv"
    return table(name, [_(column) for column in COLUMNS], map(_cells, rows))


@bp.post("/monitor/tasks/<uuid:task_id>/urge")
@login_required
def urge(task_id: UUID) -> Response | tuple[str, int]:
    """Push whoever must act, and the heads, with words of one's own."""
    words = request.form.get("words", "")
    try:
        with transaction():
            urging.urge(task_id, words, actor=actor(), now=now())
    except InvalidError as error:
        sentence = error.fields.get("words", str(error))
        return _page(wrong=(task_id, said(sentence), words)), UNPROCESSABLE
    flash(_("已催办，对方和负责人会收到通知。"), "done")
    return redirect(url_for("monitor.index", **_where()), SEE_OTHER)


def _page(wrong: tuple[UUID, str, str] | None = None) -> str:
    reader, figure = actor(), _figure()
    return _render(
        "monitor/index.html",
        strip=supervision.strip(reader, now()),
        rows=supervision.overdue(reader, now(), figure=figure, turn=turn(A_PAGE)),
        figure=figure,
        where=_where(),
        wrong=wrong,
    )


def _render(template: str, **values: object) -> str:
    part = "monitor/_live.html" if request.headers.get("HX-Request") else template
    return render_template(part, **values, **_words())


def _words() -> dict[str, object]:
    return {"figures": FIGURES, "why": WHY, "pushed": PUSHED}


def _figure() -> str:
    asked = request.values.get("figure", "late")
    return asked if asked in FIGURES else "late"


def _answer(row: Late) -> Sequence[str]:
    said = row.answered
    stands = (_("已答复") if row.is_answered else _("未答复")) if row.urges else ""
    if said is None or said.answered_at is None:
        return stands, "", "", ""
    return stands, said.answer or "", said.answered_by_name or "", moment(said.answered_at)


def _where() -> dict[str, Any]:
    """Return the address's parameters of the page one is on."""
    kept = {name: request.values.get(name, "") for name in PLACE}
    return {"figure": _figure(), **{name: value for name, value in kept.items() if value}}


def _cells(row: Late) -> Sequence[str]:
    return (
        row.case.reference,
        row.case.title,
        label(row.task.name),
        joined(org_name(code) for code in row.orgs),
        row.assignee or "",
        moment(row.task.due_at),
        lasting(row.late_by) if row.late_by.total_seconds() > 0 else "",
        str(WHY[row.why]),
        str(row.pushes),
        *_answer(row),
    )
