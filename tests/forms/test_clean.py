"""Clean values: hidden fields dropped, times aware, each value sent where it belongs."""

from decimal import Decimal
from typing import Any

import pytest

from app import forms
from app.core.errors import InvalidError
from app.forms import Clean
from tests.forms.conftest import FUNCTIONS, at, shipped
from tests.forms.filled import ARRIVE, CALL, DRAFT, LOW, SHEET, WHISTLE

Raw = dict[str, Any]


def clean(form_id: str, raw: Raw, context: Raw | None = None, clock: str = "08:42") -> Clean:
    return forms.validate(shipped(form_id), raw, context or {}, at(clock), FUNCTIONS)


def test_values_go_where_the_form_sends_them() -> None:
    found = clean("register_request", CALL | {"requester_name": "周某"}, clock="08:03")

    assert found.party() == {
        "requester_kind": "个人",
        "requester_name": "周某",
        "requester_phone": "13800000000",
        "keep_secret": False,
    }
    assert found.case_file()["place_text"] == "青石桥下"
    assert found.variables()["matter"] == "SW0101"
    assert not found.party().keys() & (found.variables().keys() | found.submission().keys())


def test_a_local_time_becomes_an_aware_one() -> None:
    found = clean("arrive", ARRIVE, WHISTLE)

    assert found.values["arrived_at"] == at("08:38")
    assert found.submission()["arrived_at"] == "2026-07-14T08:38:00+08:00"


def test_a_time_with_an_offset_is_the_same_moment() -> None:
    found = clean("arrive", ARRIVE | {"arrived_at": "2026-07-14T00:38:00Z"}, WHISTLE)

    assert found.values["arrived_at"] == at("08:38")


def test_hidden_fields_are_dropped_whatever_was_sent() -> None:
    found = clean("approve_whistle", {"approved": "退回", "departments": ["qh.fire"],
                                      "opinion": "请补充照片"}, WHISTLE)  # fmt: skip

    assert "departments" not in found.values
    assert "departments" not in found.variables()


def test_a_hidden_variable_nobody_knows_yet_is_null() -> None:
    assert clean("record_callback", {"used_channel": "电话", "contacted": "false"}).variables() == {
        "contacted": False,
        "solved": None,
        "satisfied": None,
    }


def test_a_hidden_tick_counts_as_the_form_says() -> None:
    raw = CALL | {"requester_kind": "匿名", "requester_phone": "", "reachable": "true"}

    assert clean("register_request", raw, clock="08:03").values["reachable"] is False


def test_rows_come_with_numbers_and_empty_ones_are_dropped() -> None:
    raw = ARRIVE | {"people-3-name": "", "people-3-post": "", "people-7-name": "李志强"}

    people = clean("arrive", raw, WHISTLE).values["people"]

    assert [person["name"] for person in people] == ["王建国", "李志强"]


def test_a_program_may_send_rows_ticks_and_numbers_as_they_are() -> None:
    rows = [{"department": "qh.water", "role": "主责", "duty": "抽排积水"}]
    plain = {key: value for key, value in DRAFT.items() if "needs" not in key}

    found = clean("draft_whistle", plain | {"needs": rows, "give_up": False}, WHISTLE, "08:12")

    assert found.variables()["departments"] == ["qh.water"]
    assert found.variables()["reasons"] == 2


def test_the_total_is_computed_half_up_to_one_decimal() -> None:
    assert clean("score_sheet", LOW | {"cooperation": "65"}, SHEET).values["total"] == Decimal(
        "63.3"
    )


def test_numbers_are_exact_whatever_keyboard_typed_them() -> None:
    raw = CALL | {"lat": "３１．２０", "lon": "121.4737"}

    found = clean("register_request", raw, clock="08:03").values

    assert (found["lat"], found["lon"]) == (Decimal("31.20"), Decimal("121.4737"))


def test_far_from_the_place_only_warns_and_is_recorded() -> None:
    found = clean("arrive", ARRIVE, WHISTLE | {"case_position": {"lat": "31.24", "lon": "121.47"}})

    assert found.warnings["position"] == "离事发地点超过 500 米，会如实记录"
    assert found.values["distance"] == 1124


def test_facts_with_a_phone_number_warn_and_pass() -> None:
    raw = CALL | {"facts": "请联系 13800000000，桥下积水"}

    assert "facts" in clean("register_request", raw, clock="08:03").warnings


@pytest.mark.parametrize("documents", [["a b"], ["../x"], ["x" * 65], ["<script>"]])
def test_a_document_is_an_id(documents: list[str]) -> None:
    with pytest.raises(InvalidError) as told:
        clean("arrive", ARRIVE | {"photo": documents}, WHISTLE)

    assert told.value.fields == {"photo": "文件没有传好，请重新上传"}


def test_only_offered_choices_pass_when_the_caller_names_them() -> None:
    with pytest.raises(InvalidError) as told:
        forms.validate(
            shipped("dispatch_order"),
            {"handler": "qh.nowhere", "dispatch_reason": "派单目录第三条"},
            {},
            at("08:03"),
            {},
            {"orgs": [{"value": "qh.wx", "label": "望溪街道"}]},
        )

    assert told.value.fields == {"handler": "请从列出的选项中选择"}


def test_a_check_that_cannot_be_made_stops_the_form() -> None:
    def broken(_: object) -> bool:
        raise ZeroDivisionError

    with pytest.raises(InvalidError) as told:
        forms.validate(shipped("arrive"), ARRIVE, WHISTLE, at("08:42"), {"is_position": broken})

    assert told.value.fields["position"] == "这一项暂时无法核对，请稍后再试"
