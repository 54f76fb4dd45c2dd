"""What all API routes share: the caller, the moment, the key, limits, readable JSON."""

import json
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any, NoReturn, TypeVar

from flask import Request, Response, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_smorest import Blueprint
from sqlalchemy.exc import IntegrityError
from webargs.flaskparser import FlaskParser, is_json_request
from werkzeug.exceptions import BadRequest, Unauthorized, UnsupportedMediaType

from app import identity
from app.api import problems
from app.cases import KeyUsedError
from app.core import clock
from app.core.db import transaction
from app.identity import Actor
from app.runtime import TaskGoneError

T = TypeVar("T")
AT_MOST = "600 per minute"
GUESSES = "30 per minute"
SCHEME = "Bearer "
KEY = "Idempotency-Key"
LONGEST_KEY = 200


def _caller() -> str:
    return request.headers.get("Authorization") or get_remote_address()


def _is_refused(response: Response) -> bool:
    return response.status_code == HTTPStatus.UNAUTHORIZED


limiter = Limiter(_caller)


class JsonParser(FlaskParser):
    """Reads a JSON body; whatever cannot be read is the sender's mistake."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "json": None}  # noqa: RUF012

    def _raw_load_json(self, req: Request) -> Any:
        if req.mimetype and not is_json_request(req):
            raise UnsupportedMediaType
        try:
            return super()._raw_load_json(req)
        except (json.JSONDecodeError, UnicodeDecodeError):
            raise
        except (RecursionError, ValueError) as error:
            self._refuse(error)

    def _refuse(self, error: Exception) -> NoReturn:
        raise BadRequest("The body nests too deeply or holds too large a number.") from error


class Door(Blueprint):  # type: ignore[misc]
    """Routes that need a token and answer errors as problems."""

    ARGUMENTS_PARSER = JsonParser()

    def __init__(self, name: str, path: str, description: str) -> None:
        super().__init__(
            f"api_{name}", __name__, url_prefix=f"/api/v1{path}", description=description
        )
        self.before_request(_identify)
        problems.answer_for(self)
        limiter.limit(AT_MOST)(self)
        limiter.limit(GUESSES, key_func=get_remote_address, deduct_when=_is_refused)(self)


KEY_PARAMETER = {
    "in": "header",
    "name": KEY,
    "description": "the same key on the same path is answered once",
    "schema": {"type": "string", "maxLength": LONGEST_KEY},
}
answered_once = Door.doc(parameters=[KEY_PARAMETER])


def actor() -> Actor:
    """Return for whom the program acts."""
    return g.api_actor  # type: ignore[no-any-return]


def now() -> datetime:
    """Return the moment of this request: the clock is read once."""
    if "api_now" not in g:
        g.api_now = clock.now()
    return g.api_now  # type: ignore[no-any-return]


def one_time_key() -> str | None:
    """Return the sender's key for this very path, so that two paths never share one."""
    key = request.headers.get(KEY, "").strip()
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise BadRequest(f"{KEY} must be at most {LONGEST_KEY} printable characters.")
    return f"{request.path} {key}" if key else None


def answer_once(command: Callable[[str | None], T]) -> T:
    """Return what a command gives for the sender's key.

    The same key may be under way in another process: whoever comes second asks again, and then
    finds the first answer.
    """
    key = one_time_key()
    try:
        with transaction():
            return command(key)
    except (IntegrityError, KeyUsedError, TaskGoneError):
        if key is None:
            raise
    with transaction():
        return command(key)


def _identify() -> None:
    header = request.headers.get("Authorization", "")
    secret = header.removeprefix(SCHEME) if header.startswith(SCHEME) else ""
    found = identity.actor_of_token(secret.strip(), now()) if secret else None
    if found is None:
        raise Unauthorized("A valid token is needed: Authorization: Bearer …")
    g.api_actor = found
