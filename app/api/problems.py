"""One way to say no to a program: RFC 9457 problems.

``type`` names our own errors (``urn:shaodao:task-already-claimed``); ``detail`` is the sentence a
person may read, in the language the program asks for; ``errors`` has a sentence for each field.
"""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, Response, json, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from app.core import clock, sentences
from app.core.errors import (
    ConflictError,
    InvalidError,
    NotFoundError,
    NotPermittedError,
    ShaodaoError,
)
from app.runtime import TaskGoneError

MEDIA_TYPE = "application/problem+json"
ROOT = "/api"
STATUS = {NotFoundError: 404, NotPermittedError: 403, ConflictError: 409, InvalidError: 422}
WORD_START = re.compile(r"(?<!^)(?=[A-Z])")


def register(app: Flask) -> None:
    """Answer problems for unknown paths and wrong methods below ``/api`` too."""
    app.before_request(_missed_route)


def answer_for(door: Blueprint) -> None:
    """Answer every error of a door's routes as a problem."""
    door.register_error_handler(TaskGoneError, gone)
    door.register_error_handler(ShaodaoError, refused)
    door.register_error_handler(HTTPException, missed)


def refused(error: ShaodaoError) -> Response:
    """Tell an error of ours in its own words."""
    fields = error.fields if isinstance(error, InvalidError) else {}
    errors = {key: [said(sentence)] for key, sentence in fields.items()}
    return problem(_status_of(error), said(str(error)), name=_name(error), errors=errors)


def gone(error: TaskGoneError) -> Response:
    """Tell who finished a task, and when: as a sentence, and as values."""
    task = error.task
    more = {
        "outcome": task.outcome,
        "ended_at": task.ended_at.isoformat() if task.ended_at else None,
        "completed_by": task.completed_by_name,
    }
    return problem(HTTPStatus.CONFLICT, said(str(error)), name=_name(error), more=more)


def missed(error: HTTPException) -> Response:
    """Tell the framework's errors, with its sentence for each argument."""
    told = getattr(error, "data", None) or {}
    errors = _flat(told.get("messages") or {})
    answer = problem(error.code or HTTPStatus.INTERNAL_SERVER_ERROR, _said(error), errors=errors)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            answer.headers[name] = value
    if error.code == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def problem(
    status: int,
    detail: str,
    *,
    name: str | None = None,
    errors: Mapping[str, list[str]] | None = None,
    more: Mapping[str, Any] | None = None,
) -> Response:
    """Return the answer of a problem."""
    told = {
        "type": f"urn:shaodao:{name}" if name else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        "errors": dict(errors or {}),
        **(more or {}),
    }
    return Response(json.dumps(told), status=status, content_type=MEDIA_TYPE)


def said(sentence: str) -> str:
    """Return a sentence of ours in the language the program asks for, its moments seen from now."""
    return sentences.told(sentence, _, clock.now()) if sentence else ""


def said_lines(report: str) -> str:
    """Return what a batch says of one of many: a line for each thing that is wrong."""
    return sentences.lines(report, _, clock.now())


def _missed_route() -> Response | None:
    wrong = request.routing_exception
    is_ours = request.path == ROOT or request.path.startswith(f"{ROOT}/")
    if is_ours and isinstance(wrong, HTTPException) and (wrong.code or 0) >= HTTPStatus.BAD_REQUEST:
        return missed(wrong)
    return None


def _status_of(error: ShaodaoError) -> int:
    kinds = STATUS.keys() & set(type(error).__mro__)
    return STATUS[kinds.pop()] if kinds else 500


def _name(error: ShaodaoError) -> str:
    words = type(error).__name__.removesuffix("Error")
    return WORD_START.sub("-", words).lower()


def _said(error: HTTPException) -> str:
    if hasattr(error, "data"):
        return said(InvalidError.sentence())
    return str(error.description or "")


def _flat(messages: Any) -> dict[str, list[str]]:
    """Return webargs' messages, location by location, as sentences by field."""
    found: dict[str, list[str]] = {}
    for fields in messages.values() if isinstance(messages, Mapping) else ():
        if isinstance(fields, Mapping):
            found |= {str(key): [str(each) for each in said] for key, said in fields.items()}
        else:
            found["body"] = [str(each) for each in fields]
    return found
