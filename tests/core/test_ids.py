"""Ids say in which order things were made."""

import time

from app.core.db import uuid7


def test_an_id_is_of_version_seven_and_of_the_common_variant():
    made = [uuid7() for _ in range(200)]

    assert {one.version for one in made} == {7}
    assert {one.variant for one in made} == {"specified in RFC 4122"}


def test_ids_never_repeat():
    made = [uuid7() for _ in range(5000)]

    assert len(set(made)) == 5000


def test_what_is_made_later_sorts_later():
    first = uuid7()
    time.sleep(0.003)
    second = uuid7()

    assert first < second
    assert str(first) < str(second)


def test_an_id_begins_with_its_millisecond():
    before = time.time_ns() // 1_000_000
    made = uuid7()
    after = time.time_ns() // 1_000_000

    assert before <= made.int >> 80 <= after
