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
    ('replace("aaa", "a", "b", "q")', "bbb"),
    ('matches("A b", "a B", "ix")', False),
    ('matches("a\\nb", "a.b", "s")', True),
    ('matches("x", "\\p{IsBasicLatin}")', True),
    ('replace("abc", "", "x")', None),
    ('string join(["a", 1])', None),
    ('substring("abc", 0)', None),
    ('substring before("abc", "c")', "ab"),
    ('substring after("abc", "")', "abc"),
    ('upper case("a") + lower case("B")', "Ab"),
    ("count([1, 2][item > 1])", 1),
    ('sum(@"P1D", @"PT12H")', timedelta(hours=36)),
    ("sum([])", None),
    ("mode([6, 3, 9, 6, 6, 3, 3])", [3, 6]),
    ("mode([])", []),
    ("stddev([2, 4, 7, 5])", evaluate("stddev(2, 4, 7, 5)", {})),
    ("stddev([1])", None),
    ("median([1, 2])", evaluate("1.5", {})),
    ('max(1, "a")', None),
    ("product([2, 3, 4])", 24),
    ("union([1, 2], [2, 3])", [1, 2, 3]),
    ("insert before([1, 3], 2, 2)", [1, 2, 3]),
    ("remove([1, 2, 3], 4)", None),
    ("reverse([1, 2])", [2, 1]),
    ("append([1], 2, 3)", [1, 2, 3]),
    ("list replace([1, 2, 3], function(item, new) item > 1, 0)", [1, 0, 0]),
    ("list replace([1], function(item, new) 1, 0)", None),
    ('sort([1, "a"])', None),
    ('get value({a: 1}, ["a", "b"])', None),
    ("get entries({a: 1})", [{"key": "a", "value": 1}]),
    ('context([{key: "a", value: 1}])', {"a": 1}),
    ('context([{key: "a"}])', None),
    ("context([{key: 1, value: 2}])", None),
    ('context put({a: {b: 1}}, ["a", "b"], 2)', {"a": {"b": 2}}),
    ('context put({a: 1}, ["a", "b"], 2)', None),
    ("context put({a: 1}, [], 2)", None),
    ("context merge([{a: 1}, {a: 2, b: 3}])", {"a": 2, "b": 3}),
    ("context merge([1])", None),
    ('number("1,5", ",", ",")', None),
    ("number(3)", 3),
    ('range("[1..3]") = [1..3]', True),
    ('range("[3..1]")', None),
    ('range("(@\\"2026-01-01\\"..date(\\"2026-02-01\\")]").end', date(2026, 2, 1)),
    ('2 in range("[\\"a\\"..\\"c\\"]")', None),
    ("abs(-1) + abs(1)", 2),
    ('abs(@"-P1Y")', YearsMonths(12)),
    ("odd(3) and even(-2)", True),
    ("even(1.5)", None),
    ("floor(-1.55, 1)", evaluate("-1.6", {})),
    ("ceiling(1.21, 1)", evaluate("1.3", {})),
    ("round up(1.1, 0) + round down(1.9, 0)", 3),
    ("round half down(2.5, 0)", 2),
    ("decimal(1, 9999)", None),
    ("sqrt(4) + exp(0) + log(1)", 3),
    ("modulo(1, 0)", None),
    ("date(2026, 7, 14)", date(2026, 7, 14)),
    ("date(2026, 7.5, 14)", None),
    ('time(@"2026-07-14")', time(0, tzinfo=UTC)),
    ("time(8, 15, 0)", time(8, 15)),
    ('time(8, 15, 0, @"PT0S")', time(8, 15, tzinfo=UTC)),
    ('string(time(8, 15, 0.5, @"PT8H"))', "08:15:00.5+08:00"),
    ('time(@"2026-07-14T08:15:00Z")', time(8, 15, tzinfo=UTC)),
    ('date(@"2026-07-14T08:15:00Z")', date(2026, 7, 14)),
    ('date and time("2026-07-14").hour', 0),
    ('date and time("2026-07-14T24:00:00").day', 15),
    ('month of year(@"2026-07-14")', "July"),
    ('week of year(@"2026-07-14") + day of year(@"2026-07-14")', 224),
    ('is(@"08:15:00Z", @"08:15:00@Etc/UTC")', False),
    ('is(1, "1")', False),
    ('@"2026-07-14T08:15:00@Asia/Shanghai".timezone', "Asia/Shanghai"),
    ('@"2026-07-14T08:15:00+08:00".time offset', timedelta(hours=8)),
    ('@"-P1DT2H".hours + @"-P14M".months', -4),
    ("[1..10].end included", True),
    ('@"12026-01-01".year', 12026),
    ('@"-2021-01-01" < @"12026-01-01"', True),
    ('@"12026-02-28" + @"P2D" = @"12026-03-02"', True),
    ('@"12026-01-31" + @"P1M"', evaluate('@"12026-02-28"', {})),
    ('(@"12026-01-02" - @"12026-01-01").days', 1),
    ('day of week(@"12026-01-01")', "Thursday"),
    ('date(@"12026-01-01T10:00:00").day', 1),
    ('time(@"12026-01-01T10:00:00")', time(10)),
    ('@"9999-12-31" + @"P1D"', None),
    ('@"2026-07-14" - @"08:00:00"', None),
    ('@"08:00:00" - @"07:00:00Z"', None),
    ('@"08:00:00" - @"07:00:00"', timedelta(hours=1)),
    ('@"08:00:00" + @"P1M"', None),
    ('@"2026-07-14T08:00:00" - @"2026-07-14T08:00:00Z"', None),
    ('@"P1D" * 2 / @"P1D"', 2),
    ('2 * @"P1M" / 2', YearsMonths(1)),
    ('@"P1D" - @"PT1H"', timedelta(hours=23)),
    ('-@"P1D" + @"P1D"', timedelta(0)),
    ('@"P1M" - @"P2M"', YearsMonths(-1)),
    ('@"P1D" * "x"', None),
    ("2 ** 3 ** 2", 64),
    ("1 < null", None),
    ("[1, [2]] = [1, [2]]", True),
    ("{a: [1]} = {a: [2]}", False),
    ("[1..2] = [1..2)", False),
    ("null instance of Null", True),
    ("{a: 1} instance of context<a: number>", True),
    ('{a: "x"} instance of context<a: number, b: string>', False),
    ("(function(x) x) instance of function<Any> -> Any", True),
    ("1 instance of function", False),
    ("[1..2] instance of range<string>", False),
    ("1 instance of lost", None),
    ('for d in @"2026-01-01"..@"2026-01-03" return d.day', [1, 2, 3]),
    ("for i in (1..4) return i", [2, 3]),
    ("for i in 1.5..3 return i", None),
    ("some i in null satisfies true", None),
    ("null[1]", None),
    ("1[1]", 1),
    ("[1, 2][1.5]", None),
    ("all([true, null])", None),
    ("overlaps after([3..8], [1..5])", True),
    ("includes([1..10], 5)", True),
    ("coincides(null, 1)", None),
]


@pytest.mark.parametrize(("text", "value"), CASES)
def test_an_expression_has_the_value_the_standard_gives_it(text, value):
    assert evaluate(text, {}) == value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1 +", "表达式没有写完"),
        ("(1", "“)”"),
        ('"open', "缺少结尾的"),
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
