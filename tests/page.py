"""A browser for tests: follows links, fills in forms, and checks every page it gets."""

import re
from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from lxml.html import document_fromstring
from werkzeug.test import TestResponse

from tests.flaws import flaws, said

TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
Element = Any


class Page:
    """An answer, parsed when it is HTML."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.url = response.request.path
        self.is_html = response.mimetype == "text/html"
        is_text = self.is_html or response.mimetype.startswith("text/") or response.is_json
        self.html = response.get_data(as_text=True) if is_text else ""
        self.root = document_fromstring(self.html if self.is_html else "<p>")
        self.is_whole = "<html" in self.html[:200].lower()

    @property
    def text(self) -> str:
        """Return everything a person reads, spaces made one."""
        return said(self.root.find(".//body"))

    @property
    def title(self) -> str:
        """Return the heading."""
        return said(self.root.find(".//h1"))

    def find(self, path: str) -> list[Element]:
        """Return the elements of an XPath."""
        return list(self.root.xpath(path))

    def link(self, words: str) -> str:
        """Return the address of the link with these words."""
        for each in self.find("//a[@href]"):
            if words in said(each):
                return str(each.get("href"))
        raise AssertionError(f"no link {words!r} in: {[said(a) for a in self.find('//a')]}")

    def form(self, words: str = "") -> Element:
        """Return the form with a button of these words."""
        for each in self.find("//main//form[@method='post']"):
            if any(words in said(button) for button in each.xpath(".//button")):
                return each
        raise AssertionError(f"no form with button {words!r}")

    def fields(self, words: str = "") -> dict[str, Any]:
        """Return what a form would send as it stands."""
        return sendable(self.form(words))

    def filled(self, changes: Mapping[str, Any], words: str = "") -> dict[str, Any]:
        """Return what a form would send after changes; None takes a field away."""
        fields = {**self.fields(words), **changes}
        return {name: value for name, value in fields.items() if value is not None}

    def errors(self) -> dict[str, str]:
        """Return the messages at the fields, by field key."""
        wrong = self.find("//*[contains(@class, 'sd-error')]")
        return {
            each.get("id", "").removesuffix("-error").removeprefix("f-"): said(each)
            for each in wrong
        }


class Browser:
    """One person's browser."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.headers: dict[str, str] = {}
        self._token = ""

    def log_in(self, username: str) -> "Browser":
        """Sign in as a demo person in a browser of their own; return it."""
        other = Browser(self.app)
        sent = {"username": username, "csrf_token": other.token()}
        answer = other._ask("POST", "/login/demo", data=sent)
        assert answer.status_code == 200, answer.status_code
        return other

    def get(self, url: str, status: int = 200) -> Page:
        """Fetch a page, following redirects; check it."""
        return self._checked(self._ask("GET", url), status)

    def post(self, url: str, fields: Mapping[str, Any], status: int = 200) -> Page:
        """Send fields with the session's token, follow the redirect; check the page."""
        sent = {"csrf_token": self.token(), **fields}
        response = self._ask("POST", url, data=sent, content_type="multipart/form-data")
        return self._checked(response, status)

    def send(
        self, page: Page, changes: Mapping[str, Any], words: str = "", status: int = 200
    ) -> Page:
        """Fill in a form of a page and send it; None takes a field away."""
        action = page.form(words).get("action")
        return self.post(action, page.filled(changes, words), status)

    def answer(self, page: Page, changes: Mapping[str, Any], words: str = "") -> TestResponse:
        """Fill in a form of a page and send it; return the bare answer, unfollowed."""
        with self.app.app_context():
            action = page.form(words).get("action")
            return self.client.post(action, data=page.filled(changes, words))

    def token(self) -> str:
        """Return the session's CSRF token, as the last page gave it."""
        if not self._token:
            self._ask("GET", "/login")
        return self._token

    def _ask(self, method: str, url: str, **how: Any) -> TestResponse:
        """Send a request and follow where it leads, each in a context of its own."""
        for _ in range(5):
            with self.app.app_context():
                response = self.client.open(url, method=method, headers=self.headers, **how)
            if response.status_code not in (301, 302, 303):
                break
            method, url, how = "GET", response.location, {}
        found = TOKEN.search(response.text) if response.mimetype == "text/html" else None
        self._token = found[1] if found else self._token
        response.get_data()
        response.close()
        return response

    def _checked(self, response: TestResponse, status: int) -> Page:
        told = response.text[:2000] if response.mimetype == "text/html" else ""
        assert response.status_code == status, (
            f"{response.status_code} {response.request.path} {told}"
        )
        page = Page(response)
        if page.is_html:
            problems = list(flaws(page, self.app))
            assert problems == [], f"{page.url}: {problems}"
        return page


def sendable(form: Element) -> dict[str, Any]:
    """Return what a browser would send for a form as it stands, without files."""
    found: dict[str, Any] = {}
    for each in form.xpath(".//input | .//select | .//textarea"):
        if each.get("name") and not each.xpath("ancestor::template"):
            for value in _values(each):
                held = found.get(each.get("name"))
                found[each.get("name")] = value if held is None else [*_listed(held), value]
    return found


def _values(element: Element) -> list[str]:
    if element.tag == "textarea":
        return [(element.text or "").removeprefix("\n")]
    if element.tag == "select":
        chosen = element.xpath(".//option[@selected]") or element.xpath(".//option")[:1]
        return [option.get("value", said(option)) for option in chosen]
    if element.get("type") in ("checkbox", "radio"):
        return [element.get("value", "on")] if element.get("checked") is not None else []
    return [] if element.get("type") in ("file", "submit", "button") else [element.get("value", "")]


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
