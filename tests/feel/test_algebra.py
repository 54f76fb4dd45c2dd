"""Laws of logic, numbers, ranges and lists, for all values."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from functools import reduce
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.feel import Range, YearsMonths, evaluate
from app.feel.comparison import equal, identity
from app.feel.values import NUMBERS

VALUES = (True, False, None)
NOON = datetime(2026, 7, 14, 12, tzinfo=UTC)
truth = st.sampled_from(VALUES)
numbers = st.decimals(-(10**9), 10**9, places=4)
scalars = st.one_of(
    truth,
    st.integers(-2, 2).map(Decimal),
    st.sampled_from(["", "a", "1"]),
    st.sampled_from([date(2026, 7, 14), time(8), time(8, tzinfo=UTC), timedelta(days=1)]),
    st.sampled_from([NOON, NOON.replace(tzinfo=None), YearsMonths(1)]),
)
trees = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("ab"), inner, max_size=2)
    ),
    max_leaves=6,
)


def conjunction(p, q):
    """Return what Kleene's logic says."""
    return False if False in (p, q) else None if None in (p, q) else True


def disjunction(p, q):
    """Return what Kleene's logic says."""
    return True if True in (p, q) else None if None in (p, q) else False


@pytest.mark.parametrize(("p", "q"), list(product(VALUES, VALUES)))
def test_and_or_and_not_are_those_of_three_values(p, q):
    results = evaluate("[p and q, p or q, not(p)]", {"p": p, "q": q})

    assert results == [conjunction(p, q), disjunction(p, q), None if p is None else not p]


@pytest.mark.parametrize(("p", "other"), list(product(VALUES, ["1", '"true"', "[]", "{}"])))
def test_what_is_no_truth_value_counts_as_null(p, other):
    results = evaluate(f"[p and {other}, {other} or p]", {"p": p})

    assert results == [conjunction(p, None), disjunction(p, None)]


@given(st.lists(truth))
def test_every_and_some_and_all_and_any_fold_a_list(values):
    names = {"l": values}

    results = evaluate("[every x in l satisfies x, some x in l satisfies x, all(l), any(l)]", names)

    every, some = reduce(conjunction, values, True), reduce(disjunction, values, False)
    assert results == [every, some, every, some]


@given(truth, truth, truth)
def test_conjunction_and_disjunction_are_associative_commutative_and_absorb(p, q, r):
    names = {"p": p, "q": q, "r": r}

    for one, other in (("and", "or"), ("or", "and")):
        text = f"[(p {one} q) {one} r, q {one} p, p {one} (p {other} q)]"
        again = f"[p {one} (q {one} r), p {one} q, p]"
        assert evaluate(text, names) == evaluate(again, names)


@given(truth)
def test_only_true_takes_the_first_branch(p):
    assert evaluate("if p then 1 else 2", {"p": p}) == (1 if p else 2)


@given(truth, truth)
def test_de_morgan_holds_in_three_values(p, q):
    names = {"p": p, "q": q}

    left = evaluate("not(p and q)", names)

    assert left is evaluate("not(p) or not(q)", names)


@given(truth, truth, truth)
def test_conjunction_distributes_over_disjunction(p, q, r):
    names = {"p": p, "q": q, "r": r}

    left = evaluate("p and (q or r)", names)

    assert left is evaluate("(p and q) or (p and r)", names)


POINTS = {
    "number": st.integers(-3, 3).map(Decimal),
    "string": st.text("abc", max_size=2),
    "date": st.dates(date(2026, 7, 1), date(2026, 7, 7)),
    "moment": st.builds(NOON.__add__, st.timedeltas(timedelta(-3), timedelta(3))),
    "span": st.timedeltas(timedelta(-3), timedelta(3)),
}


@pytest.mark.parametrize("points", POINTS.values(), ids=POINTS)
@given(data=st.data())
def test_a_range_holds_what_lies_between_its_ends(points, data):
    low, high = sorted((data.draw(points), data.draw(points)))
    v = data.draw(points)

    tests = "v in [a..b], v in [a..b), v in (a..b], v in ]a..b[, v between a and b"
    results = evaluate(f"[{tests}]", {"v": v, "a": low, "b": high})

    closed = low <= v <= high
    assert results == [closed, low <= v < high, low < v <= high, low < v < high, closed]


