"""Every form the project ships can be deployed, shown and sent empty."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import forms
from app.core.errors import InvalidError

NOW = datetime(2026, 7, 14, 0, 30, tzinfo=UTC)


def test_a_shipped_form_has_no_problems(form_file: Path) -> None:
    assert forms.problems(form_file.read_bytes()) == []


def test_a_shipped_form_is_named_as_its_file_and_ends_with_a_note(form_file: Path) -> None:
    form = forms.load(form_file.read_bytes())

    assert form.id == form_file.stem
    assert form.components[-1].key == "note"
    assert not form.components[-1].limits.required


def test_every_shipped_field_says_where_it_goes_and_who_sees_it(form_file: Path) -> None:
    form = forms.load(form_file.read_bytes())

    assert all({"to", "sees"} <= field.properties.keys() for field in form.fields)


def test_a_shipped_form_is_tidy_json(form_file: Path) -> None:
    text = form_file.read_text()

    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"


def test_a_shipped_form_sent_empty_gives_sentences_and_no_crash(form_file: Path) -> None:
    form = forms.load(form_file.read_bytes())

    forms.prefill(form, {})
    visible = forms.visible(form, {}, {})
    wrong = {field.key for field in form.fields if field.limits.required and field.key in visible}
    assert wrong <= sent_empty(form).keys()


def test_no_form_file_is_read_twice_under_one_name() -> None:
    names = [path.stem for path in (Path(__file__).parents[2] / "forms").glob("*/*.form")]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("source", [b"", b"[]", b"{", b'{"components": 3}', b"\xff", b"[" * 9999])
def test_a_file_that_is_no_form_is_refused(source: bytes) -> None:
    assert forms.problems(source) == ["表单文件无法读取。"]


def sent_empty(form: forms.Form) -> dict[str, str]:
    try:
        forms.validate(form, {}, {}, NOW, {})
    except InvalidError as error:
        return error.fields
    return {}
