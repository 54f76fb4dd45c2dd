"""A request whose transaction met others in its way is done again, unseen by the person."""

from collections.abc import Callable
from itertools import count

from flask import Flask, request
from flask.typing import ResponseReturnValue

from app.core.db import db
from app.core.many import patiently

Dispatch = Callable[[], ResponseReturnValue]


def register(app: Flask) -> None:
    """Let every request, of pages and of programs, wait its turn."""
    once = app.dispatch_request
    app.dispatch_request = lambda: patiently(_again(once))  # type: ignore[method-assign]


def _again(once: Dispatch) -> Dispatch:
    attempts = count()

    def dispatch() -> ResponseReturnValue:
        if next(attempts):
            _begin_anew()
        return once()

    return dispatch


def _begin_anew() -> None:
    db.session.rollback()
    for file in request.files.values():
        file.stream.seek(0)
