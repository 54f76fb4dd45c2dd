"""Urging reaches whoever must act and the head; reassignment stays among the candidates."""

import pytest

from app import audit, runtime, supervision
from app.core.db import transaction
from app.core.errors import InvalidError, NotFoundError, NotPermittedError
from app.runtime import TaskGoneError
from app.supervision import NotACandidateError
from tests.jobs.world import HOUR, NOW, the_task, told

LATE = NOW + 2 * HOUR


@pytest.fixture
def late(begin):
    """A late task of 望溪街道."""
    return the_task(begin(NOW + HOUR))


def urge(task, actor, words="请立即办理"):
    with transaction():
        supervision.urge(task.id, words, actor=actor, now=LATE)


def test_urging_tells_the_candidates_and_leaves_a_trace(late, someone):
    case_id = late.case_id

    urge(late, someone("watch"))

    assert told("urged") == ["wx_desk", "wx_desk2"]
    assert audit.entries(case_id)[-1].details["words"] == "请立即办理"


def test_words_are_required(late, someone):
    with pytest.raises(InvalidError) as refused:
        urge(late, someone("watch"), "  ")

    assert "words" in refused.value.fields


def test_an_outsider_urges_nothing_and_learns_nothing(late, someone):
    with pytest.raises(NotFoundError):
        urge(late, someone("th_desk"))


def test_whoever_may_not_urge_is_refused(late, someone):
    with pytest.raises(NotPermittedError):
        urge(late, someone("operator"))


def test_a_finished_task_cannot_be_urged(late, someone):
    with transaction():
        task = runtime.task(late.id)
        runtime.complete(task, {}, actor=someone("wx_desk"), now=LATE)

    with pytest.raises(TaskGoneError):
        urge(late, someone("watch"))


def test_reassignment_gives_the_task_to_another_candidate(late, someone):
    other = someone("wx_desk2")

    with transaction():
        supervision.reassign(late.id, other.user_id, actor=someone("watch"), now=LATE)

    assert the_task(late.case_id).assignee_id == other.user_id


def test_reassignment_to_an_outsider_is_refused(late, someone):
    stranger = someone("th_desk").user_id

    with pytest.raises(NotACandidateError), transaction():
        supervision.reassign(late.id, stranger, actor=someone("watch"), now=LATE)
