"""Fields no shipped form uses yet: patterns, e-mail, plain times, default values."""

import json
from datetime import time
from typing import Any

import pytest

from app import forms
from app.core.errors import InvalidError
from tests.forms.conftest import at


def form(**field: Any) -> forms.Form:
    component = {"key": "value", "label": "值", "properties": {"to": "V"}, **field}
    return forms.load(json.dumps({"type": "default", "id": "one", "components": [component]}))


def value(raw: Any, **field: Any) -> Any:
    try:
        return forms.validate(form(**field), {"value": raw}, {}, at("08:00"), {}).values["value"]
    except InvalidError as error:
        return error.fields["value"]


def test_a_pattern_is_asked_in_feel() -> None:
    rule = {"pattern": "^C-[0-9]+$", "patternErrorMessage": "应写成 C-123"}

    assert value("C-12", type="textfield", validate=rule) == "C-12"
    assert value("12", type="textfield", validate=rule) == "应写成 C-123"


@pytest.mark.parametrize(
    ("raw", "found"),
    [("a@b.cn", "a@b.cn"), ("a@b", "请填写正确的邮箱地址"), ("@", "请填写正确的邮箱地址")],
)
def test_an_e_mail_address_has_a_domain(raw: str, found: str) -> None:
    assert value(raw, type="textfield", validate={"validationType": "email"}) == found


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("138-0000-0000", "13800000000"), ("+8613800000000", "+8613800000000"),
        ("0571 8765 4321", "057187654321"), ("010-66668888-12", "010-66668888-12"),
        ("110", "请填写手机号或带区号的固定电话"),
    ],
)  # fmt: skip
def test_a_phone_is_a_mobile_or_a_landline(raw: str, found: str) -> None:
    assert value(raw, type="textfield", validate={"validationType": "phone"}) == found


def test_a_time_of_day_stays_one() -> None:
    assert value("08:30", type="datetime", subtype="time") == time(8, 30)
    assert value("late", type="datetime", subtype="time") == "请填写正确的日期和时间"


def test_one_sided_bounds_say_so() -> None:
    assert value("3", type="number", validate={"min": 5}) == "不能小于 5"
    assert value("7", type="number", validate={"max": 5}) == "不能大于 5"


def test_a_default_value_is_what_the_form_says_at_first() -> None:
    assert forms.prefill(form(type="textfield", defaultValue="甲"), {}) == {"value": "甲"}
    assert forms.prefill(form(type="checkbox", defaultValue=True), {}) == {"value": True}
    assert forms.prefill(form(type="number", defaultValue=3), {}) == {"value": "3"}


def test_a_condition_may_be_a_plain_truth_value() -> None:
    hidden = forms.load(json.dumps({"type": "default", "id": "one", "components": [
        {"type": "textfield", "key": "value", "conditional": {"hide": True}}]}))  # fmt: skip

    assert len(forms.visible(hidden, {}, {})) == 0


def test_too_many_rows_are_said_not_cut() -> None:
    inner = [{"type": "textfield", "key": "a"}]
    rows = {"type": "dynamiclist", "path": "value", "components": inner,
            "properties": {"to": "S", "max_rows": "2"}}  # fmt: skip
    raw = {f"value-{n}-a": "x" for n in range(3)}

    with pytest.raises(InvalidError) as told:
        forms.validate(
            forms.load(json.dumps({"type": "default", "id": "r", "components": [rows]})),
            raw, {}, at("08:00"), {},
        )  # fmt: skip

    assert told.value.fields == {"value": "最多 2 行"}


def test_plain_values_are_ready_for_json() -> None:
    assert forms.plain({"at": [at("08:00")], "n": 3}) == {
        "at": ["2026-07-14T08:00:00+08:00"],
        "n": 3,
    }


@pytest.mark.parametrize(
    "text", ["13800000000", "电话13912345678。", "11010519900307123X", "打 010-66668888 找我"]
)
def test_phone_and_identity_numbers_are_personal(text: str) -> None:
    assert forms.has_personal_data(text)


@pytest.mark.parametrize("text", ["SW0101", "QH-2026-000123", "20260714083000123456", "", None, 5])
def test_other_numbers_are_not(text: object) -> None:
    assert not forms.has_personal_data(text)
