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
from app.forms import shape

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
