"""Nothing a person or a program sends makes a form crash."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import forms
from app.core.errors import InvalidError
from tests.forms.conftest import FORMS, shipped

NOW = datetime(2026, 7, 14, 0, 42, tzinfo=UTC)
ALL = [forms.load(path.read_bytes()) for path in sorted(FORMS.glob("*/*.form"))]
NAUGHTY = [
    "\x00", "a\x07b", "\ud800", "\ufffe", "\u202e倒", "👩👩👧👦", "', DROP TABLE case --",
    "<script>alert(1)</script>", "{{ 7*7 }}", "%s%n", "../../etc/passwd", "NaN", "Infinity", "-0",
    "1e999999", "9" * 4000, "0x1F", "1" * 100_000, "１２３", "２０２６-07-14T08:00",
    "2026-02-30T08:00", "9999-12-31T23:59", "0001-01-01T00:00+14:00", "true", "null", "[]",
    "undefined", "\t\n\r", "ﷺ", "𝔘𝔫𝔦", "مرحبا", "Ω≈ç√∫", "=now()", '"; while(1);', "\\",
]  # fmt: skip
scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(NAUGHTY)
)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)


def judge(form: forms.Form, raw: dict[str, Any], context: dict[str, Any]) -> dict[str, str]:
    forms.visible(form, raw, context, {}, NOW)
    try:
        forms.validate(form, raw, context, NOW, {})
    except InvalidError as error:
        return error.fields
    return {}


def keys(form: forms.Form) -> list[str]:
    inner = [f"{f.key}-0-{c.key}" for f in form.fields for c in f.children]
    return [*(field.key for field in form.fields), *inner]


@pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))
def test_a_naughty_text_in_every_field_never_crashes(text: str) -> None:
    for form in ALL:
        told = judge(form, dict.fromkeys(keys(form), text), {})

        assert all(isinstance(sentence, str) and sentence for sentence in told.values())


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_random_values_give_sentences_and_nothing_else(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(ALL))
    raw = data.draw(st.dictionaries(st.sampled_from(keys(form)) | st.text(max_size=6), anything))
    context = data.draw(st.dictionaries(st.sampled_from(["level", "sheet", "objected"]), anything))

    told = judge(form, raw, context)

    assert told.keys() <= {key for key in told if key.split("-")[0] in form_keys(form)}


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x85", "\ud800", "\ufdd0", "\uffff"])
def test_characters_that_cannot_be_stored_are_named_as_such(character: str) -> None:
    told = judge(shipped("withdraw_request"), {"reason": f"不再需要了{character}谢谢"}, {})

    assert told == {"reason": "含有无法保存的字符，请重新输入"}


def test_lines_are_kept_in_a_text_area_and_refused_in_a_line() -> None:
    told = judge(shipped("withdraw_request"), {"reason": "自己解决了\r\n不再需要"}, {})
    line = judge(shipped("receive_escalation"), {"person": "王\n建国"}, {})

    assert told == {}
    assert line == {"person": "含有无法保存的字符，请重新输入"}


def form_keys(form: forms.Form) -> set[str]:
    return {field.key for field in form.fields}
