"""A task is handed on or prepared for its owner, by whom the rules allow."""

from uuid import uuid4

import pytest

from app import runtime, tasks
from app.core.db import transaction
from app.core.errors import InvalidError
from app.runtime import SuspendedError
from app.tasks import NotYourTaskError, TaskAlreadyClaimedError, drafts, handing
from app.tasks.errors import NotDelegatedError, OnlyPreparedError
from tests.engine.models import end, flows
from tests.jobs.world import NOW, app, someone, template
from tests.runtime.small import deploy, desk, do, done, opened, start, the
from tests.tasks.handed import case_id, claimed, delegated, holder, last, suspend, task_id, told

__all__ = ["app", "case_id", "claimed", "delegated", "someone", "task_id", "template"]
APART = {"not handlers": "true"}
DIAGRAMS = {
    "p_apart": start() + desk("a") + desk("b", **APART) + end() + flows("s>a", "a>b", "b>e"),
}


class TestTransfer:
    def test_the_holder_hands_it_to_somebody_of_the_same_organisation(self, claimed, someone):
        do(handing.transfer, claimed, someone("wx_duty").user_id, "出差", actor=someone("wx_desk"))

        assert holder(claimed) == "wx_duty"
        assert told("task_transferred") == ["wx_duty"]
        action, who, details = last(runtime.task(claimed).case_id)
        assert (action, who) == ("task.transferred", someone("wx_desk").name)
        assert (details["to"], details["reason"]) == (someone("wx_duty").name, "出差")

    def test_a_candidate_hands_on_what_nobody_has_claimed(self, task_id, someone):
        do(handing.transfer, task_id, someone("wx_duty").user_id, "出差", actor=someone("wx_desk2"))

        assert holder(task_id) == "wx_duty"

    def test_who_received_it_does_it_hands_it_on_or_gives_it_back(self, claimed, someone, case_id):
        duty, desk = someone("wx_duty"), someone("wx_desk")
        do(handing.transfer, claimed, duty.user_id, "出差", actor=desk)

        do(handing.transfer, claimed, desk.user_id, "回来了", actor=duty)
        do(handing.transfer, claimed, duty.user_id, "又出差", actor=desk)
        do(tasks.unclaim, claimed, actor=duty)

        assert holder(claimed) is None
        with pytest.raises(NotYourTaskError):
            do(tasks.claim, claimed, actor=duty)

    def test_what_was_typed_goes_along(self, claimed, someone):
        desk, duty = someone("wx_desk"), someone("wx_duty")
        do(lambda actor, now: drafts.keep(claimed, {"words": "已核"}, actor=actor, now=now),
           actor=desk)  # fmt: skip

        do(handing.transfer, claimed, duty.user_id, "出差", actor=desk)

        assert drafts.of(claimed, duty) is not None

    @pytest.mark.parametrize(
        ("who", "error"),
        [("wx_desk2", TaskAlreadyClaimedError), ("th_desk", NotYourTaskError)],
    )
    def test_nobody_else_does(self, claimed, someone, who, error):
        with pytest.raises(error):
            do(handing.transfer, claimed, someone("wx_duty").user_id, "出差", actor=someone(who))

        assert holder(claimed) == "wx_desk"

    @pytest.mark.parametrize("to", ["th_desk", "wx_desk"])
    def test_it_stays_in_the_organisation_and_leaves_ones_own_hands(self, claimed, someone, to):
        with pytest.raises(InvalidError) as refused:
            do(handing.transfer, claimed, someone(to).user_id, "出差", actor=someone("wx_desk"))

        assert refused.value.fields == {"to": "请选择任务所属单位里在岗的人。"}

    def test_a_person_and_a_reason_are_needed(self, claimed, someone):
        with pytest.raises(InvalidError) as nobody:
            do(handing.transfer, claimed, None, "出差", actor=someone("wx_desk"))
        with pytest.raises(InvalidError) as silent:
            do(handing.transfer, claimed, uuid4(), " ", actor=someone("wx_desk"))

        assert nobody.value.fields == {"to": "请选择接手的人。"}
        assert silent.value.fields == {"reason": "请写明原因。"}

    def test_a_case_that_stands_still_hands_on_nothing(self, claimed, someone, case_id):
        suspend(case_id, someone)

        with pytest.raises(SuspendedError):
            do(handing.transfer, claimed, someone("wx_duty").user_id, "出差",
               actor=someone("wx_desk"))  # fmt: skip
        with pytest.raises(SuspendedError):
            do(tasks.unclaim, claimed, actor=someone("wx_desk"))

    def test_who_comes_second_is_told_who_was_first(self, claimed, someone):
        desk = someone("wx_desk")
        do(handing.transfer, claimed, someone("wx_duty").user_id, "出差", actor=desk)

        with pytest.raises(TaskAlreadyClaimedError) as late:
            do(handing.transfer, claimed, someone("wx_duty").user_id, "出差", actor=desk)

        first, second = desk.name, someone("wx_duty").name
        assert str(late.value) == f"“{first}”已于 2026-07-14 08:01 把这项任务转办给“{second}”。"

    def test_whom_the_four_eyes_rule_excludes_is_named(self, app, someone):
        deploy("p_apart", bodies=DIAGRAMS)
        case_id = opened("p_apart")
        done(case_id, "a", someone("wx_desk"))
        b = the(case_id, "b").id

        offered = {r.name: r.refused for r in handing.receivers.of(
            b, actor=someone("wx_desk2"), now=NOW)}  # fmt: skip
        with pytest.raises(InvalidError) as refused:
            do(handing.transfer, b, someone("wx_desk").user_id, "出差", actor=someone("wx_desk2"))

        name = someone("wx_desk").name
        assert offered[name] == f"“{name}”办理过本案的其他环节，不能接手这一环节。"
        assert refused.value.fields == {"to": offered[name]}
        assert offered[someone("wx_duty").name] is None


