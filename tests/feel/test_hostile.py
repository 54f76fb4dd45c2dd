"""What a hostile author may try."""

import tracemalloc
from decimal import Decimal
from random import Random

import pytest

from app.feel import BudgetError, FeelError, evaluate
from app.feel.expression import compiled, spaced
from app.feel.limits import MAX_STEPS
from tests.feel.expressions import expression, outcome

ESCAPES = [
    '"x".__class__.__mro__[1].__subclasses__()',
    "[].append.__self__",
    "count.apply.__globals__",
    "({a: 1}).__class__.__init__.__globals__",
    "(function(x) x).apply.__closure__",
    "1.real.__class__",
    '@"2026-01-01".__reduce__',
    '{__class__: "a"}.__class__.__class__',
    '__import__("os").system("id")',
    '__builtins__["open"]("/etc/passwd")',
    'open("/etc/passwd").read()',
    'eval("1")',
    'exec("import os")',
    'getattr(person, "__class__")',
    "limit.__globals__",
    "limit.__code__.co_consts",
    'get value(limit, "__globals__")',
    'get value(person, "__class__")',
    'get value(person, ["__class__", "__mro__"])',
    'function() external {java: {class: "java.lang.Runtime", method signature: "exit(int)"}}',
    'function() external {pmml: {document: "file:///etc/passwd", model: "m"}}',
    'document("file:///etc/passwd")',
    '@"2026-01-01T00:00:00@../../../etc/passwd"',
    '@"2026-01-01T00:00:00@/etc/localtime"',
    'time("08:00:00@../../etc/passwd")',
    "person.__dict__",
    "person.name.format(limit)",
    '"%s" % limit',
    'f"{limit}"',
    'replace("a", "a", "{0.__class__}$0").__class__',
]
HARMLESS = ('"{0.__class__}" + string(limit)', "{0.__class__}function limit")

LONG = '"' + "x" * 10_000 + '"'
MANY = "for i in 1..50000 return i"
DOUBLED = "(for i in 1..60 return [partial, partial])"
APPENDING = f"{{l: {MANY}, v: for i in 1..100000 return append(l, i)}}.v"
SWELLING = [
    "for i in 1..1000000000 return i",
    "for i in 1..300, j in 1..300, k in 1..300 return 1",
    "some x in 1..100000, y in 1..100000 satisfies false",
    f"string({DOUBLED})",
    f"{DOUBLED} = {DOUBLED}",
    f"{DOUBLED} in ({DOUBLED})",
    f"{DOUBLED} instance of list<number>",
    f"distinct values({DOUBLED})",
    f"list contains({DOUBLED}, 1)",
    f"sort({DOUBLED}, function(a, b) a = b)",
    f"flatten({DOUBLED})",
    "for i in 1..60 return {a: partial, b: partial}",
    'for i in 1..20000 return string join(for j in 1..100 return "xxxxxxxxxxxxxxxxxxxx")',
    f"{{s: {LONG}, l: for i in 1..100 return s, m: for i in 1..100 return l, v: m}}.v",
    f"string({{s: {LONG}, v: for i in 1..1000 return s}}.v)",
    "string(for i in 1..1000 return 10 ** 6000)",
    f'{{s: {LONG}, f: function(t) f(t + t), v: (s + s + s) * 2, w: replace(s, "x", s)}}.w',
    f'replace({LONG}, "x()", string join(for i in 1..1000 return "$1"))',
    f"for i in 1..1000000 return {LONG} + {LONG}",
    f"{{l: {MANY}, v: some x in 1..100000 satisfies l = l and false}}.v",
    f"{{l: {MANY}, v: some x in 1..100000 satisfies 0 in l}}.v",
    f"{{l: {MANY}, v: some x in 1..100000 satisfies l instance of string}}.v",
    f"{{l: {MANY}, v: some x in 1..100000 satisfies list contains(l, 0)}}.v",
    f"{{l: {MANY}, v: for i in 1..100000 return sort(l)}}.v",
    f"{{l: {MANY}, v: for i in 1..100000 return sort(l, before)}}.v",
    f"{{l: {MANY}, v: for i in 1..100000 return l[item > 0]}}.v",
    APPENDING,
    "{c: context(for i in 1..5000 return {key: string(i), value: i}), "
    'v: for i in 1..100000 return context put(c, "a", i)}.v',
    '{v: for i in 1..100000 return matches("aaaaaaaaaaaaaaaaaaaa", "(a|b)*a(a|b){99}c")}.v',
    "{f: function(g, n) g(g, n + 1), v: f(f, 0)}.v",
    "{f: function(g, n) if n = 0 then 0 else g(g, n - 1) + g(g, n - 1), v: f(f, 50)}.v",
    "(" * 5000 + "1" + ")" * 5000,
    "[" * 5000,
    "-" * 5000 + "1",
    "1" + "+1" * 5000,
    "x" * 30_000,
]
TALL = "1"
for _ in range(40):
    TALL = f"({TALL})" + "+1" * 190


