"""Whoever waits for a task urges whoever must act, now and then, and reads the answer."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app import audit, cases, policies, runtime, tasks
from app.cases import Case
from app.core import sentences
from app.core.db import db, transaction
from app.core.errors import InvalidError, NotFoundError
from app.runtime import SuspendedError, TaskGoneError
from app.tasks import NotYourTaskError, handing, urging
from app.tasks.errors import (
    AlreadyYoursError,
    AnsweredError,
    NotWaitingForItError,
    UrgedEnoughError,
    UrgedJustNowError,
)
from tests.jobs.world import HOUR, NOW, app, begin, shipped, someone, template, the_task, told
from tests.runtime.small import do, done, opened, the

__all__ = ["app", "begin", "someone", "template"]
LATE = NOW + 2 * HOUR
WORDS = "请立即办理"


@pytest.fixture
def late(begin):
    """A late task of 望溪街道."""
    return the_task(begin(NOW + HOUR))


@pytest.fixture
def urged(late, someone):
    """The id of a push by the watch."""
    return urge(late, someone("watch")).id


def urge(task, actor, words=WORDS, now=LATE):
    return do(urging.urge, task.id, words, actor=actor, now=now)


def reply(task, urge_id, actor, words="马上到", now=LATE + timedelta(minutes=5)):
    return do(urging.answer, task.id, urge_id, words, actor=actor, now=now)


class TestUrging:
    def test_it_reaches_the_candidates_and_leaves_a_trace(self, late, someone):
        urge(late, someone("watch"))

        assert told("urged") == ["wx_desk", "wx_desk2"]
        assert audit.entries(late.case_id)[-1].details["words"] == WORDS

    def test_words_are_required(self, late, someone):
        with pytest.raises(InvalidError) as refused:
            urge(late, someone("watch"), "  ")

        assert refused.value.fields == {"words": "请写明催办的话。"}

    def test_an_outsider_urges_nothing_and_learns_nothing(self, late, someone):
        with pytest.raises(NotFoundError):
            urge(late, someone("th_desk"))

    def test_who_sees_the_case_but_does_not_wait_is_refused(self, late, someone):
        with pytest.raises(NotWaitingForItError):
            urge(late, someone("operator"))

    def test_whose_task_it_is_does_it_instead(self, late, someone):
        with pytest.raises(AlreadyYoursError):
            urge(late, someone("wx_desk"))

    def test_a_finished_task_cannot_be_urged(self, late, someone):
        with transaction():
            task = runtime.task(late.id)
            runtime.complete(task, {}, actor=someone("wx_desk"), now=LATE)

        with pytest.raises(TaskGoneError):
            urge(late, someone("watch"))

    def test_a_case_that_stands_still_is_not_urged(self, late, someone):
        do(runtime.suspend, late.case_id, "等待", actor=someone("watch"))

        with pytest.raises(SuspendedError):
            urge(late, someone("watch"))

    def test_who_did_an_earlier_step_may(self, someone):
        case_id = opened("p_ways")
        done(case_id, "a", someone("wx_desk"))
        b = the(case_id, "b")
        do(tasks.claim, b.id, actor=someone("wx_desk2"))

        urge(b, someone("wx_desk"))

        assert told("urged") == ["wx_desk2"]

    def test_the_owner_urges_the_helper(self, late, someone):
        desk, duty = someone("wx_desk"), someone("wx_duty")
        do(handing.delegate, late.id, duty.user_id, "请核实", actor=desk)

        urge(late, desk)

        assert told("urged") == ["wx_desk", "wx_duty"]

    def test_who_opened_the_case_may(self, late, someone):
        db.session.rollback()
        with transaction():
            db.session.get_one(cases.Case, late.case_id).opened_by_id = someone("operator").user_id

        assert urge(late, someone("operator")).by_name == someone("operator").name


class TestHowOften:
    def test_the_same_person_waits_a_while(self, late, someone, urged):
        with pytest.raises(UrgedJustNowError) as soon:
            urge(late, someone("watch"), now=LATE + timedelta(minutes=119))

        assert str(soon.value) == "您刚催办过，按工作时间 2026-07-14 12:00 后可再催。"
        assert urge(late, someone("watch"), now=LATE + timedelta(minutes=120))

    @pytest.mark.parametrize(
        ("about", "at", "again", "words"),
        [
            ({}, NOW + 9 * HOUR, NOW + 26.5 * HOUR, "按工作时间 10:30"),
            ({}, NOW + 83 * HOUR, NOW + 147 * HOUR, "按工作时间 11:00"),
            ({"level": "L2"}, NOW + 10 * HOUR, NOW + 27 * HOUR, "按工作时间 11:00"),
            ({"level": "L1"}, NOW + 9 * HOUR, NOW + 11 * HOUR, "19:00"),
            ({"whistle_class": "紧急"}, NOW + 15 * HOUR, NOW + 17 * HOUR, "01:00"),
        ],
        ids=["after hours", "over a weekend", "level two", "level one", "an emergency"],
    )
    def test_the_while_is_worked_time_and_of_what_is_urgent_any_time(
        self, late, someone, about, at, again, words
    ):
        with transaction():
            db.session.execute(
                update(Case).where(Case.id == late.case_id).values(**{"level": None} | about)
            )
        urge(late, someone("watch"), now=at)

        with pytest.raises(UrgedJustNowError) as soon:
            urge(late, someone("watch"), now=again - timedelta(minutes=1))

        told = sentences.told(str(soon.value), str, again)
        assert told == f"您刚催办过，{words} 后可再催。"
        assert urge(late, someone("watch"), now=again)

    def test_the_while_is_a_parameter(self, late, someone, urged):
        body = shipped("parameters") | {"urging": {"every": 10, "open": 3}}
        with transaction():
            policies.import_parameters(body, valid_from=NOW)

        assert urge(late, someone("watch"), now=LATE + timedelta(minutes=10))

    def test_three_unanswered_are_enough(self, late, someone):
        for who in ("watch", "inspector", "wx_deputy"):
            urge(late, someone(who))

        with pytest.raises(UrgedEnoughError):
            urge(late, someone("watch"), now=LATE + timedelta(hours=5))


class TestAnswering:
    def test_who_urged_reads_it(self, late, someone, urged):
        assert urging.unanswered([late.id]) == {late.id: 1}

        reply(late, urged, someone("wx_desk"))

        [found] = urging.urges_of(late.case_id)
        assert (found.answer, found.answered_by_name) == ("马上到", someone("wx_desk").name)
        assert told("urge_answered") == ["watch"]
        assert urging.unanswered([late.id]) == {}
        assert urging.open_urges(runtime.task(late.id)) == []

    def test_who_answers_second_is_told_who_was_first(self, late, someone, urged):
        reply(late, urged, someone("wx_desk"))

        with pytest.raises(AnsweredError) as second:
            reply(late, urged, someone("wx_desk2"))

        name = someone("wx_desk").name
        assert str(second.value) == f"“{name}”已于 2026-07-14 10:05 答复这次催办。"

    def test_others_answer_nothing(self, late, someone, urged):
        with pytest.raises(NotYourTaskError):
            reply(late, urged, someone("watch"))

    def test_words_are_required(self, late, someone, urged):
        with pytest.raises(InvalidError) as refused:
            reply(late, urged, someone("wx_desk"), " ")

        assert refused.value.fields == {"words": "请写明答复。"}

    def test_a_push_of_another_task_is_not_found(self, late, someone, urged, begin):
        other = the_task(begin(NOW + HOUR))

        with pytest.raises(NotFoundError):
            reply(other, urged, someone("wx_desk"))

    def test_a_task_done_leaves_no_push_open(self, late, someone, urged):
        with transaction():
            runtime.lock(late.case_id)
            runtime.complete(runtime.task(late.id), {}, actor=someone("wx_desk"), now=LATE)

        assert urging.open_urges(runtime.task(late.id)) == []
