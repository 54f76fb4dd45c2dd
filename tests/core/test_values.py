"""Process values keep their type in JSON."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app import runtime
from app.core.db import db, transaction
from app.core.values import Packed, from_json, to_json
from app.feel import YearsMonths
from app.runtime import Message
from tests.conftest import MORNING

ZONES = st.sampled_from(
    [UTC, timezone(timedelta(hours=8)), timezone(-timedelta(hours=3, minutes=30))]
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
PLAIN = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.dates()
    | st.datetimes(timezones=ZONES)
    | st.timedeltas()
    | st.times()
    | st.integers(-(10**6), 10**6).map(YearsMonths)
)
KEYS = TEXT | st.sampled_from(["@", "value"])
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=12
)


@given(VALUES)
@example({"n": 10**20, "m": -(10**20), "d": Decimal("1E+40")})
def test_whatever_is_put_in_comes_back(value):
    stored = json.loads(json.dumps(to_json(value)))

    assert from_json(stored) == value


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (datetime(2026, 7, 14, 8, 0, tzinfo=UTC), datetime),
        (date(2026, 7, 14), date),
        (timedelta(minutes=10, microseconds=1), timedelta),
        (Decimal("79.3"), Decimal),
        (Decimal(100), int),
        (True, bool),
    ],
)
def test_a_value_keeps_its_type(value, kind):
    assert type(from_json(to_json(value))) is kind


def test_a_dictionary_that_looks_like_a_tag_stays_a_dictionary():
    odd = {"@": "datetime", "value": "tomorrow"}

    assert from_json(to_json(odd)) == odd


def test_a_tuple_comes_back_as_a_list():
    assert from_json(to_json((1, ("a",)))) == [1, ["a"]]


@pytest.mark.parametrize("strange", [object(), {1, 2}, b"bytes"])
def test_what_json_cannot_say_is_refused(strange):
    with pytest.raises(TypeError, match="no JSON form"):
        to_json({"deep": [strange]})


def test_a_column_of_values_gives_back_what_was_put_in(app):
    said = {"due_at": MORNING, "score": Decimal("79.3"), "people": [{"name": "王建国"}]}
    with transaction():
        kept = runtime.send("n", "k", said, sender=None, now=MORNING).id

    db.session.expire_all()

    assert db.session.get(Message, kept).payload == said


@given(VALUES)
@example({"n": 10**20, "m": -(10**20), "d": Decimal("1E+40")})
def test_what_is_packed_comes_back(value):
    column = Packed()

    assert column.process_result_value(column.process_bind_param(value, None), None) == value
