"""What a form says at first and which parts can be seen."""

from app import forms
from tests.forms.conftest import FUNCTIONS, at, shipped
from tests.forms.filled import CALL, DRAFT, LOW, SHEET, WHISTLE


def test_prefill_comes_from_what_the_task_knows() -> None:
    context = WHISTLE | {"place_text": "青石桥下", "catalogue_needs": [
        {"department": "qh.water", "role": "主责", "duty": "抽排积水"}]}  # fmt: skip

    said = forms.prefill(shipped("draft_whistle"), context, FUNCTIONS, at("08:12"))

    assert said["whistle_class"] == "紧急"
    assert said["meet_at"] == "青石桥下"
    assert said["needs"] == [{"department": "qh.water", "role": "主责", "duty": "抽排积水"}]
    assert said["kind"] == "街道吹哨部门报到"


def test_now_is_written_as_a_person_would_type_it() -> None:
    assert forms.prefill(shipped("arrive"), {}, {}, at("08:38"))["arrived_at"] == "2026-07-14T08:38"


def test_the_prefilled_and_the_typed_have_one_shape() -> None:
    form = shipped("draft_whistle")

    said = forms.typed(form, DRAFT)

    assert said["needs"][1] == {"department": "qh.drain", "role": "配合", "duty": "疏通管道"}
    assert forms.typed(form, said) == said


def test_conditions_follow_what_is_typed() -> None:
    form = shipped("draft_whistle")

    emergency = forms.visible(form, DRAFT, WHISTLE)
    by_word = forms.visible(form, DRAFT | {"verbal": "true"}, WHISTLE)
    given_up = forms.visible(form, {"give_up": "true"}, WHISTLE)

    assert "verbal" in emergency
    assert "verbal_by" not in emergency
    assert "verbal_by" in by_word
    assert set(given_up) == {"give_up", "note"}
    assert len(given_up) == 2


def test_a_field_shown_by_a_hidden_one_is_hidden() -> None:
    raw = CALL | {"request_type": "咨询", "danger_to_life": "true"}

    seen = forms.visible(shipped("register_request"), raw, {})

    assert "danger_to_life" not in seen
    assert "called_119" not in seen


def test_choices_are_offered_while_their_condition_holds() -> None:
    form = shipped("contact_requester")

    first = forms.visible(form, {}, {"handler": "qh.wx", "street": "qh.wx", "whistles": 1})
    later = forms.visible(form, {}, {"handler": "qh.wx", "street": "qh.wx", "whistles": 2})

    assert first.offered["way"] == {"自办", "吹哨", "异议"}
    assert later.offered["way"] == {"自办", "异议"}


def test_what_is_needed_follows_the_conditions() -> None:
    form = shipped("score_sheet")

    assert "comment" in forms.visible(form, LOW, SHEET).needed
    assert "comment" not in forms.visible(form, LOW | {"responsibility": "65"}, SHEET).needed


def test_computed_fields_and_tables_are_shown_as_text() -> None:
    facts = [{"item": "签收", "at": at("08:18"), "points": 30}]
    sheet = {"sheet": SHEET["sheet"] | {"facts": facts}}

    seen = forms.visible(shipped("score_sheet"), LOW, sheet)

    assert seen.computed["total"] == "64.5"
    table = seen.told["Table_attendance_facts"].table
    assert table.rows == (("签收", "2026-07-14 08:18", "", "30"),)


def test_a_street_is_shown_by_name_when_the_caller_knows_it() -> None:
    functions = FUNCTIONS | {"name_of": lambda code: {"qh.wx": "望溪街道"}.get(code)}

    seen = forms.visible(shipped("register_request"), CALL, {}, functions, at("08:03"))

    assert seen.computed["street"] == "望溪街道"
    assert (
        forms.visible(shipped("register_request"), CALL, {}, FUNCTIONS).computed["street"]
        == "qh.wx"
    )


def test_a_form_knows_which_fields_draw_it_anew() -> None:
    live = shipped("register_request").live

    assert {"matter", "place_key", "request_type", "in_scope", "requester_kind"} <= live
    assert "place_text" not in live


def test_a_broken_condition_hides_nothing() -> None:
    form = forms.load(
        b'{"type": "default", "components": [{"type": "textfield", "key": "a",'
        b' "conditional": {"hide": "=nobody(1)"}}]}'
    )

    assert "a" in forms.visible(form, {}, {})


def test_numbers_too_large_to_mean_anything_are_empty() -> None:
    assert forms.typed(shipped("score_sheet"), {"cooperation": 10**40})["cooperation"] == ""
