"""Caseworkers go back, take back, ask others to sign, release who was called in."""

from pathlib import Path

import pytest

from app import definitions, runtime, tasks
from app.core.db import transaction
from app.core.errors import InvalidError, NotFoundError, NotPermittedError
from app.definitions import Draft
from app.identity import SYSTEM
from app.runtime import ActedOnError, NotOfferedError
from app.tasks import HeldError, NoReturnError, NotYourTaskError
from tests.jobs.world import NOW, app, someone, template
from tests.runtime.small import do, done, opened, same, the, waiting

__all__ = ["app", "someone", "template"]
FORM = Path(__file__).parents[2] / "forms/common/co_sign.form"
CHIEF = "qh.wx/值班领导"


@pytest.fixture
def ways(app, someone):
    """A case whose b and c wait; a was done by the street's desk."""
    case_id = opened("p_ways")
    return case_id, done(case_id, "a", someone("wx_desk"))


def test_the_holder_of_a_task_sees_where_it_may_go_back_and_what_that_costs(ways, someone):
    case_id, a = ways
    b = the(case_id, "b").id

    targets = tasks.targets(b, actor=someone("wx_desk"))
    shown = tasks.preview(b, a, actor=someone("wx_desk"))

    assert [past.element_id for past in targets] == ["a"]
    assert {(each.name, each.kind, each.groups) for each in shown.cancels} == {
        ("b", "task", ("qh.wx/指挥中心",)), ("c", "task", ("qh.wx/指挥中心",)),
    }  # fmt: skip


def test_the_holder_returns_the_case_with_a_reason(ways, someone):
    case_id, a = ways

    do(tasks.return_to, the(case_id, "b").id, a, " 材料 不全 ", actor=someone("wx_desk2"))

    assert waiting(case_id) == ["a"]
    assert the(case_id, "a").assignee_id == someone("wx_desk").user_id
    assert same(case_id)


def test_a_return_needs_a_reason(ways, someone):
    with pytest.raises(InvalidError) as refused:
        do(tasks.return_to, the(ways[0], "b").id, ways[1], "  ", actor=someone("wx_desk"))

    assert "reason" in refused.value.fields


def test_strangers_return_nothing_and_see_nothing(ways, someone):
    b = the(ways[0], "b").id

    for ask in (
        lambda who: do(tasks.return_to, b, ways[1], "材料不全", actor=who),
        lambda who: tasks.targets(b, actor=who),
        lambda who: tasks.preview(b, ways[1], actor=who),
    ):
        with pytest.raises(NotYourTaskError):
            ask(someone("th_desk"))
    assert waiting(ways[0]) == ["b", "c"]


def test_a_diagram_may_forbid_returning(app, someone):
    case_id = opened("p_strict")
    a = done(case_id, "a", someone("wx_desk"))
    b = the(case_id, "b").id

    assert tasks.targets(b, actor=someone("wx_desk")) == []
    with pytest.raises(NoReturnError):
        do(tasks.return_to, b, a, "材料不全", actor=someone("wx_desk"))


def test_ones_own_step_is_taken_back_while_nobody_acted(ways, someone):
    case_id, a = ways
    assert tasks.may_withdraw(runtime.task(a), someone("wx_desk"))

    do(tasks.withdraw, a, "填错了", actor=someone("wx_desk"))

    assert waiting(case_id) == ["a"]


def test_nobody_takes_back_what_another_did(ways, someone):
    assert not tasks.may_withdraw(runtime.task(ways[1]), someone("wx_desk2"))

    with pytest.raises(NotFoundError):
        do(tasks.withdraw, ways[1], "填错了", actor=someone("wx_desk2"))


def test_what_somebody_acted_on_is_not_taken_back(ways, someone):
    done(ways[0], "c", someone("wx_desk2"))

    assert not tasks.may_withdraw(runtime.task(ways[1]), someone("wx_desk"))
    with pytest.raises(ActedOnError):
        do(tasks.withdraw, ways[1], "填错了", actor=someone("wx_desk"))


class TestSigning:
    @pytest.fixture(autouse=True)
    def form(self, app):
        with transaction():
            definitions.deploy(Draft.read(FORM), actor=SYSTEM, now=NOW)

    @pytest.fixture
    def ask(self, ways, someone):
        def ask(when, groups=(CHIEF,), username="wx_desk"):
            task_id = the(ways[0], "b", signing=None).id
            do(tasks.sign, task_id, groups, when, "重大事项", actor=someone(username))
            return task_id

        return ask

    @pytest.fixture
    def give(self, ways, someone):
        def give(opinion, **more):
            signer = the(ways[0], "b", signing="before")
            with transaction():
                tasks.complete(
                    signer.id, {"granted": opinion, **more},
                    one_time_key=None, actor=someone("wx_duty"), now=NOW,
                )  # fmt: skip

        return give

    def test_a_signer_gives_an_opinion_before_the_task_is_done(self, ways, ask, give, someone):
        task_id = ask("before")
        with pytest.raises(HeldError), transaction():
            tasks.complete(task_id, {}, one_time_key=None, actor=someone("wx_desk"), now=NOW)
        give("同意")

        assert waiting(ways[0]) == ["b", "c"]
        assert not the(ways[0], "b").is_held
        assert same(ways[0])

    def test_a_refusal_needs_a_reason(self, ask, give):
        ask("before")

        with pytest.raises(InvalidError) as refused:
            give("不同意")
        assert "reason" in refused.value.fields

    def test_a_signer_after_the_task_is_asked_once_it_is_done(self, ways, ask, someone):
        ask("after")
        done(ways[0], "b", someone("wx_desk"))

        signer = the(ways[0], "b", signing="after")
        assert (signer.groups, signer.form_key) == ([CHIEF], "co_sign")

    def test_who_asked_may_ask_no_more(self, ways, ask, someone):
        task_id = ask("before")
        signer = the(ways[0], "b", signing="before").id

        do(tasks.unsign, task_id, signer, "不需要", actor=someone("wx_desk"))

        assert waiting(ways[0]) == ["b", "c"]
        with pytest.raises(NotOfferedError):
            do(tasks.unsign, task_id, signer, "不需要", actor=someone("wx_desk"))

    def test_only_posts_are_asked_and_only_by_the_holder(self, ask):
        with pytest.raises(InvalidError):
            ask("before", ["qh.wx/国王"])
        with pytest.raises(InvalidError):
            ask("before", [])
        with pytest.raises(InvalidError):
            ask("whenever")
        with pytest.raises(NotYourTaskError):
            ask("before", username="th_desk")


def test_who_may_call_in_may_release(app, someone):
    case_id = opened("p_many", departments=["qh.water", "qh.drain"])
    water = tasks.branches(case_id, actor=someone("wx_desk"), now=NOW)[0]

    do(tasks.release, case_id, water.token, "另有任务", actor=someone("wx_desk"))

    left = tasks.branches(case_id, actor=someone("wx_desk"), now=NOW)
    assert [branch.label for branch in left] == ["qh.drain"]
    assert same(case_id)


def test_who_may_not_call_in_releases_nobody(app, someone):
    case_id = opened("p_many", departments=["qh.water"])
    water = runtime.branches(case_id, NOW)[0].token

    with pytest.raises((NotFoundError, NotPermittedError)):
        do(tasks.release, case_id, water, "另有任务", actor=someone("th_desk"))
    with pytest.raises(NotFoundError):
        do(tasks.release, case_id, water, "另有任务", actor=someone("watch"))
