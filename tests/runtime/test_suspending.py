"""A suspended case stands still: nobody acts, nothing fires, nothing becomes late."""

import pytest

from app import jobs, runtime
from app.core.db import transaction
from app.core.errors import ConflictError
from app.runtime import SuspendedError
from tests.jobs.world import HOUR, NOW, app, begin, someone, template, told
from tests.runtime.small import do, done, opened, same, the, waiting

__all__ = ["app", "begin", "someone", "template"]
LATER = NOW + HOUR / 2


@pytest.fixture
def case_id(app):
    case_id = opened("p_timed")
    do(runtime.suspend, case_id, "等待上级意见")
    return case_id


def test_when_suspended_nobody_acts(case_id):
    with pytest.raises(SuspendedError, match="案件已挂起"):
        done(case_id, "a", now=LATER)

    assert waiting(case_id) == ["a"]
    assert runtime.instance(case_id).is_suspended


def test_when_suspended_no_timer_fires_until_it_is_resumed(case_id):
    assert jobs.tick(NOW + HOUR).woken == 0
    with transaction():
        assert not runtime.wake(case_id, now=NOW + HOUR)
    assert waiting(case_id) == ["a"]

    do(runtime.resume, case_id, "意见已到", now=NOW + HOUR)

    assert waiting(case_id) == ["a", "remind"]
    assert not runtime.instance(case_id).is_suspended
    assert same(case_id)


def test_when_suspended_time_stands_still_for_what_may_be_done(case_id):
    do(runtime.set_variable, case_id, None, "note", "x", "补录", now=NOW + HOUR)

    assert waiting(case_id) == ["a"]
    assert same(case_id)


def test_what_is_suspended_may_be_ended(case_id):
    do(runtime.cancel, case_id, "重复登记", now=NOW + HOUR)

    found = runtime.instance(case_id)
    assert (found.is_ended, found.is_suspended) == (True, False)
    assert same(case_id)


def test_when_suspended_it_is_not_suspended_twice_nor_resumed_twice(case_id):
    with pytest.raises(ConflictError, match="已经挂起"):
        do(runtime.suspend, case_id, "再次")
    do(runtime.resume, case_id, "意见已到")
    with pytest.raises(runtime.NotSuspendedError):
        do(runtime.resume, case_id, "再次")


def test_nothing_becomes_late_until_it_is_resumed(begin):
    case_id = begin(NOW + HOUR)
    do(runtime.suspend, case_id, "等待上级意见")

    quiet = jobs.tick(NOW + 2 * HOUR)
    do(runtime.resume, case_id, "意见已到", now=NOW + 2 * HOUR)
    loud = jobs.tick(NOW + 2 * HOUR)

    assert (quiet.warned, quiet.overdue, loud.overdue) == (0, 0, 1)
    assert told("task_overdue") == ["wx_desk", "wx_desk2"]


def test_its_tasks_stay_listed(case_id, someone):
    assert the(case_id, "a").is_open
