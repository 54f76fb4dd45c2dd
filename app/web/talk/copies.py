"""Copies by hand: choose posts and people, send, take back while unread."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required
from werkzeug.wrappers import Response

from app import cases, identity
from app.core.db import transaction
from app.core.errors import InvalidError
from app.web.shell.sessions import actor, now
from app.web.words.labels import group_name

bp = Blueprint("copies", __name__)
SEE_OTHER, UNPROCESSABLE = 303, 422
Answer = Response | tuple[str, int]


@bp.get("/cases/<uuid:case_id>/copies")
@login_required
def ask(case_id: UUID) -> str:
    """Ask to whom copies go; what was chosen so far stays chosen."""
    return _page(case_id, request.args.getlist("to"), request.args.get("words", ""), {})


@bp.post("/cases/<uuid:case_id>/copies")
@login_required
def send(case_id: UUID) -> Answer:
    """Send the copies."""
    to, words = request.form.getlist("to"), request.form.get("words", "")
    try:
        with transaction():
            sent = len(cases.send_copies(case_id, to, words, actor=actor(), now=now()))
    except InvalidError as error:
        return _page(case_id, to, words, error.fields), UNPROCESSABLE
    flash(ngettext("已抄送 %(num)s 份。", "已抄送 %(num)s 份。", sent), "done")
    return redirect(url_for("cases.show", case_id=case_id, _anchor="copies"), SEE_OTHER)


@bp.post("/copies/<uuid:copy_id>/recall")
@login_required
def recall(copy_id: UUID) -> Response:
    """Take back a copy nobody has read."""
    with transaction():
        case_id = cases.recall_copy(copy_id, actor=actor(), now=now()).id
    flash(_("抄送已收回。"), "done")
    return redirect(url_for("cases.show", case_id=case_id, _anchor="copies"), SEE_OTHER)


def _page(case_id: UUID, to: list[str], words: str, wrong: dict[str, str]) -> str:
    case = cases.case(case_id, actor())
    if not cases.may_send_copies(case, actor()):
        raise cases.MayNotCopyError
    asked = request.args.get("q", "")[:40]
    meant = cases.receivers(asked, now=now())
    found = [(each.value, each) for each in meant.choices]
    return render_template(
        "talk/copies.html",
        case=case,
        chosen=[(value, _named(value)) for value in dict.fromkeys(to)],
        found=[(value, each) for value, each in found if value not in to],
        more=meant.more,
        asked=asked,
        words=words,
        wrong=wrong,
    )


def _named(value: str) -> str:
    """Return what a choice is called: a post in words, a person by name."""
    kind, _sep, name = value.partition(":")
    if kind == "post" and "/" in name:
        return group_name(name)
    person = identity.find_user(name)
    return person.name if person else name
