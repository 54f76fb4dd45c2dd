"""Comments: write one, mention people, take it back."""

import re
from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from app import cases, identity
from app.cases import Comment
from app.core.db import transaction
from app.core.errors import InvalidError, NotFoundError
from app.web.shell.sessions import actor, now
from app.web.words.labels import group_name

bp = Blueprint("comments", __name__)
SEE_OTHER, UNPROCESSABLE = 303, 422
Answer = Response | tuple[str, int]


@bp.app_template_filter("mentioned")
def mentioned(said: Comment) -> Markup:
    """Return a comment's text with the people it mentions marked."""
    text = str(escape(said.text))
    for name in sorted(said.mentions, key=len, reverse=True):
        at = re.escape(f"@{escape(name)}")
        text = re.sub(rf"(?<!>){at}", f'<b class="at">@{escape(name)}</b>', text)
    return Markup(text)  # noqa: S704 - escaped above


@bp.app_template_filter("may_take_back")
def may_take_back(said: Comment) -> bool:
    """Tell whether the reader may still delete a comment."""
    return said.by_id == actor().user_id and now() - said.at < cases.UNDO_IN


@bp.get("/cases/<uuid:case_id>/comments")
@login_required
def index(case_id: UUID) -> str:
    """Show everything that was said about a case."""
    return _page(case_id)


@bp.post("/cases/<uuid:case_id>/comments")
@login_required
def write(case_id: UUID) -> Answer:
    """Say something; whom it mentions is told."""
    text, task = request.form.get("text", ""), _uuid(request.form.get("task_id", ""))
    try:
        with transaction():
            said = cases.comment(case_id, text, task_id=task, actor=actor(), now=now())
            anchor = f"comment-{said.id}"
    except InvalidError as error:
        return _page(case_id, text, error.fields["text"]), UNPROCESSABLE
    return redirect(url_for("cases.show", case_id=case_id, _anchor=anchor), SEE_OTHER)


@bp.post("/comments/<uuid:comment_id>/delete")
@login_required
def take_back(comment_id: UUID) -> Response:
    """Take one's own comment back within five minutes."""
    with transaction():
        case_id = cases.take_back(comment_id, actor=actor(), now=now()).case_id
    flash(_("评论已收回。"), "done")
    return redirect(url_for("cases.show", case_id=case_id, _anchor="comments"), SEE_OTHER)


@bp.get("/cases/<uuid:case_id>/people")
@login_required
def people(case_id: UUID) -> Response:
    """Return whom the letters after an @ may mean, of those who see the case."""
    identity.require(actor(), "case.note")
    case = cases.case(case_id, actor())
    meant = cases.mentionable(case, request.args.get("q", "")[:40], now=now())
    people = [
        {"username": each.value.partition(":")[2], "name": each.name, "post": group_name(each.post)}
        for each in meant.choices
    ]
    return jsonify(people=people, more=meant.more)


def _page(case_id: UUID, text: str = "", wrong: str = "") -> str:
    return render_template(
        "talk/comments.html",
        case=cases.case(case_id, actor()),
        comments=cases.comments_of(case_id),
        may_comment=identity.may(actor(), "case.note"),
        text=text,
        task_id=request.form.get("task_id", ""),
        wrong=wrong,
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise NotFoundError from error
