"""Who is signed in, as a value; which moment this request lives in."""

from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, current_app, flash, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_babel import gettext as _
from flask_login import LoginManager, UserMixin, current_user, login_user
from werkzeug.wrappers import Response

from app import identity
from app.core import clock
from app.identity import Actor
from config.settings import Settings

logins = LoginManager()
EXPIRED = 401


class SignedIn(UserMixin):  # type: ignore[misc]
    """A session's person; the id carries the session version, so a new password ends it."""

    def __init__(self, actor: Actor, session_version: int) -> None:
        self.actor = actor
        self.session_version = session_version

    def get_id(self) -> str:
        """Return what the session cookie keeps."""
        return f"{self.actor.user_id}:{self.session_version}"


class Cookies(SecureCookieSessionInterface):
    """Keeps the session in a cookie that only what a person opens prolongs.

    A page also asks by itself, for news or to save a draft. Such an answer may arrive after a
    later one: its cookie would bring back a session that was ended, or lose what was flashed.
    """

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Tell whether this answer carries the cookie."""
        is_opened = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        return session.modified or (is_opened and super().should_set_cookie(app, session))


def register(app: Flask) -> None:
    """Load who is signed in from the session cookie."""
    app.session_interface = Cookies()
    logins.init_app(app)
    logins.user_loader(_load)
    logins.unauthorized_handler(ask_to_sign_in)
    app.context_processor(lambda: {"now": now(), "is_demo": settings().demo})


def sign_in(actor: Actor, session_version: int) -> None:
    """Begin a session for the actor; nothing of the one before remains."""
    language = session.get("language")
    session.clear()
    session.permanent = True
    if language:
        session["language"] = language
    login_user(SignedIn(actor, session_version))


def actor() -> Actor:
    """Return who is signed in; only behind ``login_required``."""
    return current_user.actor  # type: ignore[no-any-return]


def signed_in() -> Actor | None:
    """Return who is signed in, if anybody is."""
    return current_user.actor if current_user.is_authenticated else None


def now() -> datetime:
    """Return the moment of this request: the clock is read once."""
    if "now" not in g:
        g.now = clock.now()
    return g.now  # type: ignore[no-any-return]


def settings() -> Settings:
    """Return the installation's settings."""
    return current_app.extensions["settings"]  # type: ignore[no-any-return]


def ask_to_sign_in() -> Response:
    """Lead to signing in, and from there back to the page."""
    was_signed_in = "_user_id" in session or request.method != "GET"
    flash(_("登录已过期，请重新登录后继续。") if was_signed_in else _("请先登录。"), "notice")
    wanted = request.full_path.rstrip("?") if request.method == "GET" else request.referrer
    target = url_for("accounts.log_in", next=own_path(wanted))
    if request.headers.get("HX-Request"):
        return Response(status=EXPIRED, headers={"HX-Redirect": target})
    return redirect(target, 303)


def own_path(target: str | None) -> str | None:
    """Return ``target`` as a path of this site, or None when it points anywhere else."""
    if not target:
        return None
    parts = urlsplit(target)
    if parts.netloc not in ("", request.host) or not parts.path.startswith("/"):
        return None
    if parts.path.startswith(("//", "/\\")):
        return None
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _load(session_id: str) -> SignedIn | None:
    user_id, _sep, version = session_id.partition(":")
    if not version.isdigit():
        return None
    found = identity.actor_of_session(UUID(user_id), int(version), now())
    return SignedIn(found, int(version)) if found else None
