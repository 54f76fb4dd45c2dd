"""What is wrong with a page, whatever it says: checked on every page a test gets."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import html5lib
from flask import Flask
from lxml import etree
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

SPACE = re.compile(r"\s+")
ENOUGH = 2
UNLABELLED = {"hidden", "submit", "button", "reset", "image"}
_judged: Counter[tuple[str, int]] = Counter()


def flaws(page: Any, app: Flask) -> Iterator[str]:
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


def _invalid(page: Any, app: Flask) -> Iterator[str]:
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


def _unlabelled(page: Any) -> Iterator[str]:
    labelled = {each.get("for") for each in page.find("//label[@for]")}
    for each in page.find("//input | //select | //textarea"):
        if each.get("type") in UNLABELLED or each.xpath("ancestor::template"):
            continue
        named = each.get("aria-label") or each.get("aria-labelledby") or each.get("id") in labelled
        if not named and not each.xpath("ancestor::label"):
            yield f"no label for {each.get('name') or each.get('id')}"
    for each in page.find("//button[not(ancestor::template)] | //a[@href]"):
        if not said(each) and not each.get("aria-label"):
            yield f"nothing to read on {etree.tostring(each)[:80]!r}"
    for each in page.find("//img[not(@alt)]"):
        yield f"no alt on {each.get('src')}"


def _unprotected(page: Any) -> Iterator[str]:
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


def _double_ids(page: Any) -> Iterator[str]:
    seen: set[str] = set()
    for each in page.find("//*[@id]"):
        if each.get("id") in seen:
            yield f"id {each.get('id')} twice"
        seen.add(each.get("id"))


def _dead_links(page: Any, app: Flask) -> Iterator[str]:
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


def said(element: Any) -> str:
    """Return what a person reads in an element."""
    if element is None:
        return ""
    parts = element.xpath(".//text()[not(ancestor::script) and not(ancestor::template)]")
    return SPACE.sub(" ", "".join(parts)).strip()
