"""How forms look on the page: labelled, explained, safe, and the same after an error."""

from functools import cache
from pathlib import Path
from typing import Any

import html5lib
import jinja2
import pytest
from lxml import etree

from app import forms
from tests.forms.conftest import FUNCTIONS, at, shipped, wrong
from tests.forms.filled import ARRIVE, CALL, DRAFT, LOW, SHEET, WHISTLE

TEMPLATES = Path(__file__).parents[2] / "app" / "web" / "templates"
NAUGHTY = '"><script>alert(1)</script>'
Raw = dict[str, Any]
Page = etree._Element


def words(text: str, **values: object) -> str:
    return text % values if values else text


@cache
def macros() -> Any:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
    )
    environment.globals["_"] = environment.filters["said"] = words
    return environment.get_template("forms/form.html").module


def page(
    form: forms.Form,
    raw: Raw,
    context: Raw | None = None,
    errors: dict[str, str] | None = None,
    options: dict[str, list[dict[str, str]]] | None = None,
    **rest: Any,
) -> Page:
    known = context or {}
    visible = forms.visible(form, raw, known, FUNCTIONS, at("08:42"))
    html = str(macros().render(form, raw, errors or {}, options or {}, known, visible, **rest))
    parser = html5lib.HTMLParser(html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False)
    tree = parser.parse(f"<!doctype html><title>x</title><form>{html}</form>")
    assert [e for e in parser.errors if e[1] != "eof-in-table"] == []
    return tree.getroot()


def one(tree: Page, path: str) -> Page:
    (found,) = tree.xpath(path)
    return found


def said(found: Page) -> str:
    return " ".join("".join(found.itertext()).split())


def test_every_shipped_form_is_accessible(form_file: Path) -> None:
    form = forms.load(form_file.read_bytes())
    tree = page(form, forms.prefill(form, {}, {}, at("08:42")))
    ids = tree.xpath("//@id[not(ancestor::template)]")

    assert len(ids) == len(set(ids))
    for control in tree.xpath("//input[not(@type='hidden')]|//select|//textarea"):
        name = control.get("id")
        assert (
            control.get("aria-label")
            or control.xpath("ancestor::label")
            or tree.xpath("//label[@for=$name]", name=name)
        ), name
    for described in tree.xpath("//@aria-describedby[not(ancestor::template)]"):
        assert set(described.split()) <= set(ids)


def test_no_form_holds_script_or_inline_handlers(form_file: Path) -> None:
    form = forms.load(form_file.read_bytes())
    raw = dict.fromkeys((field.key for field in form.fields), NAUGHTY)

    tree = page(form, raw)

    assert tree.xpath("//script|//@style|//@*[starts-with(name(), 'on')]") == []


def test_what_was_typed_is_kept_beside_its_error() -> None:
    raw = CALL | {"facts": "积水", "requester_phone": "12345"}
    errors = wrong("register_request", raw, {}, at("08:03"))

    tree = page(shipped("register_request"), raw, errors=errors)

    assert said(one(tree, "//textarea[@name='facts']")) == "积水"
    assert one(tree, "//input[@name='requester_phone']").get("value") == "12345"
    assert said(one(tree, "//p[@id='f-facts-error']")) == "至少写 10 个字"
    assert "f-facts-error" in one(tree, "//textarea[@name='facts']").get("aria-describedby")
    assert one(tree, "//textarea[@name='facts']").get("aria-invalid") == "true"


def test_the_summary_leads_to_each_field() -> None:
    raw = DRAFT | {"needs-1-duty": "", "self_handled": ""}
    errors = wrong("draft_whistle", raw, WHISTLE, at("08:12"))

    tree = page(shipped("draft_whistle"), raw, WHISTLE, errors)

    links = tree.xpath("//div[@role='alert']//a")
    assert [said(link) for link in links] == ["自办情况", "所需部门及理由 2 职责"]
    assert all(tree.xpath("//*[@id=$id]", id=link.get("href")[1:]) for link in links)


def test_rows_are_numbered_and_can_be_added() -> None:
    tree = page(shipped("draft_whistle"), DRAFT, WHISTLE)

    assert one(tree, "//input[@name='needs-1-duty']").get("value") == "疏通管道"
    assert tree.xpath("//template[@data-row-template]")
    assert tree.xpath("//button[@data-add-row][@name='_rows'][@value='add:needs']")
    assert tree.xpath("//button[@data-remove-row][not(ancestor::template)]/@value") == [
        "remove:needs-0",
        "remove:needs-1",
    ]
    assert tree.xpath("//template//*[@name='needs-__index__-duty']")


