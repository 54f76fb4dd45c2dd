"""Forms against outside material: form-js's own fixtures and the big list of naughty strings."""

import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app import forms
from app.core.errors import InvalidError
from app.forms.deploying import shape
from tests.forms.test_page import page

DATA = Path(os.environ.get("DATA", "nowhere"))
FIXTURES: dict[str, Any] = {}
STRINGS: list[str] = []
if (DATA / "forms" / "fixtures.json").exists():
    FIXTURES = json.loads((DATA / "forms" / "fixtures.json").read_text())
    STRINGS = json.loads((DATA / "strings" / "blns.json").read_text())
SHIPPED = sorted((Path(__file__).parents[2] / "forms").glob("*/*.form"))
NOW = datetime(2026, 7, 14, 0, 42, tzinfo=UTC)


@pytest.mark.parametrize("name", sorted(FIXTURES))
def test_a_form_is_faulty_exactly_where_form_js_says_so(name: str) -> None:
    fixture = FIXTURES[name]

    found = list(shape.problems(fixture["form"]))

    assert bool(found) == (fixture["errors"] is not None), found


@pytest.mark.parametrize("name", sorted(FIXTURES))
def test_checking_any_form_gives_sentences_and_no_crash(name: str) -> None:
    found = forms.problems(json.dumps(FIXTURES[name]["form"]))

    assert all(isinstance(sentence, str) and sentence for sentence in found)


@pytest.mark.parametrize("name", sorted(FIXTURES))
def test_any_form_is_drawn_or_refused_with_a_reason(name: str) -> None:
    source = json.dumps({"id": "outside"} | FIXTURES[name]["form"])
    if reasons := forms.problems(source):
        assert all(reasons)
        return

    form = forms.load(source)
    tree = page(form, forms.prefill(form, {}, {}, NOW))

    for each in forms.visible(form, {}, {}, {}, NOW):
        assert drawn(tree, form, each), each


@pytest.mark.parametrize("kind", sorted(shape.TYPES - {"group"}))
def test_every_kind_of_outside_component_is_drawn_once_its_key_is_ours(kind: str) -> None:
    found = [each for name in FIXTURES for each in _valid(FIXTURES[name]) if each["type"] == kind]

    refused = [told for each in found for told in forms.problems(json.dumps(alone(each)))]

    assert [told for told in refused if "不支持组件" in told] == []


def drawn(tree: Any, form: forms.Form, name: str) -> bool:
    """Tell whether a component stands on the page; buttons of the page aside."""
    return "." in name or bool(tree.xpath("//*[@data-part=$name]", name=name))


def alone(component: dict[str, Any]) -> dict[str, Any]:
    """Return a form of one component."""
    return {"type": "default", "id": "alone", "components": [component]}


def _valid(fixture: dict[str, Any]) -> list[dict[str, Any]]:
    return [] if fixture["errors"] else _all(fixture["form"]["components"])


def _all(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    inner = (_all(each.get("components", [])) for each in components)
    return [*components, *(found for each in inner for found in each)]


@pytest.mark.skipif(not STRINGS, reason="no outside material")
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_naughty_string_in_every_field_gives_sentences_only(path: Path) -> None:
    form = forms.load(path.read_bytes())
    inner = [f"{field.key}-0-{cell.key}" for field in form.fields for cell in field.children]
    names = [*(field.key for field in form.fields), *inner]

    for text in STRINGS:
        raw = dict.fromkeys(names, text)
        forms.visible(form, raw, {}, {}, NOW)
        with suppress(InvalidError):
            assert forms.validate(form, raw, {}, NOW, {}).values
