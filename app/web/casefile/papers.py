"""The papers of a case: 交办单, 督办单, 现场笔录 and the case file, each as a PDF."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, send_file
from flask_babel import lazy_gettext as _l
from flask_login import login_required
from werkzeug.wrappers import Response

from app import cases, evaluation, identity
from app.cases import Submission
from app.core.errors import NotFoundError
from app.identity import Actor
from app.runtime import UserTask
from app.web.casefile import pdf
from app.web.casefile.deadlines import deadlines
from app.web.shell.sessions import actor, now
from app.web.words.situation import Situation

bp = Blueprint("papers", __name__)
RECORD = "record_on_site"
SIGNED = ("sign_order", "sign")
DISPATCHED = ("dispatch", "approve_whistle")


@dataclass(frozen=True)
class Paper:
    """A kind of paper: its name, and whether a case has one for a reader."""

    key: str
    name: Any
    icon: str
    template: str
    is_offered: Callable[[Situation, Actor], bool]


class NoPaperError(NotFoundError):
    """这个案件没有这种单据。"""


def late_or_urged(at: Situation) -> list[UserTask]:
    """Return the open tasks that are overdue or were urged: what a 督办单 is about."""
    urged = {e.details.get("token") for e in at.file.entries if e.action == "task.urged"}
    return [
        task
        for task in at.file.open_tasks
        if (task.due_at and task.due_at < now()) or str(task.id) in urged
    ]


def records(at: Situation) -> list[Submission]:
    """Return the records made on site, oldest first."""
    return [each for each in at.file.submissions if each.form_key == RECORD]


def _is_supervised(at: Situation, reader: Actor) -> bool:
    return identity.may(reader, "supervision.read") and bool(late_or_urged(at))


PAPERS: Mapping[str, Paper] = {
    paper.key: paper
    for paper in (
        Paper("order", _l("交办单"), "file-text", "papers/order.html", lambda at, _reader: True),
        Paper(
            "supervision", _l("督办单"), "alert-circle", "papers/supervision.html", _is_supervised
        ),
        Paper(
            "record",
            _l("现场笔录"),
            "clipboard-text",
            "papers/record.html",
            lambda at, _reader: bool(records(at)),
        ),
        Paper("file", _l("案卷"), "folder", "papers/file.html", lambda at, _reader: True),
    )
}


def offered(at: Situation, reader: Actor) -> list[Paper]:
    """Return the papers a case has for a reader."""
    return [paper for paper in PAPERS.values() if paper.is_offered(at, reader)]


@bp.get("/cases/<uuid:case_id>/papers/")
@login_required
def index(case_id: UUID) -> str:
    """List the papers a case has."""
    at = Situation(cases.file(case_id, actor()), actor())
    return render_template("papers/index.html", at=at, papers=offered(at, actor()))


@bp.get("/cases/<uuid:case_id>/papers/<kind>.pdf")
@login_required
def show(case_id: UUID, kind: str) -> Response:
    """Send a paper; it is made anew each time from what the reader may see."""
    at = Situation(cases.file(case_id, actor()), actor())
    paper = PAPERS.get(kind)
    if paper is None or not paper.is_offered(at, actor()):
        raise NoPaperError
    written = pdf.made(
        paper.template, {each.id: each for each in at.file.documents}, **_said(at, paper)
    )
    name = f"{at.case.reference}-{paper.name}.pdf"
    return send_file(BytesIO(written), mimetype="application/pdf", download_name=name)


def _said(at: Situation, paper: Paper) -> dict[str, Any]:
    done = [task for task in at.file.tasks if task.outcome == "completed"]
    return {
        "at": at,
        "paper": paper,
        "person": actor(),
        "deadlines": deadlines(at.file),
        "late": late_or_urged(at),
        "records": records(at),
        "sheets": evaluation.sheets(at.case.id, actor()),
        "signed": [task for task in done if task.element_id in SIGNED],
        "issued": next((t for t in reversed(done) if t.element_id in DISPATCHED), None),
        "urges": [e for e in at.file.entries if e.action == "task.urged"],
    }
