"""Every route says who may use it; strangers get nowhere but to the door."""

import tomllib

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app import identity
from app.identity.permissions import roles
from tests.meta.tree import ROOT

TABLE = ROOT / "tests" / "meta" / "routes.toml"
WORDS = ("public", "signed in", "own", "case", "task")
"""``own``: what belongs to the person; ``case``: who may see it; ``task``: whom it waits for."""
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def access() -> dict[str, str]:
    return dict(tomllib.loads(TABLE.read_text(encoding="utf-8")))


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def named(rule: Rule) -> str:
    method = next(each for each in METHODS if each in (rule.methods or ()))
    return f"{method} {rule.rule}"


def test_every_route_names_its_permission(app):
    assert sorted({named(rule) for rule in rules(app)} ^ access().keys()) == []


def test_every_permission_named_exists():
    known = {*WORDS, *roles().permissions}

    assert {each for each in access().values() if each not in known} == set()


def test_strangers_are_sent_away(app):
    app.config["WTF_CSRF_ENABLED"] = False
    client, found = app.test_client(), access()

    let_in = [
        (named(rule), status)
        for rule in rules(app)
        if found[named(rule)] != "public"
        for status in [sent(client, rule)]
        if status not in (301, 302, 303, 308, 401, 404)
    ]

    assert let_in == []


@pytest.mark.parametrize("person", ["wx_grid", "water_liaison", "callback"])
def test_who_lacks_the_permission_is_refused(page, person):
    reader, held = page.log_in(person), permissions_of(person)

    let_in = [
        (named(rule), status)
        for rule in rules(page.app)
        if named(rule).startswith("GET /")
        and not rule.rule.startswith("/api")
        and "." in access()[named(rule)]
        if access()[named(rule)] not in held
        for status in [sent(reader.client, rule)]
        if status not in (403, 404)
    ]

    assert let_in == []


def permissions_of(username: str) -> frozenset[str]:
    person = identity.find_user(username)
    assert person is not None
    return identity.actor_of(person).permissions


def sent(client, rule: Rule) -> int:
    values = {name: sample(rule, name) for name in rule.arguments}
    _, path = rule.build(values) or ("", "/")
    return client.open(path, method=named(rule).split(" ")[0]).status_code


def sample(rule: Rule, name: str) -> object:
    kind = type(rule._converters[name]).__name__
    if kind == "UUIDConverter":
        return "01a2017c-166e-783d-8510-270e63c6743e"
    if kind == "AnyConverter":
        return sorted(rule._converters[name].items)[0]
    return 1 if kind == "IntegerConverter" else "x"


@pytest.mark.parametrize("word", WORDS)
def test_every_word_is_used(word):
    assert word in access().values()
