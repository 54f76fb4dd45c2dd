"""Groups and lists within each other: values by path, expressions in the scope they stand in."""

import json
from typing import Any

import pytest

from app import forms
from app.core.errors import InvalidError
from tests.forms.conftest import at
from tests.forms.test_page import page, said

NOW = at("08:42")
Raw = dict[str, Any]


def text(key: str, **more: Any) -> Raw:
    return {"type": "textfield", "key": key, "label": key, "properties": {"to": "S"}, **more}


def group(*inside: Raw, **more: Any) -> Raw:
    return {"type": "group", "components": list(inside), **more}


def rows(path: str, *inside: Raw, **more: Any) -> Raw:
    return {"type": "dynamiclist", "path": path, "label": path, "components": list(inside),
            "properties": {"to": "S"}, **more}  # fmt: skip


def form_of(*components: Raw) -> forms.Form:
    source = json.dumps({"type": "default", "id": "sample", "components": list(components)})
    assert forms.problems(source) == []
    return forms.load(source)


def clean(form: forms.Form, sent: Raw, context: Raw | None = None) -> forms.Clean:
    return forms.validate(form, sent, context or {}, NOW, {})


def wrong(form: forms.Form, sent: Raw) -> dict[str, str]:
    with pytest.raises(InvalidError) as refused:
        clean(form, sent)
    return refused.value.fields


PHONES = rows("phones", text("number", validate={"required": True}), text("kind"))
PEOPLE = form_of(
    rows("people", text("name"), group(text("street"), path="home"), PHONES, defaultRepetitions=0)
)
SENT = {
    "people-0-name": "甲", "people-0-home.street": "青石路",
    "people-0-phones-0-number": "1", "people-0-phones-1-number": "2",
    "people-1-name": "乙", "people-1-phones-0-number": "", "people-1-phones-0-kind": "",
}  # fmt: skip
KEPT = [
    {"name": "甲", "home": {"street": "青石路"},
     "phones": [{"number": "1", "kind": None}, {"number": "2", "kind": None}]},
    {"name": "乙", "home": {"street": None}, "phones": []},
]  # fmt: skip


def test_a_path_and_a_dotted_key_put_values_into_contexts() -> None:
    to_process = {"properties": {"to": "V"}}
    form = form_of(
        group(group(text("b", **to_process), path="inner"), path="a"), text("a.c", **to_process)
    )

    found = clean(form, {"a.inner.b": "甲", "a.c": "乙"})

    assert found.values == found.variables() == {"a": {"inner": {"b": "甲"}, "c": "乙"}}


def test_a_program_sends_contexts_and_lists_as_they_come_back() -> None:
    kept = clean(PEOPLE, SENT).submission()

    assert kept == {"people": KEPT}
    assert clean(PEOPLE, kept).submission() == kept
    assert clean(PEOPLE, forms.retyped(PEOPLE, kept)).submission() == kept


def test_a_list_within_a_row_is_drawn_with_a_template_of_its_own() -> None:
    tree = page(PEOPLE, SENT)

    names = tree.xpath("//input[@name][not(ancestor::template)]/@name")
    assert [name for name in names if name.endswith("number")] == [
        "people-0-phones-0-number", "people-0-phones-1-number", "people-1-phones-0-number",
    ]  # fmt: skip
    assert tree.xpath("//input[@name='people-0-home.street']/@value") == ["青石路"]
    blank = tree.xpath("//template//template//input/@name")
    assert "people-__index__-phones-__index__-number" in blank
    assert "add:people-0-phones" in tree.xpath("//button[@data-add-row]/@value")


def test_an_error_in_a_row_of_a_row_is_named_by_both() -> None:
    sent = SENT | {"people-0-phones-1-number": "", "people-0-phones-1-kind": "家"}

    errors = wrong(PEOPLE, sent)
    tree = page(PEOPLE, sent, errors=errors)

    assert errors == {"people-0-phones-1-number": "请填写"}
    assert PEOPLE.labels("people-0-phones-1-number") == ("people", "1", "phones", "2", "number")
    (link,) = tree.xpath("//div[@role='alert']//a")
    assert said(link) == "people 1 phones 2 number"
    assert tree.xpath("//*[@id=$id]", id=link.get("href")[1:])


