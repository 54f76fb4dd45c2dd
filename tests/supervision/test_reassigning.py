"""Reassignment stays among the candidates."""

import pytest

from app import supervision
from app.core.db import transaction
from app.core.errors import NotFoundError, NotPermittedError
from app.runtime import TaskGoneError
from app.supervision import NotACandidateError
from tests.jobs.world import HOUR, NOW, the_task
from tests.runtime.small import do, done

LATE = NOW + 2 * HOUR


@pytest.fixture
def late(begin):
    """A late task of 望溪街道."""
    return the_task(begin(NOW + HOUR))


def test_reassignment_gives_the_task_to_another_candidate(late, someone):
    other = someone("wx_desk2")

    with transaction():
        supervision.reassign(late.id, other.user_id, actor=someone("watch"), now=LATE)

    assert the_task(late.case_id).assignee_id == other.user_id


def test_reassignment_to_an_outsider_is_refused(late, someone):
    stranger = someone("th_desk").user_id

    with pytest.raises(NotACandidateError), transaction():
        supervision.reassign(late.id, stranger, actor=someone("watch"), now=LATE)


@pytest.mark.parametrize(
    ("who", "error"), [("wx_duty", NotPermittedError), ("th_deputy", NotFoundError)]
)
def test_others_reassign_nothing(late, someone, who, error):
    with pytest.raises(error):
        do(supervision.reassign, late.id, someone("wx_desk").user_id, actor=someone(who))


def test_a_task_that_ended_is_gone(late, someone):
    done(late.case_id, "sign", someone("wx_desk"))

    with pytest.raises(TaskGoneError):
        do(supervision.reassign, late.id, someone("wx_desk2").user_id, actor=someone("watch"))
