"""Log in and out, password, language, one's own page."""

from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_required, logout_user
from werkzeug.wrappers import Response

from app import identity
from app.core.db import transaction
from app.core.errors import InvalidError
from app.identity import User
from app.web.shell.languages import LANGUAGES
from app.web.shell.security import limiter
from app.web.shell.sessions import actor, now, own_path, settings, sign_in

bp = Blueprint("accounts", __name__)
SEE_OTHER = 303
GUESSES = "20 per minute"


@bp.get("/login")
def log_in() -> str | Response:
    """Ask for name and password; in demo mode offer the people by role."""
    if current_user.is_authenticated:
        return redirect(url_for("tasks.index"), SEE_OTHER)
    return _log_in_page()


@bp.post("/login")
@limiter.limit(GUESSES)
def check_log_in() -> Response | tuple[str, int]:
    """Begin a session, or say that the name or the password is wrong."""
    username, password = request.form.get("username", ""), request.form.get("password", "")
    with transaction():
        person = identity.authenticate(username, password, now=now())
    if person is None:
        wrong = _("用户名或口令不正确；连续五次不正确将锁定一刻钟。")
        return _log_in_page(username, wrong), 422
    return _begin(person)


@bp.post("/login/demo")
def log_in_demo() -> Response | tuple[str, int]:
    """Sign in as a demo person with one click; only in demo mode."""
    person = identity.find_user(request.form.get("username", "")) if settings().demo else None
    if person is None or not person.is_active:
        return _log_in_page(wrong=_("没有这个示例人员。")), 422
    return _begin(person)


@bp.post("/logout")
@login_required
def log_out() -> Response:
    """End the session."""
    logout_user()
    session.pop("_fresh", None)
    flash(_("已退出。"), "done")
    return redirect(url_for("accounts.log_in"), SEE_OTHER)


@bp.get("/me")
@login_required
def me() -> str:
    """Show who one is and what one may do about it."""
    return render_template("accounts/me.html", phone=identity.user(actor().user_id).phone or "")


@bp.post("/me/phone")
@login_required
def give_phone() -> Response | tuple[str, int]:
    """Note the telephone on one's desk."""
    typed = request.form.get("phone", "")
    try:
        with transaction():
            identity.give_phone(typed, actor=actor())
    except InvalidError as wrong:
        page = render_template("accounts/me.html", phone=typed, errors=wrong.fields)
        return page, 422
    flash(_("办公电话已保存。"), "done")
    return redirect(url_for("accounts.me"), SEE_OTHER)


@bp.get("/me/password")
@login_required
def password() -> str:
    """Ask for the old and the new password."""
    return render_template("accounts/password.html", errors={})


@bp.post("/me/password")
@login_required
@limiter.limit(GUESSES)
def change_password() -> Response | tuple[str, int]:
    """Change the password; every other session of the person ends."""
    old, new = request.form.get("old_password", ""), request.form.get("new_password", "")
    try:
        if new != request.form.get("new_again", ""):
            raise InvalidError(fields={"new_again": _("两次输入的新口令不一致。")})
        with transaction():
            version = identity.change_password(old, new, actor=actor()).session_version
    except InvalidError as wrong:
        return render_template("accounts/password.html", errors=wrong.fields), 422
    sign_in(actor(), version)
    flash(_("口令已修改，其他设备上的登录已失效。"), "done")
    return redirect(url_for("tasks.index"), SEE_OTHER)


@bp.post("/language")
def choose_language() -> Response:
    """Answer in this language from now on."""
    language = request.form.get("language", "")
    if language in LANGUAGES:
        session["language"] = language
        if current_user.is_authenticated:
            with transaction():
                identity.choose_language(language, actor=actor())
    back = own_path(request.form.get("next")) or url_for("tasks.index")
    return redirect(back, SEE_OTHER)


def _log_in_page(username: str = "", wrong: str = "") -> str:
    groups = _people_by_role() if settings().demo else []
    target = own_path(request.values.get("next")) or ""
    return render_template(
        "accounts/log_in.html", groups=groups, username=username, wrong=wrong, next=target
    )


def _begin(person: User) -> Response:
    sign_in(identity.actor_of(person, now()), person.session_version)
    return redirect(own_path(request.form.get("next")) or url_for("tasks.index"), SEE_OTHER)


def _people_by_role() -> list[tuple[str, list[tuple[User, list[str]]]]]:
    """Return the demo people below the organisation of their first post, in the tree's order."""
    order = {each.code: number for number, each in enumerate(identity.organisations())}
    held = [(person, identity.groups_of(person, now())) for person in identity.users()]
    placed = sorted(
        (
            (order.get(groups[0].split("/")[0], 0), person, groups)
            for person, groups in held
            if groups
        ),
        key=lambda row: (row[0], row[1].username),
    )
    return [
        (rows[0][2][0].split("/")[0], [(person, groups) for _n, person, groups in rows])
        for _number, found in groupby(placed, key=lambda row: row[0])
        for rows in [list(found)]
    ]
