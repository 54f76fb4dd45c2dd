"""Points for signing, arriving and staffing, from recorded times alone."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from app.cases import Submission
from app.core.clock import LOCAL
from app.core.values import to_json
from app.evaluation.attendance import attendance
from app.runtime import UserTask

WEIGHTS = {
    "sign": 30,
    "arrive": 40,
    "staffing": 30,
    "half_if_late_within": 0.5,
    "people_required": 1,
}
CALLED = datetime(2026, 7, 14, 8, 15, tzinfo=LOCAL)
MINUTE = timedelta(minutes=1)
ARRIVAL = UUID(int=7)
PEOPLE = [{"name": "王建国", "post": "抢险员"}]
STAFFED, NAMELESS, POSTLESS = PEOPLE, [{"name": "", "post": "抢险员"}], [{"name": "王建国"}]


def task(element, ended, *, due, outcome="completed", ended_by="complete", task_id=None):
    return UserTask(
        id=task_id, element_id=element, outcome=outcome, ended_by=ended_by, anchor_at=CALLED,
        due_at=None if due is None else CALLED + due * MINUTE,
        ended_at=None if ended is None else CALLED + ended * MINUTE,
    )  # fmt: skip


def reply(arrived, people, task_id=ARRIVAL):
    said = {"people": people}
    if arrived is not None:
        said["arrived_at"] = CALLED + arrived * MINUTE
    return Submission(task_id=task_id, values=to_json(said))


def points(signed=2, arrived=23, people=PEOPLE, *, by_clock=False, limit=30):
    """Signing is due after 10 minutes, arriving after 30."""
    fate = {"outcome": "cancelled", "ended_by": "wake"} if by_clock else {}
    tasks = [
        task("sign", signed, due=10, **fate),
        task("arrive", arrived, due=limit, task_id=ARRIVAL),
    ]
    return attendance(tasks, [reply(arrived, people)], WEIGHTS)


@pytest.mark.parametrize(
    ("signed", "arrived", "people", "expected"),
    [
        (2, 23, STAFFED, 100),
        (10, 30, STAFFED, 100),
        (11, 30, STAFFED, 70),
        (2, 31, STAFFED, 80),
        (2, 45, STAFFED, 80),
        (2, 46, STAFFED, 60),
        (2, 300, STAFFED, 60),
        (2, 23, NAMELESS, 70),
        (2, 23, POSTLESS, 70),
        (2, 23, [], 70),
        (11, 46, [], 0),
    ],
)
def test_points_by_how_late_and_with_whom(signed, arrived, people, expected):
    assert points(signed, arrived, people).points == expected


def test_whoever_was_signed_by_the_clock_did_not_sign():
    found = points(signed=10, by_clock=True)

    assert found.points == 70
    assert found.facts["signed_by_system"] is True


def test_one_named_person_among_others_is_enough():
    assert points(people=[*NAMELESS, *POSTLESS, *STAFFED]).points == 100
    assert points(people=[*NAMELESS, *POSTLESS, *STAFFED]).facts["people"] == 2


def test_two_may_be_required():
    tasks = [task("arrive", 23, due=30, task_id=ARRIVAL)]
    two = WEIGHTS | {"people_required": 2}

    assert attendance(tasks, [reply(23, PEOPLE)], two).points == 40
    assert attendance(tasks, [reply(23, PEOPLE * 2)], two).points == 70


def test_without_a_limit_nobody_is_late():
    assert points(arrived=5000, limit=None).points == 100


def test_whoever_never_came_has_points_for_signing_alone():
    tasks = [task("sign", 2, due=10), task("arrive", None, due=30, outcome=None, ended_by=None)]

    found = attendance(tasks, [], WEIGHTS)

    assert found.points == 30
    assert found.facts["arrived_at"] is None


def test_whoever_did_nothing_has_no_points():
    found = attendance([], [], WEIGHTS)

    assert found.points == 0
    assert found.facts["signed_at"] is None


def test_what_was_entered_counts_not_when_it_was_entered():
    tasks = [task("sign", 2, due=10), task("arrive", 60, due=30, task_id=ARRIVAL)]

    assert attendance(tasks, [reply(25, PEOPLE)], WEIGHTS).points == 100


def test_without_a_time_entered_the_time_of_entering_counts():
    tasks = [task("sign", 2, due=10), task("arrive", 60, due=30, task_id=ARRIVAL)]

    assert attendance(tasks, [reply(None, PEOPLE)], WEIGHTS).points == 60


def test_a_withdrawn_task_is_not_counted():
    withdrawn = task("sign", 1, due=10, outcome="cancelled", ended_by="deliver")
    again = task("sign", 12, due=10)

    assert attendance([withdrawn, again], [], WEIGHTS).points == 0


def test_the_first_arrival_counts():
    later = UUID(int=8)
    tasks = [
        task("arrive", 23, due=30, task_id=ARRIVAL),
        task("arrive", 500, due=30, task_id=later),
    ]

    found = attendance(tasks, [reply(500, [], later), reply(23, PEOPLE)], WEIGHTS)

    assert found.points == 70


def test_the_facts_say_times_and_limits():
    facts = points().facts

    assert facts["signed_at"] == CALLED + 2 * MINUTE
    assert facts["sign_due_at"] == CALLED + 10 * MINUTE
    assert facts["arrived_at"] == CALLED + 23 * MINUTE
    assert facts["arrive_due_at"] == CALLED + 30 * MINUTE
    assert (facts["people"], facts["staffed"]) == (1, True)
