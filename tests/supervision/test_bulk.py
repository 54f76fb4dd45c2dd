"""Many at once: each on its own, with a line that says how it went."""

from functools import partial
from uuid import uuid4

import pytest

from app import runtime, supervision
from app.core.db import db
from app.core.errors import InvalidError
from tests.jobs.world import NOW
from tests.runtime.small import opened


@pytest.fixture
def suspend(someone):
    """A function that suspends one case for a reason."""
    return partial(supervision.suspend, reason="等待上级意见", actor=someone("watch"), now=NOW)


def test_each_goes_through_or_says_why_not(app, suspend):
    first, second = opened("p_ways"), opened("p_ways")
    unknown = uuid4()
    supervision.each([second], suspend)

    outcomes = supervision.each([first, second, unknown, first], suspend)

    assert [(o.item_id, o.is_done) for o in outcomes] == [
        (first, True), (second, False), (unknown, False),
    ]  # fmt: skip
    assert (outcomes[1].words, outcomes[2].words) == (
        "“褚致远”已于 2026-07-14 08:00 做了“挂起案件”，案件已经挂起。", "没有找到，或您无权查看。",
    )  # fmt: skip
    assert runtime.instance(first).is_suspended


def test_a_reason_that_is_missing_is_told_for_each(app, someone):
    case_id = opened("p_ways")
    command = partial(supervision.suspend, reason="", actor=someone("watch"), now=NOW)

    assert supervision.each([case_id], command)[0].words == "请写明原因。"


def test_a_fault_of_ours_stops_no_other(app, suspend):
    case_id = opened("p_ways")

    def command(item_id):
        if item_id != case_id:
            raise RuntimeError("broken")
        suspend(item_id)

    outcomes = supervision.each([uuid4(), case_id], command)

    db.session.rollback()
    assert [outcome.is_done for outcome in outcomes] == [False, True]
    assert "broken" not in outcomes[0].words


def test_too_many_at_once_are_refused(app, suspend):
    with pytest.raises(InvalidError):
        supervision.each([uuid4() for _ in range(1001)], suspend)
