"""The page of one's own channels; nobody else's can be named."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import login_required
from werkzeug.wrappers import Response

from app import notifications
from app.core.errors import ConflictError, InvalidError
from app.jobs import addresses, outbox
from app.notifications import BOT, MAIL
from app.web.shell.languages import label
from app.web.shell.security import limiter
from app.web.shell.sessions import actor, now
from app.web.telling import asked
from app.web.words.notices import KINDS
from app.web.words.times import WEEKDAYS

bp = Blueprint("telling", __name__, url_prefix="/telling")
SEE_OTHER, UNPROCESSABLE = 303, 422
AT_MOST = "20 per minute"
FORMATS = {
    "wecom": _l("企业微信群机器人"),
    "dingtalk": _l("钉钉群机器人"),
    "feishu": _l("飞书群机器人"),
    "json": _l("其他（通用 JSON）"),
}
Answer = Response | tuple[str, int]


@bp.get("/")
@login_required
def index() -> str:
    """Show how one is told, and where; a mail's link brings its code along."""
    return _page(typed={"code": request.args.get("code", "")[:10]})


@bp.post("/")
@login_required
def choose() -> Answer:
    """Remember which kinds go where, how often, and when not."""
    try:
        addresses.choose(asked.wanted(request.form), actor=actor(), now=now())
    except InvalidError as wrong:
        return _page(wrong.fields, form=request.form), UNPROCESSABLE
    flash(_("通知方式已保存。"), "done")
    return redirect(url_for("telling.index"), SEE_OTHER)


@bp.post("/mail")
@login_required
@limiter.limit(AT_MOST)
def give_mail() -> Answer:
    """Send a code to a mail address."""
    address = request.form.get("address", "")
    try:
        addresses.give_mail(address, actor=actor(), now=now())
    except InvalidError as wrong:
        return _page(wrong.fields, typed={"address": address}), UNPROCESSABLE
    except ConflictError as refused:
        return _page({"address": str(refused)}, typed={"address": address}), UNPROCESSABLE
    flash(_("验证码已发到 %(address)s，请在 30 分钟内填入。", address=address.strip()), "done")
    return redirect(url_for("telling.index"), SEE_OTHER)


@bp.post("/mail/confirm")
@login_required
@limiter.limit(AT_MOST)
def confirm_mail() -> Answer:
    """Take the address into use that the code was sent to."""
    code = request.form.get("code", "")
    try:
        addresses.confirm_mail(code, actor=actor(), now=now())
    except InvalidError as wrong:
        return _page(wrong.fields, typed={"code": code}), UNPROCESSABLE
    flash(_("邮箱已验证，今后的通知会发到这里。"), "done")
    return redirect(url_for("telling.index"), SEE_OTHER)


@bp.post("/bot")
@login_required
@limiter.limit(AT_MOST)
def set_bot() -> Answer:
    """Send to a chat bot from now on."""
    typed = {name: request.form.get(name, "") for name in ("url", "format", "secret")}
    try:
        addresses.set_bot(typed["url"], typed["format"], typed["secret"], actor=actor(), now=now())
    except InvalidError as wrong:
        return _page(wrong.fields, typed=typed), UNPROCESSABLE
    flash(_("机器人已保存，可以发一条试试。"), "done")
    return redirect(url_for("telling.index"), SEE_OTHER)


@bp.post("/<any(mail, bot):channel>/try")
@login_required
@limiter.limit(AT_MOST)
def try_out(channel: str) -> Response:
    """Send one message now, and say whether it arrived."""
    try:
        addresses.try_out(channel, actor=actor(), now=now())
    except ConflictError as failed:
        flash(label(str(failed)), "error")
    else:
        flash(_("已送达，请查看。"), "done")
    return redirect(url_for("telling.index", _anchor=channel), SEE_OTHER)


@bp.post("/<any(mail, bot):channel>/remove")
@login_required
def remove(channel: str) -> Response:
    """Forget an address."""
    addresses.remove(channel, actor=actor(), now=now())
    flash(_("已停用并删除。"), "done")
    return redirect(url_for("telling.index"), SEE_OTHER)


def _page(
    errors: Mapping[str, str] | None = None,
    *,
    typed: Mapping[str, str] | None = None,
    form: Any = None,
) -> str:
    mine = actor().user_id
    held = notifications.contacts(mine)
    return render_template(
        "telling/index.html",
        kinds=KINDS,
        bearing=notifications.BEARING,
        choice=asked.typed(form) if form is not None else asked.shown(mine),
        mail=held.get(MAIL),
        bot=held.get(BOT),
        has_mail=outbox.outlets().is_open(MAIL),
        formats=FORMATS,
        weekdays=WEEKDAYS,
        errors=errors or {},
        typed=typed or {},
    )
