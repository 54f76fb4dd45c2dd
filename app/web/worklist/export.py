"""The list asked for as a table: every page of it, sent while it is read."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from flask import Blueprint, request
from flask_babel import lazy_gettext as _l
from flask_login import login_required
from werkzeug.wrappers import Response

from app import cases, tasks
from app.core.paging import Turn, every
from app.tasks import Asked, InboxRow
from app.web.shell.languages import label
from app.web.shell.navigation import counts
from app.web.shell.sessions import actor, now
from app.web.words.labels import group_name, joined, org_name
from app.web.words.times import left, moment
from app.web.worklist import asked as asking
from app.web.worklist.asked import COPIES
from app.web.worklist.tables import table

bp = Blueprint("export", __name__)
IN_ONE_GO = 500
COLUMNS = (
    _l("编号"), _l("任务"), _l("标题"), _l("事项"), _l("哨级"), _l("等级"), _l("属地"), _l("地点"),
    _l("期限"), _l("时限"), _l("岗位"), _l("代办"), _l("办结时间"),
)  # fmt: skip
COPY_COLUMNS = (
    _l("编号"), _l("标题"), _l("事项"), _l("哨级"), _l("等级"), _l("属地"), _l("地点"),
    _l("送达时间"), _l("已阅"),
)  # fmt: skip


@bp.get("/tasks.csv")
@login_required
def export() -> Response:
    """Send the list asked for as a table."""
    asked = asking.read(request.args, counts(actor()))
    name = f"tasks-{asked.tab}-{now():%Y%m%d-%H%M}.csv"
    if asked.tab == COPIES:
        return table(name, COPY_COLUMNS, _copies())
    return table(name, COLUMNS, (_cells(row) for row in _rows(asking.all_pages(asked))))


def _rows(asked: Asked) -> Iterator[InboxRow]:
    while True:
        page = tasks.inbox(actor(), asked, now=now())
        yield from page.rows
        if not page.next:
            return
        asked = replace(asked, after=page.next)


def _copies() -> Iterator[Sequence[str]]:
    reader = actor()
    for copy, case in every(lambda after: cases.copies_for(reader, Turn(after, limit=IN_ONE_GO))):
        read = f"{copy.read_by} {moment(copy.read_at)}" if copy.read_at else ""
        yield (*_about(case), moment(copy.sent_at), read)


def _cells(row: InboxRow) -> Sequence[str]:
    task, case = row.task, row.case
    reference, *about = _about(case)
    return (
        reference,
        label(task.name) if task else "",
        *about,
        moment(task.due_at) if task else "",
        left(task.due_at) if task and task.is_open else "",
        joined(group_name(group) for group in task.groups) if task else "",
        row.stand_in.name if row.stand_in else "",
        moment(task.ended_at) if task else moment(case.instance.ended_at),
    )


def _about(case: cases.Case) -> Sequence[str]:
    return (
        case.reference,
        case.title,
        label(case.matter_name),
        label(f"{case.whistle_class}哨") if case.whistle_class else "",
        case.level or "",
        org_name(case.street) if case.street else "",
        case.place_text,
    )
