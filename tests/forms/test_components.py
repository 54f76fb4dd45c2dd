"""Every component: its form is drawn, sent back, and a clean value comes of it."""

import json

import pytest

from app import forms
from app.core.errors import InvalidError
from app.forms.deploying import shape
from tests.forms.components import REFUSED, SAMPLES, Sample
from tests.forms.conftest import at
from tests.forms.test_page import page

NOW = at("08:42")


def form_of(component: dict[str, object]) -> forms.Form:
    source = json.dumps({"type": "default", "id": "sample", "components": [component]})
    assert forms.problems(source) == []
    return forms.load(source)


def test_no_kind_of_component_is_left_out() -> None:
    kinds = {sample.component["type"] for sample in SAMPLES.values()}

    assert kinds == shape.TYPES


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES.keys())
def test_a_component_is_drawn(sample: Sample) -> None:
    form = form_of(sample.component)
    first = forms.prefill(form, sample.context, {}, NOW)

    tree = page(form, first, sample.context)

    assert tree.xpath(sample.path), sample.path


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES.keys())
def test_what_is_sent_back_becomes_a_clean_value(sample: Sample) -> None:
    form = form_of(sample.component)

    clean = forms.validate(form, sample.sent, sample.context, NOW, {})

    assert clean.variables().get("it") == sample.clean


@pytest.mark.parametrize(("component", "sent", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_a_wrong_value_is_refused_in_a_sentence(component, sent, told) -> None:
    form = form_of(component)

    with pytest.raises(InvalidError) as refused:
        forms.validate(form, {"it": sent}, {"colours": ["red"]}, NOW, {})

    assert refused.value.fields == {"it": told}


def test_what_is_disabled_is_shown_and_not_sent() -> None:
    component = {"type": "textfield", "key": "it", "label": "它", "defaultValue": "定",
                 "disabled": True, "properties": {"to": "V"}}  # fmt: skip
    form = form_of(component)

    tree = page(form, forms.prefill(form, {}))
    clean = forms.validate(form, {"it": "改"}, {}, NOW, {})

    assert tree.xpath("//input[@disabled][@value='定']")
    assert clean.submission() == {}


@pytest.mark.parametrize(
    ("how", "written"),
    [
        ("utc_offset", "2026-07-14T08:00:00+08:00"),
        ("utc_normalized", "2026-07-14T00:00:00Z"),
        ("no_timezone", "2026-07-14T08:00:00"),
    ],
)
def test_a_moment_is_kept_as_the_form_writes_it_and_typed_again(how: str, written: str) -> None:
    component = {"type": "datetime", "key": "it", "subtype": "datetime", "dateLabel": "它",
                 "timeSerializingFormat": how, "properties": {"to": "S"}}  # fmt: skip
    form = form_of(component)

    kept = forms.validate(form, {"it": "2026-07-14T08:00"}, {}, NOW, {}).submission()

    assert kept == {"it": written}
    assert forms.retyped(form, kept) == {"it": "2026-07-14T08:00"}


def test_a_row_hides_its_own_cells_and_their_values() -> None:
    kind = {"type": "textfield", "key": "kind", "label": "类"}
    other = {"type": "textfield", "key": "other", "label": "其他",
             "conditional": {"hide": "=this.kind != \"其他\""}}  # fmt: skip
    form = form_of({"type": "dynamiclist", "path": "it", "label": "表", "id": "it",
                    "properties": {"to": "S"}, "components": [kind, other]})  # fmt: skip
    sent = {"it-0-kind": "车", "it-0-other": "藏", "it-1-kind": "其他", "it-1-other": "露"}

    tree = page(form, sent)
    clean = forms.validate(form, sent, {}, NOW, {})

    named = "//*[@data-row][not(ancestor::template)]//input[contains(@name, 'other')]/@name"
    assert tree.xpath(named) == ["it-1-other"]
    assert [row["other"] for row in clean.submission()["it"]] == [None, "露"]


def test_an_error_stands_at_the_row_it_was_typed_in() -> None:
    name = {"type": "textfield", "key": "name", "label": "姓名"}
    age = {"type": "number", "key": "age", "label": "年龄", "validate": {"required": True}}
    form = form_of({"type": "dynamiclist", "path": "it", "label": "人", "id": "it",
                    "components": [name, age]})  # fmt: skip

    with pytest.raises(InvalidError) as refused:
        forms.validate(form, {"it-0-name": "", "it-1-name": "甲"}, {}, NOW, {})

    assert refused.value.fields == {"it-1-age": "请填写"}