class TestDelegation:
    def test_it_waits_for_the_helper_and_comes_back_with_what_was_filled_in(
        self, delegated, someone
    ):
        duty, desk = someone("wx_duty"), someone("wx_desk")
        assert (holder(delegated), told("task_delegated")) == ("wx_duty", ["wx_duty"])

        do(handing.resolve, delegated, {"words": "已核实"}, "现场看过", actor=duty)

        assert (holder(delegated), told("task_resolved")) == ("wx_desk", ["wx_desk"])
        assert not runtime.task(delegated).is_delegated
        kept = drafts.of(delegated, desk)
        assert kept.raw["words"] == "已核实"
        assert last(runtime.task(delegated).case_id)[2]["reason"] == "现场看过"

    @pytest.mark.parametrize(
        "deed",
        [
            lambda task, actor: do(tasks.unclaim, task, actor=actor),
            lambda task, actor: do(handing.transfer, task, uuid4(), "出差", actor=actor),
            lambda task, actor: do(handing.delegate, task, uuid4(), "帮忙", actor=actor),
            lambda task, actor: do(tasks.return_to, task, uuid4(), "不全", actor=actor),
            lambda task, actor: do(
                tasks.sign, task, ["qh.wx/值班领导"], "before", "看看", actor=actor
            ),
        ],
    )
    def test_the_helper_only_prepares(self, delegated, someone, deed):
        with pytest.raises(OnlyPreparedError):
            deed(delegated, someone("wx_duty"))

    def test_the_helper_does_not_complete(self, delegated, someone):
        with pytest.raises(OnlyPreparedError), transaction():
            tasks.complete(delegated, {}, one_time_key=None, actor=someone("wx_duty"), now=NOW)

    def test_the_owner_takes_it_back_with_what_is_there(self, delegated, someone):
        duty, desk = someone("wx_duty"), someone("wx_desk")
        do(lambda actor, now: drafts.keep(delegated, {"words": "半"}, actor=actor, now=now),
           actor=duty)  # fmt: skip

        do(handing.recall, delegated, actor=desk)

        assert (holder(delegated), told("task_recalled")) == ("wx_desk", ["wx_duty"])
        assert drafts.of(delegated, desk).raw["words"] == "半"
        with pytest.raises(TaskAlreadyClaimedError) as late:
            do(handing.resolve, delegated, {}, "", actor=duty)
        assert "收回这项任务" in str(late.value)

    def test_the_owner_reads_it_meanwhile_but_leaves_it_to_the_helper(self, delegated, someone):
        desk = someone("wx_desk")

        tasks.service.require_viewer(runtime.task(delegated), desk)
        with pytest.raises(TaskAlreadyClaimedError) as refused, transaction():
            tasks.complete(delegated, {}, one_time_key=None, actor=desk, now=NOW)

        assert "委派给" in str(refused.value)

    @pytest.mark.parametrize(
        ("who", "error"),
        [
            ("wx_duty", NotYourTaskError),
            ("wx_desk2", TaskAlreadyClaimedError),
            ("th_desk", NotYourTaskError),
        ],
    )
    def test_only_the_owner_takes_it_back(self, delegated, someone, who, error):
        with pytest.raises(error):
            do(handing.recall, delegated, actor=someone(who))

    def test_what_is_not_delegated_is_neither_handed_back_nor_taken_back(self, claimed, someone):
        for deed in (
            lambda: do(handing.resolve, claimed, {}, "", actor=someone("wx_desk")),
            lambda: do(handing.recall, claimed, actor=someone("wx_desk")),
        ):
            with pytest.raises(NotDelegatedError):
                deed()


def test_it_waits_in_the_lists_of_both(delegated, someone):
    listed = {
        (who, tab): tasks.inbox(someone(who), tasks.Asked(tab=tab), now=NOW).total
        for who in ("wx_desk", "wx_duty")
        for tab in ("mine", "waiting")
    }

    assert listed == {
        ("wx_desk", "mine"): 0, ("wx_desk", "waiting"): 1,
        ("wx_duty", "mine"): 1, ("wx_duty", "waiting"): 0,
    }  # fmt: skip
