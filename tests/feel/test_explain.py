"""Every part of a text says what it gave, and nothing else changes."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.feel import BudgetError, FeelError, evaluate, explain, unary_test
from tests.feel import models
from tests.feel.expressions import CONTEXT, expression

FACTS = {
    "a": 3,
    "空": None,
    "严重程度": "紧急",
    "部门": [{"级别": "区", "n": 1}, {"级别": "市", "n": 2}],
}
FUNCTIONS = {"leader of": lambda org: f"{org}/负责人"}
READABLE = [
    'count(部门[级别 = "区"]) > 2 or 严重程度 = "紧急"',
    "if a > 1 then (a + 2) * 3 else 空",
    'leader of("qh.wx") + "!"',
    "{k: a, m: k + 1}.m ** 2",
    "-a between -5 and 0",
    "[a, 空, a / 0]",
]


def parts(explanation):
    return [
        (part.text, [explain.notation(value) for value in part.values])
        for _, part in explanation.root.walk()
    ]


def test_every_part_is_shown_in_the_order_of_the_text_with_its_value():
    shown = explain.expression('count(部门[级别 = "区"]) > 2', FACTS)

    assert parts(shown) == [
        ('count(部门[级别 = "区"]) > 2', ["false"]),
        ('count(部门[级别 = "区"])', ["1"]),
        ('部门[级别 = "区"]', ['[{级别: "区", n: 1}]']),
        ("部门", ['[{级别: "区", n: 1}, {级别: "市", n: 2}]']),
        ('级别 = "区"', ["true", "false"]),
        ("级别", ['"区"', '"市"']),
        ('"区"', ['"区"']),
        ("2", ["2"]),
    ]


@pytest.mark.parametrize("text", READABLE)
def test_a_part_that_stands_alone_gives_what_it_gave_inside(text):
    shown = explain.expression(text, FACTS, FUNCTIONS)

    alone = [part for _, part in shown.root.walk() if part.times == 1 and not bound(part.text)]
    assert len(alone) > 1
    for part in alone:
        assert evaluate(part.text, FACTS, FUNCTIONS) == part.values[0], part.text


def bound(text):
    return text in ("k", "k + 1")


@given(st.integers(0, 10_000))
def test_the_whole_gives_what_evaluate_gives(seed):
    text = expression(Random(seed))

    try:
        shown = explain.expression(text, CONTEXT)
        got = shown.error or shown.value
    except FeelError as error:
        got = error

    if not isinstance(got, FeelError):
        assert explain.notation(evaluate(text, CONTEXT)) == explain.notation(got)
        assert shown.root.values[0] is shown.value
    else:
        assert fails(text) or "没有叫" in got.message


def fails(text):
    try:
        evaluate(text, CONTEXT)
    except FeelError:
        return True
    return False


def test_what_was_not_needed_says_so():
    shown = explain.expression('a > 5 and 严重程度 = "紧急"', FACTS)

    assert [(p.text, p.times) for p in shown.root.children] == [
        ("a > 5", 1),
        ('严重程度 = "紧急"', 0),
    ]


def test_a_loop_says_how_often_and_keeps_the_first_few():
    shown = explain.expression("for i in 1..1000 return i * a", FACTS)

    body = shown.root.children[-1]
    assert (body.text, body.times, body.values[:2]) == ("i * a", 1000, (3, 6))
    assert len(body.values) < 20


def test_an_error_stands_at_the_part_that_failed():
    shown = explain.expression("a + sum(for i in 1..400, j in 1..400, k in 1..400 return 1)", FACTS)

    failed = [part.text[:3] for _, part in shown.root.walk() if part.error]
    assert shown.value is None
    assert "超过" in str(shown.error)
    assert failed == ["a +", "sum", "for"]


@pytest.mark.parametrize(
    ("text", "position", "nearest"),
    [("a +", 3, None), ("严重 = 1", 0, "严重程度"), ("false and couunt(a)", 10, "count")],
)
def test_what_cannot_be_read_raises_where_it_stands(text, position, nearest):
    with pytest.raises(FeelError) as raised:
        explain.expression(text, FACTS)

    assert (raised.value.position, raised.value.nearest) == (position, nearest)


@pytest.mark.parametrize(
    "text", ["(" * 5000 + "1" + ")" * 5000, "1" + "+1" * 199, "-" * 5000 + "1"]
)
def test_a_swelling_text_ends_with_an_error(text):
    try:
        shown = explain.expression(text, {})
    except FeelError:
        return

    assert shown.error or shown.value == 200


@pytest.mark.parametrize("value", [1, 3, 7, None, "紧急"])
@pytest.mark.parametrize("text", ["-", "< 3", "[1..3], > 5", "not(1, 3)", "? = a", "a", "[1, 3]"])
def test_a_cell_says_whether_the_value_passes(text, value):
    shown = explain.unary_test(text, value, FACTS)

    assert (shown.value is True) == unary_test(text, value, FACTS)


def test_a_cell_says_of_each_test_whether_the_value_passes():
    shown = explain.unary_test("< a, [4..6], > 5", 5, FACTS)

    assert [(part.text, part.values) for part in shown.root.children] == [
        ("< a", (False,)),
        ("[4..6]", (True,)),
        ("> 5", ()),
    ]


NOTED = st.recursive(
    st.none()
    | st.booleans()
    | st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-9999, max_value=9999)
    | st.text(max_size=5)
    | st.dates()
    | st.times()
    | st.datetimes()
    | st.timedeltas(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab 级-", min_size=1), inner)
    ),
    max_leaves=6,
)


@given(NOTED)
def test_a_value_is_written_so_that_it_reads_back(value):
    written = explain.notation(value, most=9_000)

    assert evaluate(written, {}) == value


def test_a_long_value_is_cut():
    assert explain.notation(["部门"] * 9, most=10) == '["部门", "部门…'


@pytest.mark.parametrize("text", ["[1 .. 3)", "(1 .. 2]", "(>= 5)", "(< 5)", "(= 5)", "[]", "{}"])
def test_ranges_and_what_is_empty_are_written_as_they_are_read(text):
    assert explain.notation(evaluate(text, {})) == text


TABLE = models.model(
    models.given("a", "number"),
    models.decision(
        "级别",
        models.table(
            "UNIQUE",
            {"a * 2": "number", "程度": "Any"},
            {"级": ""},
            '< 5 | - | "低"',
            '>= 5 | "紧急" | "高" + string(a)',
        ),
        "i_a",
    ),
)


def cells(rule):
    return [cell.holds for cell in rule.cells]


def test_a_table_says_of_every_cell_whether_it_held():
    shown = explain.decision(TABLE, "级别", {"a": 3, "程度": "紧急"})

    table = shown.tables[0]
    assert shown.value == "高3"
    assert [(each.text, each.value) for each in table.inputs] == [("a * 2", 6), ("程度", "紧急")]
    assert [cells(rule) for rule in table.rules] == [[False, True], [True, True]]
    assert [rule.number for rule in table.hits] == [2]
    assert [each.value for each in table.hits[0].outputs] == ["高3"]


def test_a_table_that_no_rule_fits_names_the_nearest_rules():
    shown = explain.decision(TABLE, "级别", {"a": 3, "程度": None})
    far = explain.decision(TABLE, "级别", {"a": None, "程度": None})

    assert "没有一条规则符合" in str(shown.error)
    assert [rule.number for rule in shown.tables[0].nearest()] == [2]
    assert far.tables[0].nearest() == ()


def test_an_input_that_fails_leaves_its_cells_open():
    shown = explain.decision(TABLE, "级别", {"a": 3})

    table = shown.tables[0]
    assert "没有叫“程度”的名称" in str(table.inputs[1].error)
    assert [cells(rule) for rule in table.rules] == [[False, True], [True, None]]


def test_a_decision_that_is_a_text_shows_its_parts():
    xml = models.model(models.given("a"), models.decision("d", models.literal("a + a * 2"), "i_a"))

    shown = explain.decision(xml, "d", {"a": 2})

    assert shown.value == 6
    assert [part.text for _, part in shown.texts[0].root.walk()] == [
        "a + a * 2",
        "a",
        "a * 2",
        "a",
        "2",
    ]


def test_a_text_too_deep_to_be_watched_is_an_error():
    with pytest.raises(BudgetError):
        explain.expression("(" * 70 + "1" + "+1)" * 70 + "+1" * 190, {})
