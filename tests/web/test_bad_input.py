"""Whatever is sent to whatever page, none breaks, and the answer says what is wrong."""

from collections.abc import Iterator
from itertools import cycle
from typing import Any
from uuid import uuid4

import pytest
from flask import Request, got_request_exception
from sqlalchemy import select
from werkzeug.datastructures import FileStorage, ImmutableMultiDict
from werkzeug.routing import BuildError, Rule

from app import forms
from app.cases import Case, Comment, Document
from app.core.db import Base, db
from app.runtime import Incident, Subscription, UserTask
from config.settings import ROOT
from tests.web import refused

HOSTILE = {
    "a NUL": "a\0b",
    "far too long": "长" * 300_000,
    "a huge number": "9" * 400,
    "a negative number": "-1",
    "no number": "NaN",
    "an unknown id": str(uuid4()),
    "half an object": '{"a": [',
    "half a date": "2026-13-45T99:99",
    "markup": "<script>alert(1)</script>'\";--",
    "nothing": "",
    "invalid UTF-8": "\ufffd\ufffe",
}
LEFT_OUT = ("/static", "/log", "/demo", "/api")
"""Who signs out, or moves the clock, tests nothing after; the API has its own walk."""
PEOPLE = ("watch", "wx_desk", "admin")
LANGUAGES = ("zh-CN", "en")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
Found = list[tuple[str, Any]]


class Hostile(ImmutableMultiDict[str, str]):
    """Arguments and fields that have the same bad value under every name asked for."""

    bad = ""
    names: tuple[str, ...] = ()

    def _keeps(self, name: str) -> bool:
        return name == "csrf_token" or not Hostile.names

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name) if self._keeps(name) else Hostile.bad

    def get(self, name: str, default: Any = None, type: Any = None) -> Any:
        if self._keeps(name):
            return super().get(name, default, type)
        try:
            return type(Hostile.bad) if type else Hostile.bad
        except (ValueError, TypeError):
            return default

    def getlist(self, name: str, type: Any = None) -> list[Any]:
        if self._keeps(name):
            return super().getlist(name, type)
        found = self.get(name, None, type)
        return [] if found is None else [found]

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or bool(Hostile.names)

    def lists(self) -> Iterator[tuple[str, list[str]]]:
        yield from super().lists()
        yield from ((name, [Hostile.bad]) for name in Hostile.names)

    def items(self, multi: bool = False) -> Iterator[tuple[str, str]]:
        yield from super().items(multi)
        yield from ((name, Hostile.bad) for name in Hostile.names)


class HostileRequest(Request):
    """A request in which everything asked for is bad."""

    parameter_storage_class = Hostile

    @property
    def files(self) -> ImmutableMultiDict[str, FileStorage]:
        return ImmutableMultiDict()


@pytest.fixture
def until() -> str:
    return "08:41"


@pytest.fixture
def hostile(app, monkeypatch) -> Iterator[list[BaseException]]:
    monkeypatch.setattr(app, "request_class", HostileRequest)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    met: list[BaseException] = []
    with got_request_exception.connected_to(lambda _, exception: met.append(exception), app):
        yield met
    Hostile.names = ()


def field_names() -> tuple[str, ...]:
    found = (forms.load(path.read_bytes()) for path in (ROOT / "forms").rglob("*.form"))
    return tuple(sorted({field.key for form in found for field in form.fields if field.key}))


def ids() -> dict[str, Any]:
    first: dict[str, type[Base]] = {
        "task_id": UserTask, "case_id": Case, "subscription_id": Subscription,
        "action_id": Subscription, "document_id": Document, "comment_id": Comment,
        "incident_id": Incident,
    }  # fmt: skip
    known = {name: db.session.scalar(select(table.id).limit(1)) for name, table in first.items()}
    opened = select(UserTask.id).where(UserTask.ended_at.is_(None))
    reference = db.session.scalar(select(Case.reference).limit(1))
    known |= {"task_id": db.session.scalar(opened.limit(1)), "reference": reference}
    return {name: value or uuid4() for name, value in known.items()}


def address(app, rule: Rule, known: dict[str, Any], bad: str | None = None) -> str | None:
    values = {}
    for name in rule.arguments:
        converter = type(rule._converters[name]).__name__
        plain = {"IntegerConverter": 1, "UUIDConverter": known.get(name, uuid4())}
        value = plain.get(converter, known.get(name, "x") if bad is None else bad)
        if converter == "AnyConverter":
            value = sorted(rule._converters[name].items)[0]
        values[name] = value
    try:
        return app.url_map.bind("localhost").build(rule.endpoint, values, method=method_of(rule))
    except BuildError:
        return None


def method_of(rule: Rule) -> str:
    return next(each for each in METHODS if each in (rule.methods or ()))


SENT = [*zip(HOSTILE, cycle(PEOPLE), cycle(LANGUAGES), strict=False)]


@pytest.mark.parametrize(("what", "person", "language"), SENT)
def test_no_page_breaks_and_each_says_what_is_wrong(
    page, player, hostile, what, person, language
) -> None:
    broken = broken_by(page, hostile, what, person, language)

    assert broken == [], "\n".join(broken)


def broken_by(page, hostile, what: str, person: str, language: str) -> list[str]:
    """Send one bad value under every name to every page; return what broke."""
    reader, known, broken = page.log_in(person), ids(), []
    names, token = field_names(), reader.token()
    rules = [r for r in page.app.url_map.iter_rules() if not r.rule.startswith(LEFT_OUT)]
    Hostile.bad = HOSTILE[what]

    for rule in rules:
        url = address(page.app, rule, known)
        Hostile.names = names
        answers = ask(reader, method_of(rule), url, token, language)
        Hostile.names = ()
        broken += [f"{method_of(rule)} {rule.rule}: {a} {hostile[-1:]!r:.300}" for a in answers]
    return broken


def ask(reader, method: str, url: str, token: str, language: str = "zh-CN") -> list[str]:
    sent = {"data": {"csrf_token": token}} if method != "GET" else {}
    with reader.app.app_context():
        asked = {"Accept-Language": language}
        answer = reader.client.open(url, method=method, headers=asked, **sent)
        answer.get_data()  # a report in pieces is read to its end
        answer.close()
    if answer.status_code >= 500:
        return [f"{answer.status_code}"]
    if answer.status_code < 400:
        return []
    said = refused.faults(answer, language[:2], Hostile.bad)
    return [f"{answer.status_code}: {each}" for each in said]


@pytest.mark.parametrize("bad", ["x" * 3000, "\0", "..%2F..", "９９", "%ff"])
def test_no_address_breaks_a_page(page, player, hostile, bad) -> None:
    reader, known = page.log_in("watch"), ids()
    texts = [r for r in page.app.url_map.iter_rules() if not r.rule.startswith(LEFT_OUT)]
    named = [
        r
        for r in texts
        if any(type(c).__name__ == "UnicodeConverter" for c in r._converters.values())
    ]
    token = reader.token()

    answers = {
        r.rule: ask(reader, method_of(r), address(page.app, r, known, bad), token) for r in named
    }

    assert {rule: answer for rule, answer in answers.items() if answer} == {}


def test_a_table_is_refused_before_it_begins(page) -> None:
    page.log_in("admin").get("/monitor.csv", 403)