def test_a_choice_that_is_not_offered_is_not_shown() -> None:
    tree = page(shipped("draft_whistle"), DRAFT, WHISTLE)

    assert tree.xpath("//input[@name='mode']/@value") == ["现场"]


def test_choices_come_from_the_caller_and_the_chosen_ones_are_marked() -> None:
    options = {"drafted_departments": [{"value": "qh.water", "label": "水务局"},
                                       {"value": "qh.fire", "label": "消防救援"}]}  # fmt: skip
    raw = {"approved": "同意", "departments": ["qh.water"]}

    tree = page(shipped("approve_whistle"), raw, WHISTLE, options=options)

    assert tree.xpath("//input[@name='departments'][@checked]/@value") == ["qh.water"]
    assert "消防救援" in said(one(tree, "//div[@data-field='departments']"))


def test_arriving_is_made_for_a_phone() -> None:
    place = {"case_position": {"lat": "31.24", "lon": "121.47"}}

    tree = page(shipped("arrive"), ARRIVE, WHISTLE | place)

    assert one(tree, "//input[@name='arrived_at']").get("type") == "datetime-local"
    assert tree.xpath("//input[@capture='environment'][@accept='image/*']")
    assert tree.xpath("//button[@data-locate]")
    assert one(tree, "//*[@data-position]").get("data-lat") == "31.24"
    assert "500 米" in said(one(tree, "//p[@id='f-position-warn']"))


def test_uploaded_files_are_listed_by_name() -> None:
    options = {"photo": [{"value": "doc-1", "label": "现场.jpg", "url": "/documents/doc-1"}]}

    tree = page(shipped("arrive"), ARRIVE, WHISTLE, options=options)

    assert one(tree, "//input[@name='photo']").get("value") == "doc-1"
    assert said(one(tree, "//a[@href='/documents/doc-1']")) == "现场.jpg"


def test_only_fields_that_change_the_form_ask_for_it_anew() -> None:
    tree = page(shipped("draft_whistle"), DRAFT, WHISTLE, urls={"preview": "/tasks/1/form"})

    live = tree.xpath("//*[@data-live]/@name")
    assert {"whistle_class", "give_up", "verbal"} <= set(live)
    assert "meet_at" not in live
    assert one(tree, "//*[@data-form-body]").get("hx-post") == "/tasks/1/form"


def test_computed_values_and_facts_are_shown() -> None:
    facts = [{"item": "签收", "at": at("08:18"), "limit": at("08:25"), "points": 30}]
    context = {"sheet": SHEET["sheet"] | {"facts": facts}}

    tree = page(shipped("score_sheet"), LOW, context)

    assert said(one(tree, "//output[@id='f-total']")) == "64.5"
    assert "2026-07-14 08:18" in said(one(tree, "//table"))


def test_several_sheets_stand_on_one_page_with_prefixes() -> None:
    tree = page(shipped("score_sheet"), LOW, SHEET, errors={"comment": "请填写"}, prefix="t1.")

    assert one(tree, "//textarea[@name='t1.comment']").get("id") == "t1.f-comment"
    assert one(tree, "//div[@role='alert']//a").get("href") == "#t1.f-comment"


@pytest.mark.parametrize("text", [NAUGHTY, "{{ 7*7 }}", "\u202e", "' onfocus='x"])
def test_typed_text_is_shown_as_typed(text: str) -> None:
    tree = page(shipped("withdraw_request"), {"reason": text})

    assert one(tree, "//textarea[@name='reason']").text.strip("\n") == text


def test_a_requesters_field_is_marked_private() -> None:
    tree = page(shipped("register_request"), CALL)

    assert one(tree, "//input[@name='requester_phone']").get("data-private") is not None
    assert one(tree, "//textarea[@name='facts']").get("data-private") is None


def test_long_lists_can_be_searched() -> None:
    options = {"catalogue": [{"value": "SW0101", "label": "SW0101 道路积水"}]}

    tree = page(shipped("register_request"), CALL, options=options, urls={"pickers": "/pickers"})

    picker = one(tree, "//select[@name='matter']/..")
    assert picker.get("data-url") == "/pickers/catalogue"
    assert one(tree, "//select[@name='matter']/option[@selected]").get("value") == "SW0101"
