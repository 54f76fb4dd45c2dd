"""Laws that hold for all values, checked against the standard library."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.feel import YearsMonths, evaluate

truth = st.sampled_from([True, False, None])
numbers = st.decimals(-(10**9), 10**9, places=4)
days = st.dates(date(1000, 1, 1), date(3000, 12, 31))
spans = st.timedeltas(timedelta(days=-9999), timedelta(days=9999))
zones = st.integers(-720, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.builds(datetime.combine, days, st.times(timezones=zones))


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


@given(truth, truth)
def test_false_and_true_decide_whatever_the_other_is(p, q):
    names = {"p": p, "q": q}

    results = evaluate("[p and q, p or q]", names)

    assert results[0] is (False if False in (p, q) else None if None in (p, q) else True)
    assert results[1] is (True if True in (p, q) else None if None in (p, q) else False)


@given(numbers, numbers, numbers)
def test_a_range_holds_what_lies_between_its_ends(value, low, high):
    names = {"v": value, "low": min(low, high), "high": max(low, high)}

    results = evaluate("[v in [low..high], v in (low..high), v between low and high]", names)

    inside = names["low"] <= value <= names["high"]
    strictly = names["low"] < value < names["high"]
    assert results == [inside, strictly, inside]


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


@given(days, st.integers(-9999, 9999))
def test_days_are_added_to_a_date_as_the_standard_library_does(day, count):
    moved = evaluate("day + span", {"day": day, "span": timedelta(days=count)})

    assert moved == day + timedelta(days=count)


@given(days, days)
def test_the_days_between_two_dates_lead_from_one_to_the_other(first, second):
    names = {"first": first, "second": second}

    assert evaluate("second - first", names) == second - first
    assert evaluate("first + (second - first) = second", names) is True


@given(days, st.integers(-500, 500))
def test_months_keep_the_day_or_fall_to_the_last_of_the_month(day, months):
    moved = evaluate("day + span", {"day": day, "span": YearsMonths(months)})

    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved + timedelta(days=1)).day == 1


@given(moments, spans)
def test_a_duration_is_added_to_a_moment_on_the_time_line(moment, span):
    names = {"moment": moment, "span": span}

    assert evaluate("moment + span", names) == moment + span
    assert evaluate("(moment + span) - moment = span", names) is True


@given(moments, moments)
def test_moments_are_ordered_across_time_zones(one, other):
    results = evaluate("[a < b, a = b, a > b]", {"a": one, "b": other})

    assert results == [one < other, one == other, one > other]


@given(st.one_of(days, moments, spans, numbers, st.builds(YearsMonths, st.integers(-999, 999))))
def test_what_is_written_as_text_is_read_back_the_same(value):
    text = evaluate("string(v)", {"v": value})

    read = Decimal(text) if isinstance(value, Decimal) else evaluate(f'@"{text}"', {})

    assert evaluate("a = b", {"a": read, "b": value}) is True


@given(st.lists(numbers, max_size=20))
def test_sorting_agrees_with_the_standard_library(items):
    names = {"items": items}

    assert evaluate("sort(items)", names) == sorted(items)
    assert evaluate("sort(items, function(a, b) a > b)", names) == sorted(items, reverse=True)


@given(st.text(max_size=30), st.integers(1, 30), st.integers(1, 30))
def test_a_substring_counts_characters_from_one(text, start, length):
    part = evaluate("substring(t, s, n)", {"t": text, "s": start, "n": length})

    assert part == text[start - 1 : start - 1 + length]