def test_conditions_see_the_row_they_stand_in_and_what_is_around() -> None:
    inner = text("note", conditional={"hide": "=parent.this.kind != this.mark or i[2] > 1"})
    form = form_of(text("top"), rows("outer", text("kind"), rows("inner", text("mark"), inner)))
    sent = {"outer-0-kind": "x", "outer-0-inner-0-mark": "x", "outer-0-inner-0-note": "露",
            "outer-0-inner-1-mark": "x", "outer-0-inner-1-note": "藏",
            "outer-1-kind": "y", "outer-1-inner-0-mark": "x",
            "outer-1-inner-0-note": "藏"}  # fmt: skip

    tree = page(form, sent)
    kept = clean(form, sent).submission()["outer"]

    assert tree.xpath("//input[contains(@name, 'note')][not(ancestor::template)]/@name") == [
        "outer-0-inner-0-note"
    ]
    assert [[row["note"] for row in each["inner"]] for each in kept] == [["露", None], [None]]


def test_a_hidden_group_in_a_row_takes_its_list_along() -> None:
    closed = group(PHONES, path="more", conditional={"hide": '=this.name = "乙"'})
    form = form_of(rows("people", text("name"), closed))
    sent = {"people-0-name": "甲", "people-0-more.phones-0-number": "1",
            "people-1-name": "乙", "people-1-more.phones-0-kind": "家"}  # fmt: skip

    kept = clean(form, sent).submission()["people"]

    assert kept[0]["more"]["phones"] == [{"number": "1", "kind": None}]
    assert kept[1]["more"]["phones"] == []


def test_what_is_computed_in_rows_is_summed_around_them() -> None:
    times = {"type": "expression", "key": "cost", "label": "价",
             "expression": "=this.n * parent.price", "computeOn": "change",
             "properties": {"to": "S"}}  # fmt: skip
    total = {"type": "expression", "key": "all.total", "label": "计", "computeOn": "change",
             "expression": "=sum(parts.list.cost)", "properties": {"to": "S"}}  # fmt: skip
    number = {"type": "number", "key": "n", "label": "n"}
    form = form_of(
        total, {"type": "number", "key": "price", "label": "价"},
        group(rows("list", number, times), path="parts"),
    )  # fmt: skip
    sent = {"price": "2", "parts.list-0-n": "3", "parts.list-1-n": "4"}

    kept = clean(form, sent).submission()
    tree = page(form, sent)

    assert kept["all"] == {"total": "14"}
    assert said(tree.xpath("//output[@id='f-all.total']")[0]) == "14"
    assert said(tree.xpath("//output[@id='f-parts.list-1-cost']")[0]) == "8"


def test_choices_readonly_and_texts_of_a_row_are_those_of_the_row() -> None:
    choice = {"type": "select", "key": "town", "label": "{{this.kind}}之选",
              "valuesExpression": "=if this.kind = \"a\" then [\"x\"] else [\"y\"]",
              "properties": {"to": "S"}}  # fmt: skip
    form = form_of(rows("list", text("kind", readonly="=i[1] = 1"), choice))
    sent = {"list-0-kind": "a", "list-0-town": "x", "list-1-kind": "b", "list-1-town": "x"}

    tree = page(form, sent)

    assert tree.xpath("//select[@name='list-0-town']/option/@value") == ["", "x"]
    assert said(tree.xpath("//label[@for='f-list-1-town']")[0]).startswith("b之选")
    assert tree.xpath("//input[@readonly]/@name") == ["list-0-kind"]
    assert wrong(form, sent) == {"list-1-town": "请从列出的选项中选择"}


def test_a_new_row_says_at_first_what_its_fields_say() -> None:
    fixed = text("unit", defaultValue="街道", readonly=True)
    form = form_of(rows("list", text("kind", defaultValue="车"), fixed, defaultRepetitions=2))

    first = forms.prefill(form, {})
    tree = page(form, first)
    kept = clean(form, {"list-0-kind": "", "list-1-kind": "人", "list-1-unit": "别"})

    assert first == {"list": [{"kind": "车", "unit": "街道"}] * 2}
    assert tree.xpath("//template//input[@name='list-__index__-kind']/@value") == ["车"]
    assert kept.submission() == {"list": [{"kind": "人", "unit": "街道"}]}


def test_what_is_disabled_in_a_row_is_not_sent() -> None:
    form = form_of(rows("list", text("a"), text("b", disabled=True)))

    assert clean(form, {"list-0-a": "1", "list-0-b": "2"}).submission() == {"list": [{"a": "1"}]}


def test_an_unreadable_cell_alone_in_its_row_is_not_lost() -> None:
    number = {"type": "number", "key": "n", "label": "n"}
    form = form_of(rows("list", number))

    assert wrong(form, {"list-0-n": "1", "list-1-n": "abc"}) == {"list-1-n": "请填写数字"}
