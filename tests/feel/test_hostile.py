"""What a hostile author may try."""

from random import Random

import pytest

from app.feel import BudgetError, FeelError, evaluate
from tests.feel.expressions import expression, outcome

ESCAPES = [
    '"x".__class__.__mro__[1].__subclasses__()',
    "[].append.__self__",
    "count.apply.__globals__",
    "({a: 1}).__class__.__init__.__globals__",
    '__import__("os").system("id")',
    'open("/etc/passwd").read()',
    'eval("1")',
    "limit.__globals__",
    "limit.__code__.co_consts",
    'get value(limit, "__globals__")',
    'function() external {java: {class: "java.lang.Runtime", method signature: "exit(int)"}}',
    '@"2026-01-01T00:00:00@../../../etc/passwd"',
    "person.__dict__",
    '"{0.__class__}" + string(limit)',
]

SWELLING = [
    "for i in 1..1000000000 return i",
    "for i in 1..300, j in 1..300, k in 1..300 return 1",
    "string(for i in 1..60 return [partial, partial])",
    "(for i in 1..60 return [partial, partial]) = (for i in 1..60 return [partial, partial])",
    'for i in 1..20000 return string join(for j in 1..100 return "xxxxxxxxxxxxxxxxxxxx")',
    "some x in 1..100000, y in 1..100000 satisfies false",
    "{f: function(g, n) g(g, n + 1), v: f(f, 0)}.v",
    "(" * 5000 + "1" + ")" * 5000,
    "[" * 5000,
    "-" * 5000 + "1",
]


@pytest.mark.parametrize("text", ESCAPES)
def test_no_known_escape_reaches_python(text):
    try:
        value = evaluate(text, {"person": {"name": "x"}}, {"limit": lambda key: key})
    except FeelError:
        value = None

    assert value in (None, [], "{0.__class__}function limit")


@pytest.mark.parametrize("text", SWELLING)
def test_a_swelling_expression_ends_with_its_budget(text):
    with pytest.raises(BudgetError):
        evaluate(text, {})


def test_a_pattern_that_would_backtrack_runs_in_linear_time():
    value = evaluate('matches(text, "(a+)+$b")', {"text": "a" * 100_000})

    assert value is False


def test_a_pattern_beyond_linear_time_is_refused():
    with pytest.raises(FeelError):
        evaluate('matches("aa", "(a)\\\\1")', {})


def test_an_object_from_outside_is_refused():
    with pytest.raises(FeelError):
        evaluate("thing", {"thing": object()})


@pytest.mark.parametrize("seed", range(10))
def test_five_thousand_generated_expressions_give_a_value_or_a_feel_error(seed):
    random = Random(seed)

    results = [outcome(expression(random)) for _ in range(500)]

    assert all(isinstance(result, str) for result in results)
