"""A draft meets another version of its form: what has a field stays, what has none is told."""

import json
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import forms
from app.tasks.drafts import fit, told
from app.tasks.drafts.fitting import Left

TYPES = ("textfield", "textarea", "number", "checkbox", "radio", "checklist")
KEYS = ("a", "b", "c", "d")


def form(*fields):
    """Return a form of (key, type) pairs; a third word limits the choices."""
    parts = [component(*each) for each in fields]
    shape = {"schemaVersion": 19, "type": "default", "id": "f", "components": parts}
    return forms.load(json.dumps(shape).encode())


def component(key, kind, *choices):
    made = {"id": f"Field_{key}", "key": key, "type": kind, "label": f"字段 {key}"}
    made["properties"] = {"to": "S", "sees": "All"}
    if kind in ("radio", "checklist"):
        made["values"] = [{"value": v, "label": f"选 {v}"} for v in choices or ("x", "y")]
    return made


def rows(*columns):
    inner = [component(*each) for each in columns]
    return {"id": "Field_r", "path": "r", "type": "dynamiclist", "label": "人员",
            "isRepeating": True, "allowAddRemove": True, "defaultRepetitions": 1,
            "properties": {"to": "S", "sees": "All"}, "components": inner}  # fmt: skip


def form_of_rows(*columns):
    shape = {"schemaVersion": 19, "type": "default", "id": "f", "components": [rows(*columns)]}
    return forms.load(json.dumps(shape).encode())


def test_the_same_version_takes_everything_as_typed():
    same = form(("a", "number"))

    assert fit(same, same, {"a": " 3x ", "unknown": "1"}).raw == {"a": " 3x ", "unknown": "1"}


def test_what_has_no_field_any_more_is_told_with_its_label():
    found = fit(form(("a", "textfield"), ("b", "textfield")), form(("a", "textfield")),
                {"a": "1", "b": "二"})  # fmt: skip

    assert found.raw == {"a": "1"}
    assert found.left == (Left(("字段 b",), "二"),)


def test_a_field_of_another_type_takes_nothing():
    found = fit(form(("a", "textfield")), form(("a", "number")), {"a": "三"})

    assert found.raw == {}
    assert [each.value for each in found.left] == ["三"]


def test_a_choice_no_longer_offered_is_told_in_its_words():
    found = fit(form(("a", "radio", "x", "y")), form(("a", "radio", "x")), {"a": "y"})

    assert found.left == (Left(("字段 a",), "选 y"),)


def test_a_column_without_a_successor_is_told_row_by_row():
    old = form_of_rows(("name", "textfield"), ("post", "textfield"))
    new = form_of_rows(("name", "textfield"))
    sent = {"r-0-name": "赵明", "r-0-post": "队长", "r-2-name": "钱进", "r-2-post": ""}

    found = fit(old, new, sent)

    assert found.raw == {"r": [{"name": "赵明"}, {"name": "钱进"}]}
    assert found.left == (Left(("人员", "1", "字段 post"), "队长"),)


def test_an_unanswered_question_is_not_told():
    assert told(form(("a", "textfield"), ("b", "checkbox")), {"a": ""}) == []


def test_everything_typed_can_be_read_in_words():
    asked = form(("a", "textfield"), ("b", "checkbox"), ("c", "checklist"))

    assert told(asked, {"a": "一", "b": "true", "c": ["x", "y"]}) == [
        Left(("字段 a",), "一"),
        Left(("字段 b",), "是"),
        Left(("字段 c",), "选 x、选 y"),
    ]


versions = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(TYPES), min_size=1)
texts = st.one_of(st.text("xy三 3.", max_size=4), st.lists(st.sampled_from("xy"), max_size=2))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(old=versions, new=versions, raw=st.dictionaries(st.sampled_from(KEYS), texts))
def test_whatever_is_typed_is_kept_or_told(old, new, raw):
    before, after = form(*old.items()), form(*new.items())
    said = forms.typed(before, raw)

    found = fit(before, after, raw)

    for key, value in said.items():
        if key in raw and value and old[key] == new.get(key):
            assert forms.typed(after, found.raw)[key] == value
        elif key in raw and value:
            assert f"字段 {key}" in [each.labels[0] for each in found.left]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    chain=st.lists(versions, min_size=2, max_size=4),
    raw=st.dictionaries(st.sampled_from(KEYS), texts),
)
def test_any_way_through_versions_keeps_what_always_had_its_field(chain, raw):
    first, *_, last = drawn = [form(*each.items()) for each in chain]
    current = raw

    for before, after in pairwise(drawn):
        current = fit(before, after, current).raw

    for key, value in forms.typed(first, raw).items():
        if key in raw and value and all(each.get(key) == chain[0][key] for each in chain):
            assert forms.typed(last, current)[key] == value


def test_a_list_within_a_row_is_fitted_row_by_row():
    old, new = (
        forms.load(json.dumps({"type": "default", "id": "f", "components": [people]}).encode())
        for people in (with_phones("n", "kind"), with_phones("n"))
    )
    typed = {"people-0-home.street": "青石路", "people-0-phones-1-n": "2",
             "people-0-phones-1-kind": "家"}  # fmt: skip

    fitted = fit(old, new, typed)

    assert fitted.raw == {"people": [{"home.street": "青石路", "phones": [{"n": "2"}]}]}
    assert fitted.left == (Left(("人", "1", "电话", "1", "字段 kind"), "家"),)


def with_phones(*columns):
    phones = {"type": "dynamiclist", "path": "phones", "label": "电话",
              "components": [component(key, "textfield") for key in columns]}  # fmt: skip
    home = {"type": "group", "path": "home", "components": [component("street", "textfield")]}
    return {"type": "dynamiclist", "path": "people", "label": "人", "components": [home, phones]}
