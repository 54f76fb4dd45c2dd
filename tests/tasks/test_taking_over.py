"""Who stands above takes a task over, or gives it to another of its candidates."""

import pytest

from app import runtime, supervision, tasks
from app.core.db import transaction
from app.core.errors import NotFoundError, NotPermittedError
from app.runtime import TaskGoneError
from app.tasks import TaskAlreadyClaimedError, handing
from app.tasks.errors import AlreadyYoursError, NoTakingOverError
from tests.jobs.world import NOW, app, someone, template
from tests.runtime.small import do, done, same
from tests.tasks.handed import case_id, claimed, delegated, holder, last, task_id, told

__all__ = ["app", "case_id", "claimed", "delegated", "someone", "task_id", "template"]


class TestTakingOver:
    @pytest.mark.parametrize("who", ["watch", "wx_deputy", "wx_desk2"])
    def test_who_stands_above_takes_it_and_the_holder_is_told(self, claimed, someone, who, case_id):
        do(handing.take_over, claimed, "久未办理", actor=someone(who))

        assert (holder(claimed), told("task_taken_over")) == (who, ["wx_desk"])
        assert last(case_id)[2]["held_by"] == someone("wx_desk").name
        with pytest.raises(TaskAlreadyClaimedError):
            do(tasks.unclaim, claimed, actor=someone("wx_desk"))

    @pytest.mark.parametrize(
        ("who", "error"),
        [
            ("operator", NotPermittedError),
            ("th_deputy", NotFoundError),
            ("wx_duty", NotPermittedError),
            ("wx_desk", AlreadyYoursError),
        ],
    )
    def test_nobody_else_does(self, claimed, someone, who, error):
        with pytest.raises(error):
            do(handing.take_over, claimed, "久未办理", actor=someone(who))

    def test_who_sees_the_case_from_elsewhere_does_not(self, claimed, someone, case_id):
        with transaction():
            tasks.service.cases.give_part(case_id, ["qh.th"])

        with pytest.raises(NoTakingOverError):
            do(handing.take_over, claimed, "久未办理", actor=someone("th_deputy"))

    def test_owner_and_helper_are_told(self, delegated, someone):
        do(handing.take_over, delegated, "久未办理", actor=someone("watch"))

        assert told("task_taken_over") == ["wx_desk", "wx_duty"]
        assert not runtime.task(delegated).is_delegated

    def test_a_task_that_ended_is_gone(self, claimed, someone, case_id):
        done(case_id, "a", someone("wx_desk"))

        with pytest.raises(TaskGoneError):
            do(handing.take_over, claimed, "久未办理", actor=someone("watch"))
        assert same(case_id)


class TestReassigning:
    def test_the_candidates_are_listed_with_what_each_has_open(self, claimed, someone):
        found = supervision.candidates(claimed, actor=someone("watch"), now=NOW)

        assert [(each.name, each.open_tasks) for each in found] == [(someone("wx_desk2").name, 0)]

    def test_both_holders_are_told(self, claimed, someone):
        do(supervision.reassign, claimed, someone("wx_desk2").user_id, actor=someone("watch"))

        assert told("task_reassigned") == ["wx_desk", "wx_desk2"]