@pytest.mark.parametrize("text", ESCAPES)
def test_no_known_escape_reaches_python(text):
    try:
        value = evaluate(text, {"person": {"name": "x"}}, {"limit": lambda key: key})
    except FeelError:
        value = None

    assert value in (None, [])


def test_what_looks_like_python_is_only_text():
    text, value = HARMLESS

    assert evaluate(text, {}, {"limit": lambda key: key}) == value


@pytest.mark.parametrize("text", [*SWELLING, TALL])
def test_a_swelling_expression_ends_with_its_budget(text):
    with pytest.raises(BudgetError):
        evaluate(text, {})


@pytest.mark.parametrize("text", [*SWELLING[14:18], APPENDING])
def test_what_it_makes_until_then_is_bounded(text):
    tracemalloc.start()
    with pytest.raises(BudgetError):
        evaluate(text, {})
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 100_000_000


@pytest.mark.parametrize(
    "text",
    [
        '"' + '\\"' * 9000,
        "/* " * 6000,
        "1 in (" * 30 + "1" + "..2]" * 30,
        '@"P' + "9" * 5000 + 'Y"',
        'range("[1' + "..1" * 5000 + '")',
        'matches("a", "' + "[" * 15_000 + '")',
        "9E9999999",
    ],
)
def test_no_text_is_read_in_more_than_linear_time(text):
    assert isinstance(outcome(text), str)


def test_every_step_of_a_loop_is_counted():
    spent = [_steps(f"some x in 1..{count} satisfies l = 0") for count in (100, 200)]

    assert spent[1] > 1.9 * spent[0]


def test_what_is_walked_through_is_charged_by_its_size():
    few, many = ({"l": list(range(size))} for size in (1000, 10_000))

    for text in ("l = l", "0 in l", "l instance of string", "count(l)", "sort(l)", "l.a"):
        assert _steps(text, many) > 9 * _steps(text, few), text


def _steps(text: str, context: dict | None = None) -> int:
    """Return how many steps an expression takes."""
    names = context or {"l": [1]}
    expression = compiled(text, spaced(names))
    frame = expression._frame(names, {}, {})
    expression._code(frame)
    return MAX_STEPS - frame.budget.steps


def test_a_pattern_that_would_backtrack_runs_in_linear_time():
    value = evaluate('matches(text, "(a+)+$b")', {"text": "a" * 100_000})

    assert value is False


def test_a_pattern_beyond_linear_time_is_refused():
    with pytest.raises(FeelError):
        evaluate('matches("aa", "(a)\\\\1")', {})


def test_an_object_from_outside_is_refused():
    with pytest.raises(FeelError):
        evaluate("thing", {"thing": object()})


@pytest.mark.parametrize("text", ["NaN", "sNaN", "-Infinity", "1e7000"])
def test_what_is_no_number_here_is_refused(text):
    for number in (Decimal(text), [Decimal(text)], float(text.lstrip("s"))):
        with pytest.raises(FeelError):
            evaluate("n < 1", {"n": number})


def test_an_integer_too_large_to_be_written_is_refused():
    with pytest.raises(FeelError):
        evaluate("n < 1", {"n": 10**7000})


def test_numbers_from_outside_have_34_digits_too():
    value = evaluate("n", {"n": Decimal("1." + "1" * 60)})

    assert value == Decimal("1." + "1" * 33)


@pytest.mark.parametrize("seed", range(10))
def test_five_thousand_generated_expressions_give_a_value_or_a_feel_error(seed):
    random = Random(seed)

    results = [outcome(expression(random)) for _ in range(500)]

    assert all(isinstance(result, str) for result in results)
