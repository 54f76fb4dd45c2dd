"""Expressions as policy staff write them."""

from datetime import date
from decimal import Decimal

import pytest

from app.feel import FeelError, evaluate, unary_test

DEPARTMENTS = [{"name": "水务局", "级别": "区"}, {"name": "街道城管", "级别": "街"}]


def test_a_condition_reads_chinese_names_and_filters_a_list():
    context = {"部门": DEPARTMENTS, "严重程度": "紧急"}

    value = evaluate('count(部门[级别 = "区"]) = 1 and 严重程度 = "紧急"', context)

    assert value is True


def test_a_filter_sees_fields_then_what_is_around_it():
    context = {"mixed": [{"n": 2}, 2, {"m": 1}, {"n": 3}], "k": 2}

    assert evaluate("mixed[item = k]", context) == [2]
    assert evaluate("mixed[n = k]", {**context, "n": 2}) == [{"n": 2}, 2]
    assert evaluate("[{item: 1}, {item: 2}][item = 2]", {}) == [{"item": 2}]
    assert evaluate("[[1, 2], [3]][count(item[item > 1]) = 1]", {}) == [[1, 2], [3]]
    assert evaluate("[[1, 2], [1]][some x in item satisfies x = k]", context) == [[1, 2]]
    assert evaluate("mixed[k]", context) == 2


def test_a_name_may_hold_spaces_and_signs():
    context = {"whistle class": "日常", "part-time": 3, "in/out": 4}

    value = evaluate('if whistle class = "日常" then part-time + in/out else 0', context)

    assert value == 7


def test_a_variable_wins_over_a_built_in_of_the_same_name():
    value = evaluate("if any then count(list) else 0", {"any": True, "list": [1, 2]})

    assert value == 2


def test_a_registered_function_is_called_by_a_name_with_spaces():
    functions = {"leader of": lambda org: org + "/负责人"}

    value = evaluate("leader of(owner)", {"owner": "qh.wx"}, functions)

    assert value == "qh.wx/负责人"


def test_an_unknown_name_names_the_nearest_known_one():
    with pytest.raises(FeelError) as caught:
        evaluate('whistle_clas = "紧急"', {"whistle_class": "紧急"})

    assert caught.value.nearest == "whistle_class"
    assert "你是不是想写 whistle_class" in str(caught.value)


def test_numbers_are_decimals_of_34_digits():
    value = evaluate("0.1 + 0.2 = 0.3 and 1 / 3 * 3 < 1", {})

    assert value is True


def test_integers_and_floats_of_a_context_are_numbers():
    value = evaluate("a + b", {"a": 1, "b": 0.1})

    assert value == Decimal("1.1")


def test_values_of_foreign_classes_become_plain_ones():
    class Day(date):
        """A date of somebody else."""

    context = {"day": Day(2026, 7, 14), "codes": ("a", "b")}

    assert type(evaluate("day", context)) is date
    assert evaluate("codes", context) == ["a", "b"]
    assert evaluate("string(ratio)", {"ratio": Decimal("1.10")}) == "1.1"


def test_a_cell_is_tested_against_its_value():
    passed = [
        unary_test(cell, "ZJ01", {}) for cell in ('"ZJ01","ZJ02"', 'starts with(?, "ZJ")', "-")
    ]

    assert passed == [True, True, True]


def test_a_cell_may_be_negated():
    passed = unary_test('not("L1", "L2")', "L2", {})

    assert passed is False
