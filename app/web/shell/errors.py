"""One way to say no: every category of error has its page."""

from flask import Flask, current_app, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.core.errors import (
    ConflictError,
    InvalidError,
    NotFoundError,
    NotPermittedError,
    ShaodaoError,
)
from app.runtime import TaskGoneError
from app.web.shell.languages import said
from app.web.shell.sessions import ask_to_sign_in, signed_in

STATUS = {NotFoundError: 404, NotPermittedError: 403, ConflictError: 409, InvalidError: 422}
KNOWN = {400, 403, 404, 405, 409, 413, 422, 429}
BROKEN = 500


def register(app: Flask) -> None:
    """Answer every error with a page that says what to do next."""
    app.register_error_handler(TaskGoneError, gone)
    app.register_error_handler(ShaodaoError, refused)
    app.register_error_handler(CSRFError, stale)
    app.register_error_handler(HTTPException, missed)


def status_of(error: ShaodaoError) -> int:
    """Return the HTTP status of an error's category."""
    return next((code for kind, code in STATUS.items() if kind in type(error).__mro__), 500)


def refused(error: ShaodaoError) -> tuple[str, int]:
    """Show an error of ours in its own words."""
    return page(status_of(error), said(str(error)))


def gone(error: TaskGoneError) -> tuple[str, int]:
    """Say who finished a task, and when."""
    return render_template("errors/gone.html", task=error.task, sentence=said(str(error))), 409


def stale(_error: CSRFError) -> Response | tuple[str, int]:
    """Ask for a fresh page, or to sign in: the form is older than the session."""
    if signed_in() is None:
        return ask_to_sign_in()
    return page(400, _("这一页放得太久了，请返回刷新后再提交。"))


def missed(error: HTTPException) -> tuple[str, int] | HTTPException:
    """Show the framework's errors in our words."""
    code = error.code or BROKEN
    if code >= BROKEN:
        return current_app.jinja_env.get_template("errors/broken.html").render(), code
    return page(code, "") if code >= 400 else error


def page(code: int, sentence: str) -> tuple[str, int]:
    """Return the page of a status; a fragment when only a part of a page was asked for."""
    shown = code if code in KNOWN else 400
    frame = "errors/part.html" if request.headers.get("HX-Request") else "errors/page.html"
    return render_template(frame, code=shown, sentence=sentence), code
