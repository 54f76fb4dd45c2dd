"""The worklist: the list, what has changed meanwhile, what became of tasks, the filters."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from app import cases, tasks
from app.tasks import Asked
from app.tasks.filters import Listed
from app.web.shell.languages import said
from app.web.shell.navigation import badge, badges, counts
from app.web.shell.sessions import actor, now
from app.web.worklist import asked as asking
from app.web.worklist import choices, rows
from app.web.worklist.asked import COPIES

bp = Blueprint("lists", __name__)
MOST_ASKED = 100


def index() -> str | Response:
    """Show the list asked for; without an address, the one the person begins with."""
    saved = tasks.filters.visible(actor())
    start = next((each.filter for each in saved if each.is_mine and each.filter.is_start), None)
    if start is not None and not request.args:
        return redirect(url_for("tasks.index", **asking.again(start.asked)), 302)
    asked = asking.read(request.args, counts(actor()))
    if asked.tab == COPIES:
        return _copies(asked, saved)
    return _list(asked, saved)


@bp.get("/tasks/live")
@login_required
def live() -> Response:
    """Answer the rows as they are now, or 304 when all would look the same."""
    asked = asking.read(request.args, counts(actor()))
    page = rows.page(asked, actor(), now())
    figures = _figures()
    digest = page.digest(*figures.values())
    if digest in request.if_none_match:
        answer = Response(status=304)
    else:
        answer = Response(
            _part("worklist/_live.html", asked, page=page, figures=figures), mimetype="text/html"
        )
    answer.set_etag(digest)
    return answer


@bp.get("/tasks/fates")
@login_required
def fates() -> Response:
    """Answer in words what became of tasks that are no longer in the list."""
    ids = [_id(text) for text in request.args.getlist("task")[:MOST_ASKED]]
    found = {each: tasks.together.fate(each, actor()) for each in ids if each}
    gone = _("已不在这个列表")
    return jsonify({str(e): said(fate.words) if fate else gone for e, fate in found.items()})


@bp.get("/tasks/filter")
@login_required
def choose() -> str:
    """Show everything the list can be narrowed by."""
    asked = asking.read(request.args)
    part = "worklist/_filter.html" if request.headers.get("HX-Request") else "worklist/filter.html"
    return render_template(part, **_said(asked))


def _list(asked: Asked, saved: Sequence[Listed]) -> str:
    page = rows.page(asked, actor(), now())
    if request.headers.get("HX-Request"):
        return _part("worklist/_work.html", asked, page=page, saved=saved)
    digest = page.digest(*_figures().values())
    return render_template(
        "tasks/index.html", page=page, saved=saved, digest=digest, **_said(asked)
    )


def _copies(asked: Asked, saved: Sequence[Listed]) -> str:
    copies = cases.copies_for(actor(), asked.turn)
    return render_template("tasks/copies.html", copies=copies, saved=saved, **_said(asked))


def _part(name: str, asked: Asked, **values: Any) -> str:
    return render_template(name, **values, **_said(asked))


def _said(asked: Asked) -> dict[str, Any]:
    return {
        "asked": asked,
        "asking": asking,
        "choices": choices,
        "counts": counts(actor()),
        "pickable": asking.may_pick(asked),
    }


def _figures() -> dict[str, str]:
    """Return the figures of the tabs and the rail as they are shown."""
    found = counts(actor())
    named = {name: getattr(found, name) for name in ("groups", "waiting", "started", "copies")}
    return {name: badge(figure) for name, figure in {**named, **badges(actor())}.items()}


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
