"""Who may do a task, and what the others are told."""

from uuid import uuid4

import pytest

from app.core.errors import NotFoundError
from app.identity import Actor
from app.runtime import TaskGoneError, UserTask
from app.tasks import (
    DidItYourselfError,
    HandledBeforeError,
    NotYourTaskError,
    TaskAlreadyClaimedError,
    policy,
)
from tests.conftest import MORNING

GROUP = "qh.wx/指挥中心"
INSIDER = Actor(uuid4(), "孔一诺", "wx_desk", groups=(GROUP,))
COLLEAGUE = Actor(uuid4(), "曹秋实", "wx_desk2", groups=("qh.wx/值班领导", GROUP))
STRANGER = Actor(uuid4(), "吕疏桐", "ch_desk", groups=("qh.ch/指挥中心",))
MINE, OTHERS = (INSIDER.user_id, "draft"), (STRANGER.user_id, "draft")


def task(**changes):
    known = {"element_id": "approve", "groups": [GROUP], "properties": {}, "ended_at": None}
    return UserTask(**(known | {"assignee_id": None, "completed_by_id": None} | changes))


def refusal(task, actor, earlier=()):
    try:
        policy.require_doer(task, actor, earlier)
    except Exception as error:
        return type(error)
    return None


CLAIMED = {"assignee_id": INSIDER.user_id}
GIVEN = {"assignee_id": STRANGER.user_id}
ENDED = {"ended_at": MORNING, "outcome": "completed", "completed_by_name": "孔一诺"}
DONE_BY_STRANGER = ENDED | {"completed_by_id": STRANGER.user_id}
APART = {"properties": {"not handlers": "true"}}
NOT_BY = {"properties": {"not by": "draft other"}}


@pytest.mark.parametrize(
    ("changes", "actor", "expected"),
    [
        ({}, INSIDER, None),
        ({}, COLLEAGUE, None),
        ({}, STRANGER, NotYourTaskError),
        (CLAIMED, INSIDER, None),
        (CLAIMED, COLLEAGUE, TaskAlreadyClaimedError),
        (CLAIMED, STRANGER, NotYourTaskError),
        (GIVEN, STRANGER, None),
        (GIVEN, INSIDER, TaskAlreadyClaimedError),
        ({"groups": []}, INSIDER, NotYourTaskError),
        (ENDED, INSIDER, TaskGoneError),
        (ENDED, COLLEAGUE, TaskGoneError),
        (ENDED, STRANGER, NotFoundError),
        (DONE_BY_STRANGER, STRANGER, TaskGoneError),
    ],
)
def test_a_task_is_for_its_assignee_or_its_groups(changes, actor, expected):
    assert refusal(task(**changes), actor) is expected


@pytest.mark.parametrize(
    ("changes", "earlier", "expected"),
    [
        (APART, [MINE], HandledBeforeError),
        (APART, [OTHERS], None),
        (APART, [], None),
        (APART, [(INSIDER.user_id, "approve")], None),
        (APART, [(None, "draft")], None),
        (NOT_BY, [MINE], DidItYourselfError),
        (NOT_BY, [(INSIDER.user_id, "other")], DidItYourselfError),
        (NOT_BY, [(INSIDER.user_id, "third")], None),
        (NOT_BY, [OTHERS], None),
        ({}, [MINE], None),
    ],
)
def test_some_tasks_are_for_somebody_else_than_before(changes, earlier, expected):
    assert refusal(task(**changes), INSIDER, earlier) is expected


def test_a_stranger_is_told_it_is_not_theirs_before_what_they_did():
    assert refusal(task(**APART), STRANGER, [OTHERS]) is NotYourTaskError


def test_whoever_completed_a_task_may_be_told_its_fate():
    with pytest.raises(TaskGoneError) as gone:
        policy.require_open(task(**DONE_BY_STRANGER), STRANGER)

    assert gone.value.task.completed_by_id == STRANGER.user_id
