"""A browser for tests: follows links, fills in forms, and checks every page it gets."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree
from lxml.html import document_fromstring
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

SPACE = re.compile(r"\s+")
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
ENOUGH = 2
UNLABELLED = {"hidden", "submit", "button", "reset", "image"}
Element = Any
_judged: Counter[tuple[str, int]] = Counter()


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


def flaws(page: Page, app: Flask) -> Iterator[str]:
    """Yield what is wrong with a page, whatever it says."""
    yield from _invalid(page, app)
    if not page.is_whole:
        return
    headings = page.find("//h1")
    if len(headings) != 1:
        yield f"{len(headings)} h1"
    elif not said(page.root.find(".//title")).startswith(said(headings[0])):
        yield f"title {said(page.root.find('.//title'))!r} for {said(headings[0])!r}"
    yield from _unlabelled(page)
    yield from _unprotected(page)
    yield from _double_ids(page)
    yield from _dead_links(page, app)


def _invalid(page: Page, app: Flask) -> Iterator[str]:
    """Yield mistakes in the HTML; parsing is slow, so a template's pages are judged twice each."""
    kind = (_endpoint(page.url, app), page.status)
    _judged[kind] += 1
    if _judged[kind] > ENOUGH:
        return
    parser = html5lib.HTMLParser()
    parser.parse(page.html) if page.is_whole else parser.parseFragment(page.html)
    lines = page.html.splitlines()
    for position, code, details in parser.errors:
        nearby = lines[position[0] - 1].strip()[:120] if position[0] <= len(lines) else ""
        yield f"{code} {details} near {nearby!r}"


def _endpoint(url: str, app: Flask) -> str:
    try:
        return str(app.url_map.bind("localhost").match(url, method="GET")[0])
    except HTTPException:
        return url.rsplit("/", 1)[-1]


def _unlabelled(page: Page) -> Iterator[str]:
    labelled = {each.get("for") for each in page.find("//label[@for]")}
    for each in page.find("//input | //select | //textarea"):
        if each.get("type") in UNLABELLED or each.xpath("ancestor::template"):
            continue
        named = each.get("aria-label") or each.get("aria-labelledby") or each.get("id") in labelled
        if not named and not each.xpath("ancestor::label"):
            yield f"no label for {each.get('name') or each.get('id')}"
    for each in page.find("//button | //a[@href]"):
        if not said(each) and not each.get("aria-label"):
            yield f"nothing to read on {etree.tostring(each)[:80]!r}"
    for each in page.find("//img[not(@alt)]"):
        yield f"no alt on {each.get('src')}"


def _unprotected(page: Page) -> Iterator[str]:
    for form in page.find("//form"):
        if (form.get("method") or "get").lower() == "post" and not form.xpath(
            ".//input[@name='csrf_token']"
        ):
            yield f"no CSRF token in form to {form.get('action')}"
    nonce = re.search(r"'nonce-([^']+)'", page.response.headers.get("Content-Security-Policy", ""))
    for script in page.find("//script"):
        if script.get("type") != "application/json" and (
            not nonce or script.get("nonce") != nonce[1]
        ):
            yield "a script without the nonce"
    for each in page.find("//*[@style or @onclick or @onchange or @onsubmit]"):
        if "unsafe-inline" not in page.response.headers.get("Content-Security-Policy", ""):
            yield f"inline style or handler on {each.tag}"


def _double_ids(page: Page) -> Iterator[str]:
    seen: set[str] = set()
    for each in page.find("//*[@id]"):
        if each.get("id") in seen:
            yield f"id {each.get('id')} twice"
        seen.add(each.get("id"))


def _dead_links(page: Page, app: Flask) -> Iterator[str]:
    router = app.url_map.bind("localhost")
    for each in page.find(
        "//a[@href] | //form[@action] | //link[@href] | //script[@src] | //img[@src]"
    ):
        address = each.get("href") or each.get("action") or each.get("src")
        parts = urlsplit(address)
        if parts.scheme in ("data", "blob", "mailto", "tel") or parts.netloc:
            continue
        if not parts.path:
            if parts.fragment and not page.find(f"//*[@id='{parts.fragment}']"):
                yield f"no place #{parts.fragment}"
            continue
        method = (each.get("method") or "get").upper() if each.tag == "form" else "GET"
        try:
            router.match(parts.path, method=method)
        except RequestRedirect:
            continue
        except HTTPException as dead:
            yield f"{method} {parts.path}: {dead.code}"


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


def said(element: Element) -> str:
    """Return what a person reads in an element."""
    if element is None:
        return ""
    parts = element.xpath(".//text()[not(ancestor::script) and not(ancestor::template)]")
    return SPACE.sub(" ", "".join(parts)).strip()
