"""Dates, times and durations against the standard library."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from app.feel import YearsMonths, evaluate

numbers = st.decimals(-(10**9), 10**9, places=4)
days = st.dates(date(1000, 1, 1), date(3000, 12, 31))
spans = st.timedeltas(timedelta(days=-9999), timedelta(days=9999))
zones = st.integers(-720, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.builds(datetime.combine, days, st.times(timezones=zones))
CYCLE = timedelta(days=146_097)


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


@given(days)
def test_the_parts_of_a_date_are_those_of_the_calendar(day):
    parts = "d.year, d.month, d.day, d.weekday, day of year(d), week of year(d)"

    results = evaluate(f"[{parts}]", {"d": day})

    counted = [day.isoweekday(), day.timetuple().tm_yday, day.isocalendar().week]
    assert results == [day.year, day.month, day.day, *counted]
    assert evaluate("day of week(d) + month of year(d)", {"d": day}) == f"{day:%A%B}"


@given(days, st.integers(0, 500))
def test_whole_months_lead_back_to_no_later_a_day(day, months):
    names = {"d": day, "m": YearsMonths(months)}

    found = evaluate("years and months duration(d, d + m)", names)

    assert found == YearsMonths(months - (evaluate("d + m", names).day < day.day))


@given(days, st.integers(-500, 500))
def test_adding_months_agrees_with_counting_them(day, months):
    moved = evaluate("d + m", {"d": day, "m": YearsMonths(months)})

    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    assert moved == date(year, month + 1, min(day.day, last))


@given(days, days)
def test_dates_are_ordered_as_the_calendar_orders_them(one, other):
    results = evaluate("[a < b, a <= b, a = b, a != b]", {"a": one, "b": other})

    assert results == [one < other, one <= other, one == other, one != other]


@given(st.times(), spans)
def test_a_time_goes_round_the_clock(clock, span):
    moved = evaluate("t + s", {"t": clock, "s": span})

    assert moved == (datetime.combine(date(2000, 1, 1), clock) + span % timedelta(days=1)).time()


@given(spans, spans, st.integers(1, 99))
def test_durations_are_added_scaled_and_divided(one, other, factor):
    names = {"a": one, "b": other, "n": factor}

    results = evaluate("[a + b, a - b, -a, a * n, a * n / n, a < b]", names)

    assert results == [one + other, one - other, -one, one * factor, one, one < other]


@given(st.integers(-999, 999), st.integers(-999, 999), st.integers(1, 99))
def test_years_and_months_are_counted_in_months(one, other, factor):
    names = {"a": YearsMonths(one), "b": YearsMonths(other), "n": factor}

    results = evaluate("[a + b, a - b, a * n, a < b]", names)

    sums = [YearsMonths(one + other), YearsMonths(one - other), YearsMonths(one * factor)]
    assert results == [*sums, one < other]
    assert evaluate("a.years * 12 + a.months", names) == one


@given(spans)
def test_the_parts_of_a_duration_make_it_up_again(span):
    total = evaluate("s.days * 86400 + s.hours * 3600 + s.minutes * 60 + s.seconds", {"s": span})

    assert total * 1_000_000 == span // timedelta(microseconds=1)


@given(moments, spans)
def test_a_duration_passes_on_the_time_line_in_a_zone_with_summer_time(instant, span):
    moment = instant.astimezone(ZoneInfo("Europe/Paris"))

    moved = evaluate("m + s", {"m": moment, "s": span})

    assert moved.astimezone(UTC) == moment.astimezone(UTC) + span


@given(days, st.integers(-9999, 9999), st.integers(25, 2000))
def test_far_from_our_time_the_calendar_is_the_same(day, count, cycles):
    names = {"d": day, "n": timedelta(days=count), "far": CYCLE * cycles}

    assert evaluate("(d + n) - d = n", names) is True
    if day.year + cycles * 400 <= 9999:
        return
    shifted = f'@"{day.year + cycles * 400}-{day:%m-%d}"'
    assert evaluate(f"({shifted} + n) - {shifted} = n", names) is True
    assert evaluate(f"{shifted} > d and day of week({shifted}) = day of week(d)", names) is True


@given(moments)
def test_a_moment_is_its_date_and_its_time(moment):
    names = {"m": moment}

    assert evaluate("date and time(date(m), time(m)) = m", names) is True
    assert evaluate("date(m)", names) == moment.date()
    assert evaluate("time(m)", names) == moment.timetz()


@given(st.times(), st.times())
def test_times_are_as_far_apart_as_their_seconds(one, other):
    found = evaluate("a - b", {"a": one, "b": other})

    midnight = time(0)
    first, second = (datetime.combine(date.min, each) for each in (one, other))
    assert found == first - second
    assert evaluate("a - m", {"a": one, "m": midnight}) >= timedelta(0)


@given(st.one_of(days, moments, spans, numbers, st.builds(YearsMonths, st.integers(-999, 999))))
def test_what_is_written_as_text_is_read_back_the_same(value):
    text = evaluate("string(v)", {"v": value})

    read = Decimal(text) if isinstance(value, Decimal) else evaluate(f'@"{text}"', {})

    assert evaluate("a = b", {"a": read, "b": value}) is True
