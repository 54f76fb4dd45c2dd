"""Many rows at once: claim, give back, complete with one form; a line each says how it went."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, stream_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import login_required
from werkzeug.wrappers import Response

from app.core.errors import InvalidError, NotFoundError
from app.tasks import together
from app.tasks.together import Outcome
from app.web import replies
from app.web.shell.languages import said_lines
from app.web.shell.sessions import actor, now, own_path

bp = Blueprint("many", __name__)
SEE_OTHER, UNPROCESSABLE = 303, 422
WORDS = {
    "claim": (_l("领取"), _l("已领取"), _l("未领取")),
    "unclaim": (_l("退回本岗"), _l("已退回本岗"), _l("未退回")),
    "complete": (_l("批量办理"), _l("已办理"), _l("未办理")),
}
"""What is done, and what it is called when it went well, and when not."""
OURS = {"task", "back"}
Answer = str | Response | tuple[str, int]


@dataclass(frozen=True)
class Line:
    """How it went for one task; ``words`` say why not. Unknown tasks have no ``task``."""

    task: Any
    case: Any
    words: str = ""


@bp.post("/tasks/claim")
@login_required
def claim() -> Answer:
    """Take the chosen tasks for oneself."""
    ids = _chosen()
    outcomes = together.claim(ids, actor=actor(), now=now())
    return _told("claim", outcomes, ids, _("已领取 %(n)s 件。", n=len(outcomes)))


@bp.post("/tasks/unclaim")
@login_required
def unclaim() -> Answer:
    """Give the chosen tasks back to their posts."""
    ids = _chosen()
    outcomes = together.unclaim(ids, actor=actor(), now=now())
    return _told("unclaim", outcomes, ids, _("%(n)s 件已退回本岗。", n=len(outcomes)))


@bp.post("/tasks/together")
@login_required
def ask() -> str:
    """Ask for the reply that all chosen tasks get."""
    return _form(together.prepare(_chosen(), actor=actor(), now=now()))


@bp.post("/tasks/together/complete")
@login_required
def complete() -> Answer:
    """Complete the chosen tasks with one reply; the report grows as it goes on."""
    ids, sent = _chosen(), _sent()
    try:
        together.check(ids, sent, actor=actor(), now=now())
    except InvalidError as error:
        found = together.prepare(ids, actor=actor(), now=now(), raw=sent, errors=error.fields)
        return _form(found, "" if error.fields else str(error)), UNPROCESSABLE
    known = together.seen(ids, actor())
    outcomes = together.complete(
        ids, sent, one_time_key=replies.one_time_key(), actor=actor(), now=now()
    )
    told = stream_template(
        "worklist/report.html", **_report("complete", _lines(outcomes, known), len(ids))
    )
    return Response(told, mimetype="text/html")


def _form(found: together.Together, problem: str = "") -> str:
    return render_template(
        "worklist/together.html",
        found=found,
        fields=found.fields,
        task=found.first,
        one_time_key=replies.one_time_key(),
        urls={"preview": url_for("worklist.many.preview", task_id=found.first.id)},
        problem=problem,
        back=_back(),
    )


@bp.post("/tasks/<uuid:task_id>/together/preview")
@login_required
def preview(task_id: UUID) -> str:
    """Draw the one form anew with what has been typed so far."""
    fields = together.drawn(task_id, actor=actor(), now=now(), raw=_sent())
    urls = {"preview": url_for("worklist.many.preview", task_id=task_id)}
    return render_template("tasks/preview.html", fields=fields, urls=urls)


def _told(verb: str, outcomes: Sequence[Outcome], ids: Sequence[UUID], all_done: str) -> Answer:
    if all(outcome.is_done for outcome in outcomes):
        flash(all_done, "done")
        return redirect(_back(), SEE_OTHER)
    lines = _lines(outcomes, together.seen(ids, actor()))
    return render_template("worklist/report.html", **_report(verb, lines, len(ids)))


def _report(verb: str, lines: Iterator[Line], total: int) -> dict[str, Any]:
    what, well, ill = WORDS[verb]
    words = {"well": well, "ill": ill}
    return {"what": what, "words": words, "lines": lines, "total": total, "back": _back()}


def _lines(outcomes: Any, known: Any) -> Iterator[Line]:
    for outcome in outcomes:
        task, case = known.get(outcome.item_id, (None, None))
        yield Line(task, case, "" if outcome.is_done else said_lines(outcome.words))


def _chosen() -> list[UUID]:
    return list(dict.fromkeys(_id(text) for text in request.form.getlist("task")))


def _sent() -> dict[str, Any]:
    return {name: value for name, value in replies.raw().items() if name not in OURS}


def _back() -> str:
    return own_path(request.form.get("back")) or url_for("tasks.index")


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFoundError from error
