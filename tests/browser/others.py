"""What one person's browser sends, sent from others' browsers and by their programs too."""

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from playwright.sync_api import Page, Request

from app import identity
from app.core import clock
from app.core.db import db, transaction
from tests.api.conftest import Program
from tests.browser.desk import Desk

SENT_TOKEN = re.compile(rb"(csrf_token(?:=|\"\r\n\r\n))[\w.-]+")
A_FILE = (
    b"".join(
        b'--x\r\nContent-Disposition: form-data; name="%s\r\n\r\n%s\r\n' % each
        for each in ((b'csrf_token"', b"-"), (b'file"; filename="a.pdf"', b"%PDF-1.7"))
    )
    + b"--x--\r\n"
)
TOKEN = "document.querySelector('meta[name=csrf-token]').content"
SEND = """async ([url, type, body]) => {
  const bytes = Uint8Array.from(atob(body), each => each.charCodeAt(0))
  const answer = await fetch(url, {method: "POST", headers: {"Content-Type": type}, body: bytes})
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  return [answer.status, (page.querySelector("main") ?? page.body).textContent]
}"""


@dataclass(frozen=True)
class Answer:
    """What somebody else got for the same request: the status, and the page's words."""

    status: int
    words: str


class Others(Desk):
    """People who are refused: what their browsers say about that is no problem."""

    def _hear(self, username: str, kind: str, text: str, url: str) -> None:
        if not any(f"status of {status}" in text for status in (403, 404)):
            super()._hear(username, kind, text, url)


@contextmanager
def forms_of(page: Page) -> Iterator[list[Request]]:
    """Yield a list that fills with the forms the page sends."""
    sent: list[Request] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.is_navigation_request():
            sent.append(request)

    page.on("request", note)
    yield sent
    page.remove_listener("request", note)


def again(request: Request, other: Page) -> Answer:
    """Send the very same form from another's page, with the token of that page."""
    kind, body = request.headers["content-type"], request.post_data_buffer
    if body is None:  # the browser does not tell what was in a file
        kind, body = "multipart/form-data; boundary=x", A_FILE
    return post(request.url, other, body, kind)


def post(
    url: str,
    other: Page,
    body: bytes,
    kind: str = "application/x-www-form-urlencoded",
) -> Answer:
    """Send a form from somebody's page, with the token of that page."""
    theirs = str(other.evaluate(TOKEN)).encode()
    body = SENT_TOKEN.sub(rb"\1" + theirs, body)
    status, words = other.evaluate(SEND, [url, kind, base64.b64encode(body).decode()])
    return Answer(status, " ".join(words.split()))


def program(app: Flask, username: str) -> Program:
    """Return a program that acts for a person."""
    db.session.rollback()
    with transaction():
        person = identity.find_user(username)
        assert person is not None
        actor = identity.actor_of(person, clock.now())
        return Program(app, identity.issue_token("test", actor=actor, now=clock.now())[1])


def refused(
    app: Flask, username: str, path: str, body: Any, *, how: str = "POST", is_form: bool = False
) -> int:
    """Return the status a person's program gets; where it is refused, a sentence says why."""
    asking = program(app, username)
    with app.app_context():
        answer = asking.call(how, path, **{"data" if is_form else "json": body})
    assert answer.status_code < 400 or (answer.json or {})["detail"].endswith("。"), answer.text
    return answer.status_code
