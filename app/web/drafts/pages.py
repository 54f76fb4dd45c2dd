"""Keep a draft, by a script or by the button; compare two; put one away."""

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from app import cases
from app.core.db import transaction
from app.core.errors import NotFoundError
from app.runtime import TaskGoneError
from app.tasks import drafts
from app.tasks.drafts import Draft, DraftConflictError, SentBeforeError
from app.web import replies
from app.web.drafts import comparing, kinds, opening
from app.web.drafts.sealing import seal
from app.web.shell.security import csrf
from app.web.shell.sessions import actor, now, signed_in
from app.web.words.times import clock_time

bp = Blueprint("drafts", __name__, url_prefix="/drafts")
csrf.exempt(bp)
SEE_OTHER, CONFLICT, NOBODY = 303, 409, 401
PHONES = ("iphone", "mobile", "android")
Answer = Response | str | tuple[str, int] | tuple[Response, int]


@bp.before_request
def answer_scripts_first() -> Answer | None:
    """Tell a script that nobody is signed in, instead of leading it to the log-in page."""
    if signed_in() is None and _is_script():
        return jsonify(words=_("登录已过期")), NOBODY
    csrf.protect()
    return None


@bp.get("/pass")
@login_required
def show_pass() -> Answer:
    """Answer who is signed in, with a fresh token and the key that opens what is sealed."""
    person = actor()
    return jsonify(user=str(person.user_id), csrf=generate_csrf(), key=seal())


@bp.post("/<kind>/<key>")
@login_required
def keep(kind: str, key: str) -> Answer:
    """Keep what was typed; a script is answered in JSON, the button with the page again."""
    typed = replies.raw()
    try:
        draft = _keep(kind, key, typed)
    except (SentBeforeError, TaskGoneError, NotFoundError) as gone:
        was_sent = not isinstance(gone, NotFoundError) or cases.answered(
            replies.one_time_key(), actor()
        )
        if not (_is_script() and was_sent):
            raise
        return jsonify(sent=True), CONFLICT
    except DraftConflictError as found:
        if _is_script():
            return jsonify(conflict=True, words=_elsewhere(found.draft)), CONFLICT
        return _comparison(kind, key, typed, found.draft), CONFLICT
    if _is_script():
        at = clock_time(draft.updated_at)
        return jsonify(revision=draft.revision, words=_("已保存 %(at)s", at=at))
    flash(_("草稿已保存，可以稍后接着填写。"), "done")
    return redirect(kinds.page_of(kind, key), SEE_OTHER)


@bp.post("/<kind>/<key>/merge")
@login_required
def merge(kind: str, key: str) -> Answer:
    """Keep what was chosen of two drafts; compare again when a third came meanwhile."""
    subject = kinds.subject(kind, key, actor())
    theirs = drafts.about(subject.key, actor())
    mine = comparing.read(request.form.get("mine", ""))
    form = comparing.form_of(subject)
    chosen = comparing.merged(form, mine, theirs, request.form)
    try:
        with transaction():
            drafts.keep_about(
                subject, chosen, actor=actor(), now=now(), revision=_revision(), device=_device()
            )
    except DraftConflictError as found:
        return _comparison(kind, key, mine, found.draft), CONFLICT
    flash(_("已按您的选择合并。"), "done")
    return redirect(kinds.page_of(kind, key), SEE_OTHER)


@bp.get("/<kind>/<key>/drop")
@login_required
def ask_to_drop(kind: str, key: str) -> Answer:
    """Show once more what would be put away."""
    draft = drafts.about(kinds.key_of(kind, key), actor())
    if draft is None:
        return redirect(kinds.page_of(kind, key), SEE_OTHER)
    lines = drafts.told(drafts.form_of(draft), draft.raw)
    return render_template(
        "drafts/drop.html",
        typed=lines,
        told=opening.told(draft),
        back=kinds.page_of(kind, key),
        action=url_for("drafts.drop", kind=kind, key=key),
        subject=f"{kind}/{key}",
    )


@bp.post("/<kind>/<key>/drop")
@login_required
def drop(kind: str, key: str) -> Answer:
    """Put one's own draft away; again changes nothing."""
    with transaction():
        drafts.drop_about(kinds.key_of(kind, key), actor())
    flash(_("草稿已放弃。"), "done")
    return redirect(kinds.page_of(kind, key), SEE_OTHER)


def _keep(kind: str, key: str, typed: dict[str, Any]) -> Draft:
    subject = kinds.subject(kind, key, actor())
    with transaction():
        return drafts.keep_about(
            subject,
            typed,
            actor=actor(),
            now=now(),
            revision=_revision(),
            page=request.form.get("one_time_key"),
            device=_device(),
        )


def _comparison(kind: str, key: str, mine: dict[str, Any], theirs: Draft) -> str:
    subject = kinds.subject(kind, key, actor())
    return render_template(
        "drafts/conflict.html",
        pairs=comparing.pairs(comparing.form_of(subject), mine, theirs),
        mine=comparing.written(mine),
        revision=theirs.revision,
        told=opening.told(theirs),
        action=url_for("drafts.merge", kind=kind, key=key),
        subject=f"{kind}/{key}",
    )


def _elsewhere(draft: Draft) -> str:
    return _("您在另一处也填写了这张表：%(told)s", told=opening.told(draft))


def _is_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _revision() -> int:
    asked = request.form.get(opening.REVISION, "0")
    return int(asked) if asked.isdecimal() and len(asked) < 10 else 0


def _device() -> str:
    agent = (request.user_agent.string or "").lower()
    if "ipad" in agent or "tablet" in agent:
        return "平板"
    return "手机" if any(word in agent for word in PHONES) else "电脑"
