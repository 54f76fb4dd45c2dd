"""Saved filters: keep what the list asks for, name it, share it, begin with it, delete it."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from app.core.db import transaction
from app.core.errors import InvalidError
from app.tasks import filters
from app.web.shell.sessions import actor, now
from app.web.worklist import asked as asking
from app.web.worklist import choices

bp = Blueprint("saved", __name__, url_prefix="/tasks/filters")
SEE_OTHER, UNPROCESSABLE = 303, 422
Answer = str | Response | tuple[str, int]


@bp.get("/")
@login_required
def index() -> str:
    """List one's saved filters, and those of one's units."""
    return _page()


@bp.get("/new")
@login_required
def new() -> str:
    """Ask under which name to keep what the list asks for."""
    return _ask({})


@bp.post("/")
@login_required
def save() -> Answer:
    """Keep what the list asks for under a name."""
    asked = asking.read(request.form)
    sent = request.form
    try:
        with transaction():
            filters.save(
                sent.get("name", ""),
                asking.kept(asked),
                actor=actor(),
                now=now(),
                shared_with=sent.get("shared_with") or None,
                is_start=sent.get("is_start") == "1",
            )
    except InvalidError as error:
        return _ask(error.fields), UNPROCESSABLE
    flash(_("筛选已保存，在“常用筛选”里。"), "done")
    return redirect(url_for("tasks.index", **asking.query(asked)), SEE_OTHER)


@bp.post("/<uuid:filter_id>")
@login_required
def change(filter_id: UUID) -> Answer:
    """Rename one's filter and choose who sees it."""
    sent = request.form
    try:
        with transaction():
            found = filters.own(filter_id, actor())
            if sent.get("name", "") != found.name:
                filters.rename(filter_id, sent.get("name", ""), actor=actor(), now=now())
            if "shared_with" in sent and (sent["shared_with"] or None) != found.shared_with:
                unit = sent["shared_with"] or None
                filters.share(filter_id, unit, actor=actor(), now=now())
    except InvalidError as error:
        return _page(filter_id, error.fields), UNPROCESSABLE
    flash(_("筛选已更新。"), "done")
    return redirect(url_for("worklist.saved.index"), SEE_OTHER)


@bp.post("/<uuid:filter_id>/start")
@login_required
def begin_with(filter_id: UUID) -> Response:
    """Let the worklist begin with this filter, or with none."""
    is_start = request.form.get("is_start", "1") == "1"
    with transaction():
        filters.begin_with(filter_id, actor=actor(), now=now(), is_start=is_start)
    words = _("以后打开“我的任务”就是这个筛选。") if is_start else _("不再以这个筛选开始。")
    flash(words, "done")
    return redirect(url_for("worklist.saved.index"), SEE_OTHER)


@bp.post("/<uuid:filter_id>/delete")
@login_required
def delete(filter_id: UUID) -> Response:
    """Delete one's filter."""
    with transaction():
        name = filters.delete(filter_id, actor=actor(), now=now())
    flash(_("筛选“%(name)s”已删除。", name=name), "done")
    return redirect(url_for("worklist.saved.index"), SEE_OTHER)


def _page(wrong: UUID | None = None, errors: Mapping[str, str] | None = None) -> str:
    return render_template(
        "worklist/saved.html",
        saved=filters.visible(actor()),
        units=filters.units_of(actor()),
        asking=asking,
        choices=choices,
        wrong=wrong,
        errors=errors or {},
        sent=request.form,
    )


def _ask(errors: Mapping[str, str]) -> str:
    asked = asking.read(request.values)
    return render_template(
        "worklist/save.html",
        asked=asked,
        asking=asking,
        choices=choices,
        units=filters.units_of(actor()),
        errors=errors,
        sent=request.form,
    )