@given(numbers, numbers)
def test_a_comparison_is_a_range_without_an_end(value, end):
    names = {"v": value, "e": end}

    results = evaluate("[v in (<e), v in (<=e), v in (>e), v in (>=e), v in (<e, >=e)]", names)

    assert results == [value < end, value <= end, value > end, value >= end, True]


@given(numbers, numbers)
def test_a_range_of_null_holds_nothing_for_certain(value, end):
    names = {"v": value, "e": end}

    results = evaluate("[v in [null..e], null in [e..e], v in [e..null]]", names)

    assert True not in results


ends = st.integers(0, 4)
ranges = st.tuples(ends, ends, st.booleans(), st.booleans()).filter(lambda r: r[0] < r[1])


def points(limits):
    """Return which of the quarters 0 to 4 a range holds."""
    low, high, low_in, high_in = limits
    return {
        at / 4
        for at in range(17)
        if (low < at / 4 < high) or (low_in and at / 4 == low) or (high_in and at / 4 == high)
    }


@given(ranges, ranges)
def test_relations_of_ranges_are_those_of_the_points_they_hold(one, other):
    names = {"a": Range(Decimal(one[0]), Decimal(one[1]), *one[2:])}
    names["b"] = Range(Decimal(other[0]), Decimal(other[1]), *other[2:])
    left, right = points(one), points(other)

    texts = (
        "overlaps(a, b), before(a, b), after(a, b), includes(a, b), during(a, b), coincides(a, b)"
    )
    results = evaluate(f"[{texts}]", names)

    apart = [not left & right, max(left) < min(right), min(left) > max(right)]
    assert results == [not apart[0], *apart[1:], left >= right, left <= right, left == right]


@given(numbers, numbers.filter(bool))
def test_numbers_are_added_multiplied_and_divided_to_34_digits(a, b):
    results = evaluate("[a + b, a - b, a * b, a / b, -a, abs(a)]", {"a": a, "b": b})

    exact = (NUMBERS.add, NUMBERS.subtract, NUMBERS.multiply, NUMBERS.divide)
    assert results == [*(verb(a, b) for verb in exact), -a, abs(a)]


@given(st.decimals(-(10**20), 10**20, places=6), st.integers(-3, 6))
def test_rounding_is_that_of_the_standard_library(value, scale):
    names = {"v": value, "s": scale}

    results = evaluate("[decimal(v, s), floor(v, s), ceiling(v, s), round half up(v, s)]", names)

    unit = Decimal(1).scaleb(-scale)
    modes = (ROUND_HALF_EVEN, ROUND_FLOOR, ROUND_CEILING, ROUND_HALF_UP)
    assert results == [value.quantize(unit, mode, NUMBERS) for mode in modes]


@given(numbers, numbers, numbers)
def test_sums_and_products_of_numbers_are_exact(a, b, c):
    names = {"a": a, "b": b, "c": c}

    assert evaluate("a * (b + c) = a * b + a * c", names) is True
    assert evaluate("a - b", names) == a - b


@given(numbers, numbers.filter(bool))
def test_modulo_takes_the_sign_of_the_divisor(a, b):
    rest = evaluate("modulo(a, b)", {"a": a, "b": b})

    assert rest == 0 or (rest > 0) == (b > 0)
    assert (a - rest) % b == 0


@given(st.lists(numbers, max_size=20))
def test_sorting_agrees_with_the_standard_library(items):
    names = {"items": items}

    assert evaluate("sort(items)", names) == sorted(items)
    assert evaluate("sort(items, function(a, b) a > b)", names) == sorted(items, reverse=True)


@given(st.text(max_size=30), st.integers(1, 30), st.integers(1, 30))
def test_a_substring_counts_characters_from_one(text, start, length):
    part = evaluate("substring(t, s, n)", {"t": text, "s": start, "n": length})

    assert part == text[start - 1 : start - 1 + length]


@given(trees, trees)
def test_equal_values_have_the_same_identity_and_no_others(one, other):
    assert (equal(one, other) is True) == (identity(one) == identity(other))


@given(trees)
def test_a_value_equals_itself(value):
    assume(value is not None)

    assert evaluate("v = v", {"v": value}) is True


@given(st.lists(trees, max_size=6))
def test_distinct_values_are_the_first_of_each(items):
    kept = evaluate("distinct values(l)", {"l": items})

    expected = []
    for item in items:
        if not any(equal(item, each) is True for each in expected):
            expected.append(item)
    assert kept == expected
