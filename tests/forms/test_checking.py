"""What keeps a form file from being deployed is said in a sentence."""

import json
from typing import Any

import pytest

from app import forms

TEXT = {"type": "textfield", "key": "name", "label": "姓名"}


def told(*components: Any, **form: Any) -> list[str]:
    whole = {"type": "default", "id": "example", "components": components, **form}
    return forms.problems(json.dumps(whole))


def test_a_plain_form_is_fine() -> None:
    line, words = {"type": "separator", "id": "line"}, {"type": "text", "text": "请如实填写"}

    assert told(TEXT, line, words) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"type": "hologram"}, "第 1 个组件的类型不认识"),
        ({"type": "html", "content": "<b>"}, "姓名：html 不能有属性 key"),
        ({"key": ""}, "姓名：缺少属性 key"),
        ({"key": "名字"}, "姓名：键 名字 只能用字母、数字和下划线，并以字母开头"),
        ({"key": "a b"}, "姓名：key 只能由字母、数字和下划线组成"),
        ({"conditional": {"hide": "=1 +"}}, "姓名：表达式“1 +”有误"),
        ({"properties": {"check": "name != null"}}, "姓名：检查没有写提示语"),
        ({"properties": {"warn": "true"}}, "姓名：提醒没有写提示语"),
        ({"properties": {"check": "1 2", "message": "不对"}}, "姓名：表达式“1 2”有误"),
        ({"properties": {"prefill": "now("}}, "姓名：表达式“now(”有误"),
        ({"properties": {"to": "X"}}, "姓名：不认识的去向 X"),
        ({"properties": {"sees": "Everyone"}}, "姓名：不认识的可见范围 Everyone"),
        ({"properties": {"kind": "palette"}}, "姓名：不认识的选择器 palette"),
        ({"properties": {"offer:红": "true"}}, "姓名：没有选项 红"),
        ({"validate": {"minLength": "three"}}, "表单中有写错的值，无法读取"),
        ({"validate": {"min": 3}}, "姓名：textfield 不能有属性 validate.min"),
        ({"defaultValue": 3}, "姓名：defaultValue 的类型不对"),
    ],
)
def test_a_fault_is_named(change: dict[str, Any], sentence: str) -> None:
    assert any(line.startswith(sentence) for line in told(TEXT | change))


def test_what_the_pages_cannot_draw_is_refused() -> None:
    assert told({"type": "iframe", "url": "http://example.org", "id": "x"}) == [
        "x：只能内嵌 https 开头的网页"
    ]
    assert told({"type": "image", "source": "https://example.org/x.png", "id": "x"}) == [
        "x：图片只能放在本系统里（以 / 开头）或写成 data:image，外部图片会泄露访问者"
    ]


def test_a_key_stands_for_one_field() -> None:
    rows = {"type": "dynamiclist", "path": "people", "components": [TEXT, TEXT]}

    assert told(TEXT, TEXT) == ["name：这个键用了 2 次"]
    assert told(rows) == ["people.name：这个键用了 2 次"]


@pytest.mark.parametrize(
    ("components", "sentence"),
    [
        ([TEXT | {"key": "a"}, TEXT | {"key": "a.b"}],
         "a.b：a 已经是一个字段的键，不能再放进别的字段"),
        ([TEXT | {"key": "a.b"},
          {"type": "group", "path": "a", "components": [TEXT | {"key": "b"}]}],
         "a.b：这个键用了 2 次"),
        ([{"type": "dynamiclist", "path": "a", "components": [
            {"type": "group", "path": "b", "components": [TEXT | {"key": "c"}]},
            TEXT | {"key": "b"}]}], "a.b.c：b 已经是一个字段的键，不能再放进别的字段"),
        ([TEXT | {"key": "a..b"}], "姓名：key 只能由字母、数字和下划线组成"),
        ([TEXT | {"key": "a.1"}], "姓名：键 a.1 只能用字母、数字和下划线"),
        ([{"type": "text", "id": "x", "text": "甲"}, {"type": "text", "id": "x", "text": "乙"}],
         "x：这个 id 已经用过"),
        ([TEXT, {"type": "text", "id": "name", "text": "甲"}], "name：这个 id 已经用过"),
    ],
)  # fmt: skip
def test_what_would_fall_into_one_place_is_named(components: list[Any], sentence: str) -> None:
    assert any(line.startswith(sentence) for line in told(*components))


def test_a_form_says_its_own_id() -> None:
    assert told(TEXT, id="") == ["表单没有 id"]


def test_the_form_itself_is_plain() -> None:
    assert told(TEXT, schemaVersion=20) == ["不支持的 schemaVersion：20"]
    assert told(TEXT, layout={}) == ["表单本身不能有属性 layout"]


def test_asking_for_a_field_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        forms.load(json.dumps({"type": "default", "components": [TEXT]})).field("age")


@pytest.mark.parametrize(
    ("component", "sentence"),
    [
        ({"type": "text", "text": 3}, "属性 text 的值不对"),
        ({"type": "datetime", "key": "a", "subtype": "year"},
         "属性 subtype 只能是 date、time、datetime"),
        ({"type": "select", "key": "a", "valuesKey": "b c"}, "valuesKey 不能含空格"),
        ({"type": "select", "key": "a", "valuesKey": "b", "defaultValue": "c"},
         "valuesKey 与 defaultValue 不能同时使用"),
        ({"type": "checkbox", "key": "a", "appearance": {"prefixAdorner": "b"}},
         "checkbox 不能有前后缀"),
        ({"type": "table", "dataSource": "=a"}, "columns 与 columnsExpression 应有且只有一个"),
        ({"type": "textfield", "key": "a", "validate": {"patternErrorMessage": "b"}},
         "有 patternErrorMessage 就要有 pattern"),
        ({"type": "expression", "key": "a"}, "缺少属性 expression"),
    ],
)  # fmt: skip
def test_a_departure_from_form_js_is_named(component: dict[str, Any], sentence: str) -> None:
    assert any(line.endswith(sentence) for line in told(component))


def test_a_form_of_another_type_is_refused() -> None:
    assert told(TEXT, type="wizard") == ["表单类型应为 default"]
