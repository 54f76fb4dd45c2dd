"""Built-in functions and literals as the standard describes them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.feel import FeelError, YearsMonths, compile, evaluate, parse_expression, parse_tests

CASES = [
    ('substring("哨到报到", 3)', "报到"),
    ('string length("𠮷野家")', 3),
    ('string join(["a", null, "b"], "、")', "a、b"),
    ('split("a;b;;c", ";")', ["a", "b", "", "c"]),
    ('replace("2026-07-14", "(\\\\d+)-(\\\\d+)-(\\\\d+)", "$3.$2.$1")', "14.07.2026"),
    ('matches("SW0101", "^SW\\\\d{4}$")', True),
    ('contains("指挥中心", "指挥")', True),
    ("distinct values([1, 2, 1, null, null])", [1, 2, None]),
    ("flatten([1, [2, [3, []]]])", [1, 2, 3]),
    ("concatenate([1], [2, 3])", [1, 2, 3]),
    ("index of([1, 2, 1], 1)", [1, 3]),
    ("sort([3, 1, 2])", [1, 2, 3]),
    ("sublist([1, 2, 3], -2)", [2, 3]),
    ("list replace([1, 2], 2, 9)", [1, 9]),
    ("max([1, 3, 2])", 3),
    ("mean(1, 2, 6)", 3),
    ("median([8, 2, 5, 3, 4])", 4),
    ("all([true, null, false])", False),
    ("any([])", False),
    ("count(null)", None),
    ("decimal(2.5, 0)", 2),
    ("round half up(2.5, 0)", 3),
    ("modulo(-12, 5)", 3),
    ("1 / 0", None),
    ('1 + "1"', None),
    ("null = false", False),
    ('1 = "1"', None),
    ("{a: 1, b: a + 1}.b", 2),
    ("[{a: 1}, {a: 2}].a", [1, 2]),
    ("[{a: 1}, {a: 2}][a > 1][1].a", 2),
    ("[1, 2, 3][-1]", 3),
    ("for i in 1..3 return i * i", [1, 4, 9]),
    ("for i in 3..1 return i", [3, 2, 1]),
    ("for i in 1..4 return if i = 1 then 1 else sum(partial)", [1, 1, 2, 4]),
    ("some x in [1, 2], y in [2, 3] satisfies x = y", True),
    ("every x in [] satisfies false", True),
    ("5 in (> 3, < 2)", True),
    ("5 in [1..5)", False),
    ("5 in ]1..5]", True),
    ('context put({a: 1}, ["b"], 2)', {"a": 1, "b": 2}),
    ('get value({a: {b: 7}}, ["a", "b"])', 7),
    ("1 instance of number", True),
    ('["a"] instance of list<string>', True),
    ("before([1..5), 5)", True),
    ("(function(x, y: number) x + y)(y: 1, x: 2)", 3),
    ('date("2026-02-30")', None),
    ('@"2026-07-14".weekday', 2),
    ('@"2026-01-31" + @"P1M"', date(2026, 2, 28)),
    ('@"2026-07-14" - @"2026-07-01"', timedelta(days=13)),
    ('@"PT36H".days', 1),
    ('duration("P14M")', YearsMonths(14)),
    ('@"08:15:00" + @"PT20H"', time(4, 15)),
    ('years and months duration(@"2025-03-15", @"2026-07-14")', YearsMonths(15)),
    ('day of week(@"2026-07-14")', "Tuesday"),
    ('date and time("2026-07-14T08:15:00Z")', datetime(2026, 7, 14, 8, 15, tzinfo=UTC)),
    ('date and time(@"2026-07-14", @"08:15:00Z")', datetime(2026, 7, 14, 8, 15, tzinfo=UTC)),
    ('@"2026-07-14T08:15:00+08:00" = @"2026-07-14T00:15:00Z"', True),
    ('string(@"2026-07-14T08:15:00@Asia/Shanghai")', "2026-07-14T08:15:00@Asia/Shanghai"),
    ('string({a: [1.50, "b"], c: null})', '{a: [1.5, "b"], c: null}'),
    ('number("1 000,5", " ", ",")', evaluate("1000.5", {})),
    ("-2 ** 2", 4),
    ("/* none */ 1 // one", 1),
]


@pytest.mark.parametrize(("text", "value"), CASES)
def test_an_expression_has_the_value_the_standard_gives_it(text, value):
    assert evaluate(text, {}) == value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1 +", "表达式没有写完"),
        ("(1", "“)”"),
        ('"open', "引号"),
        ("if 1 then 2", "“else”"),
        ("1 2", "运算符"),
        ('contains("a")', "contains(string, match)"),
        ("work day(3)", "你是不是想写 work days"),
        ("strng(1)", "你是不是想写 string"),
        ("level(1)", "不是函数"),
    ],
)
def test_an_error_says_what_was_expected(text, words):
    with pytest.raises(FeelError) as caught:
        evaluate(text, {"level": 1}, {"work days": lambda n: n})

    assert words in str(caught.value)


def test_an_error_says_where():
    with pytest.raises(FeelError) as caught:
        parse_expression("a = 1 and and b")

    assert caught.value.position == 10


def test_names_are_checked_before_anything_runs_when_they_are_given():
    assert compile('list[级别 = "区"]', {"list"}).evaluate({"list": []}) == []
    with pytest.raises(FeelError, match="departments"):
        compile("false and department > 1", {"departments"})


def test_the_tests_of_a_cell_are_checked_alike():
    assert parse_tests('"L1", > 3, not(true)', []).text
    with pytest.raises(FeelError, match="levels"):
        parse_tests("> level", ["levels"])


def test_an_unknown_field_in_every_element_is_an_unknown_name():
    with pytest.raises(FeelError, match="你是不是想写 级别"):
        evaluate('部门[级別 = "区"]', {"部门": [{"级别": "区"}], "级别": 1})


def test_a_failing_function_from_outside_is_an_error_of_the_expression():
    def limit(key):
        raise LookupError(key)

    with pytest.raises(FeelError, match="函数 limit 无法计算"):
        evaluate('limit("x")', {}, {"limit": limit})


def test_a_null_test_does_not_pass():
    assert parse_tests("> 3").evaluate({"?": None}) is None
