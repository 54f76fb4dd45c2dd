"""Calling built-ins, functions from outside, and functions written in the expression."""

from functools import partial

import pytest

from app.feel import BudgetError, FeelError, evaluate


class Calendar:
    """Somebody's object with a method."""

    def after(self, start_at, work_days=1):
        return f"{start_at}+{work_days}"


FUNCTIONS = {
    "after": Calendar().after,
    "scaled": partial(lambda factor, n: factor * n, 3),
    "plus": lambda n, more=1: n + more,
    "broken": lambda: {}["missing"],
    "odd thing": lambda: object(),
    "twice": evaluate("function(n) n * 2", {}),
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('after("a")', "a+1"),
        ('after("a", 2)', "a+2"),
        ('after(start at: "a", work days: 3)', "a+3"),
        ("scaled(2)", 6),
        ("plus(1) + plus(1, 2)", 5),
        ("plus(more: 5, n: 1)", 6),
        ("twice(21)", 42),
        ("{f: plus, v: f(1)}.v", 2),
        ('substring(string: "哨到报到", start position: 3)', "报到"),
        ('substring(length: 1, start position: 3, string: "哨到报到")', "报"),
        ("(function(a, b) a - b)(b: 1, a: 3)", 2),
        ("(function(n: number) n)([7])", 7),
        ("sort([1, 3, 2], function(a, b) a > b)", [3, 2, 1]),
        ('list replace(["ab", "b"], contains, "b")', ["b", "b"]),
        ("1(2)", None),
    ],
)
def test_a_call_gives_the_value_of_its_function(text, value):
    assert evaluate(text, {}, FUNCTIONS) == value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("plus()", "plus(n, more)"),
        ("plus(1, 2, 3)", "plus(n, more)"),
        ("plus(m: 1)", "plus(n, more)"),
        ("after()", "after(start at, work days)"),
        ("broken()", "函数 broken 无法计算"),
        ('plus("1")', "函数 plus 无法计算"),
        ("odd thing()", "不能使用类型为 object 的值"),
        ("substring(string: 1, begin: 2)", "substring(string, start position, length)"),
        ('substring(start position: 1, length: "a")', "substring(string, start position, length)"),
        ("(function(a) a)(1, 2)", "函数需要 1 个参数，给了 2 个"),
        ("(function(a) a)(b: 1)", "函数需要 1 个参数"),
        ('(function(n: number) n)("x")', "参数应为 number，却是 string"),
    ],
)
def test_a_call_that_does_not_fit_says_how_it_should(text, words):
    with pytest.raises(FeelError) as caught:
        evaluate(text, {}, FUNCTIONS)

    assert words in str(caught.value)


def test_the_forms_of_a_built_in_are_told_apart_each_time():
    texts = ["min([3, 1])", "min(3, 1)", "min([[3], 1][1])", "min(2)", 'min("b", "a")', "min([])"]

    for _ in range(2):
        assert [evaluate(text, {}) for text in texts] == [1, 1, 3, 2, "a", None]


def test_a_list_of_one_stands_for_its_item_also_later():
    names = {"one": ["abc"], "two": ["a", "b"]}

    for _ in range(2):
        assert evaluate("upper case(one)", names) == "ABC"
        assert evaluate("upper case(two)", names) is None
        assert evaluate('date(["2026-07-14"]) = date("2026-07-14")', names) is True


def test_a_function_that_is_handed_on_is_charged_too():
    with pytest.raises(BudgetError):
        evaluate("{l: for i in 1..20000 return i, v: for i in 1..9 return sort(l, before)}.v", {})
