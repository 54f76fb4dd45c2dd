"""Requirement graphs, boxed expressions, and what is wrong with a model."""

import pytest

from app.feel import FeelError, evaluate
from app.feel.dmn import check, load
from tests.feel.models import decision, given, knowledge, literal, model, table


def test_a_decision_uses_what_it_requires_each_computed_once():
    counted = []
    parts = (
        given("n"),
        decision("base", literal("count up(n)"), "i_n"),
        decision("left", literal("base + 1"), "base"),
        decision("right", literal("base + 2"), "base"),
        decision("top", literal("left * right"), "left", "right"),
    )

    value = load(model(*parts)).evaluate(
        "top", {"n": 1}, {"count up": lambda n: counted.append(n) or n}
    )

    assert value == 6
    assert counted == [1]


def test_ids_names_and_inputs_are_told():
    decisions = load(
        model(
            given("n"),
            decision("base", literal("n")),
            decision("d", literal("base"), "base", "i_n"),
        )
    )

    assert decisions.ids == ("base", "d")
    assert decisions.name("d") == "d"
    assert decisions.inputs("d") == ("n",)


def test_knowledge_is_called_like_a_function():
    parts = (knowledge("twice", "x", "x * 2"), decision("d", literal("twice(21)"), knows="twice"))

    assert load(model(*parts)).evaluate("d", {}) == 42


def test_a_boxed_context_gives_its_result():
    entry = '<contextEntry><variable name="a b"/>' + literal("2") + "</contextEntry>"
    result = "<contextEntry>" + literal("a b * 3") + "</contextEntry>"

    decisions = load(model(decision("d", f"<context>{entry}{result}</context>")))

    assert decisions.evaluate("d", {}) == 6


def test_a_required_item_type_limits_the_values():
    levels = '<itemDefinition name="tLevel"><typeRef>string</typeRef><allowedValues><text>"L1","L2"'
    levels += "</text></allowedValues></itemDefinition>"
    decisions = load(model(levels, given("k", "tLevel"), decision("d", literal("k"), "i_k")))

    assert decisions.evaluate("d", {"k": "L1"}) == "L1"
    with pytest.raises(FeelError, match="应为 tLevel"):
        decisions.evaluate("d", {"k": "L9"})


def test_an_unknown_decision_names_the_nearest():
    with pytest.raises(FeelError, match="你是不是想写 d_level"):
        load(model(decision("d_level", literal("1")))).evaluate("d_levle", {})


def test_check_finds_nothing_wrong_with_a_sound_model():
    xml = model(given("n"), decision("d", table("FIRST", {"n": "Any"}, {"x": ""}, "- | 1"), "i_n"))

    assert check(xml) == []


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ((decision("d", literal("1 +")),), "表达式没有写完"),
        ((given("n"), decision("d", literal("n + 1"))), "没有画出这个需求"),
        ((decision("d", literal("1"), "i_lost"),), "找不到所需的"),
        ((decision("d", ""),), "没有决策逻辑"),
        ((decision("d", literal("1"), type_ref="tLost"),), "没有叫“tLost”的类型"),
        ((decision("a", literal("b"), "b"), decision("b", literal("a"), "a")), "需求成环"),
        ((decision("d", table("MOST", {"n": "Any"}, {"x": ""}, "- | 1")),), "不支持的命中策略"),
        ((decision("d", table("FIRST", {"n": "Any"}, {"x": ""}, "-")),), "单元格数与列数不符"),
        ((decision("d", literal("1")), decision("d", literal("2"))), "重复的编号"),
    ],
)
def test_check_says_what_an_author_has_to_mend(parts, reason):
    assert any(reason in str(problem) for problem in check(model(*parts)))


@pytest.mark.parametrize("xml", [b"", b"<a/>", b"<definitions/>", b"\xff\xfe"])
def test_what_is_no_decision_model_is_refused(xml):
    assert len(check(xml)) == 1


def test_entities_are_refused():
    bomb = b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + model(
        decision("d", literal("1"))
    )

    assert "DTD" in str(check(bomb)[0])


def test_a_value_of_a_table_can_be_used_in_an_expression():
    rows = table("COLLECT", {"1": "Any"}, {"a": "", "b": ""}, '- | "x" | 1', '- | "y" | 2')
    roster = load(model(decision("d", rows))).evaluate("d", {})

    assert evaluate('roster[a = "y"].b', {"roster": roster}) == [2]


def test_check_points_at_the_cell():
    rows = table("FIRST", {"n": "Any"}, {"x": ""}, ">> 3 | 1").replace(
        "<inputEntry>", '<inputEntry id="cell_1">'
    )

    found = check(model(given("n"), decision("d", rows, "i_n")))

    assert [(problem.element_id, problem.name) for problem in found] == [("cell_1", "d")]
