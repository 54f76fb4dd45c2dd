"""The document, the page about it and the application name the same routes."""

import re

from config.settings import ROOT

PLACE = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")


def routes(app):
    found = (rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/"))
    return {
        method + " " + PLACE.sub(r"{\1}", rule.rule)
        for rule in found
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }


def test_every_route_is_described_for_programs(app):
    paths = app.test_client().get("/api/v1/openapi.json").json["paths"]

    told = {f"{method.upper()} {path}" for path in paths for method in paths[path]}

    assert routes(app) - told == {"GET /api/v1/openapi.json"}


def test_every_route_is_described_for_people(app):
    text = (ROOT / "docs" / "api.md").read_text()

    assert [route for route in sorted(routes(app)) if f"`{route}`" not in text] == []


def test_every_operation_says_what_it_does_and_how_it_refuses(app):
    paths = app.test_client().get("/api/v1/openapi.json").json["paths"]

    told = [paths[p][m] for p in paths for m in paths[p] if m in ("get", "post")]

    assert all(each["summary"] and "default" in each["responses"] for each in told)
