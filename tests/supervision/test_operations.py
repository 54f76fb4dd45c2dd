"""Supervisors operate cases they see, with a permission and a reason; outsiders learn nothing."""

from datetime import timedelta

import pytest

from app import audit, cases, runtime, supervision
from app.core.errors import InvalidError, NotFoundError, NotPermittedError
from app.identity import SYSTEM, Actor
from tests.jobs.world import NOW
from tests.runtime.small import do, done, opened, same, the, waiting

PERMISSIONS = frozenset(
    {"case.suspend", "case.terminate", "case.return", "task.skip", "variable.set", "branch.change",
     "operation.read"}
)  # fmt: skip


@pytest.fixture
def watch(someone):
    """The district's watch officer."""
    return someone("watch")


@pytest.fixture
def policy(someone):
    """Who writes the processes."""
    return someone("policy")


@pytest.fixture
def stranger(someone):
    """Somebody of another street, who holds every permission but sees none of these cases."""
    desk = someone("th_desk")
    return Actor(desk.user_id, desk.name, desk.username, desk.groups, desk.org_codes, desk.level,
                 PERMISSIONS)  # fmt: skip


@pytest.fixture
def ways(app):
    """A case whose b and c wait; ``ways[1]`` is what a was."""
    case_id = opened("p_ways")
    return case_id, done(case_id, "a")


def commands(case_id, token):
    """Return every operation as something to call with a reason."""
    return {
        "suspend": lambda **by: do(supervision.suspend, case_id, "原因", **by),
        "terminate": lambda **by: do(supervision.terminate, case_id, "原因", **by),
        "return": lambda **by: do(supervision.return_to, case_id, token, "原因", **by),
        "skip": lambda **by: do(supervision.skip, case_id, token, "原因", **by),
        "set": lambda **by: do(supervision.set_variable, case_id, None, "x", "1", "原因", **by),
        "remove": lambda **by: do(supervision.remove_branch, case_id, token, "原因", **by),
        "add": lambda **by: do(supervision.add_branch, case_id, token, "x", "原因", **by),
        "see": lambda actor: supervision.at(case_id, NOW, actor=actor),
        "preview": lambda actor: supervision.preview_return(case_id, token, actor=actor),
        "variables": lambda actor: supervision.variables(case_id, actor=actor, now=NOW),
    }


def test_whoever_holds_no_permission_is_refused(ways, someone):
    for name, command in commands(*ways).items():
        with pytest.raises(NotPermittedError):
            command(actor=someone("wx_desk"))
        assert waiting(ways[0]) == ["b", "c"], name


def test_a_stranger_with_every_permission_learns_nothing_of_others_cases(ways, stranger):
    for name, command in commands(*ways).items():
        with pytest.raises(NotFoundError):
            command(actor=stranger)
        assert waiting(ways[0]) == ["b", "c"], name


def test_a_reason_is_asked_for_and_kept(ways, watch):
    with pytest.raises(InvalidError) as refused:
        do(supervision.suspend, ways[0], " \n ", actor=watch)
    with pytest.raises(InvalidError):
        do(supervision.suspend, ways[0], "长" * 201, actor=watch)
    do(supervision.suspend, ways[0], "等待 上级\n意见", actor=watch)

    assert "reason" in refused.value.fields
    last = audit.entries(ways[0])[-1]
    assert (last.action, last.details) == ("case.suspended", {"reason": "等待 上级 意见"})
    assert last.actor_name == watch.name


def test_a_case_is_suspended_resumed_and_ended(ways, watch):
    case_id = ways[0]

    do(supervision.suspend, case_id, "等待", actor=watch)
    do(supervision.resume, case_id, "继续", actor=watch)
    do(supervision.terminate, case_id, "重复登记", actor=watch)

    assert runtime.instance(case_id).is_ended
    assert same(case_id)


def test_a_supervisor_returns_what_the_diagram_forbids_caseworkers(app, watch):
    case_id = opened("p_strict")
    a = done(case_id, "a")

    targets = supervision.returnable(case_id, actor=watch)
    shown = supervision.preview_return(case_id, a, actor=watch)
    do(supervision.return_to, case_id, a, "材料不全", actor=watch)

    assert [past.token for past in targets] == [a]
    assert [each.name for each in shown.cancels] == ["b"]
    assert waiting(case_id) == ["a"]


def test_a_step_is_skipped(ways, watch):
    do(supervision.skip, ways[0], the(ways[0], "b").id, "单位已撤销", actor=watch)

    assert waiting(ways[0]) == ["c"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("4", 4), ('"甲"', "甲"), ("[1, true]", [1, True]), ('duration("P1D")', timedelta(days=1))],
)
def test_a_variable_is_set_to_what_an_expression_says(ways, policy, text, value):
    do(supervision.set_variable, ways[0], None, " level ", text, "补录", actor=policy)

    scope = supervision.variables(ways[0], actor=policy, now=NOW)[0]
    assert scope.variables["level"] == value
    assert same(ways[0])
    assert cases.case(ways[0], SYSTEM).level == (value if isinstance(value, str) else None)


def test_a_value_that_is_none_and_a_name_that_is_none_are_refused(ways, policy):
    for name, text in (("x", "1 +"), ("x", ""), ("", "1"), ("1x", "1")):
        with pytest.raises(InvalidError):
            do(supervision.set_variable, ways[0], None, name, text, "补录", actor=policy)


def test_one_more_is_called_in_and_one_released(app, watch):
    case_id = opened("p_many", departments=["qh.water", "qh.drain"])
    before = supervision.branches(case_id, actor=watch, now=NOW)

    do(supervision.add_branch, case_id, before[0].loop.token, "qh.gas", "漏气", actor=watch)
    do(supervision.remove_branch, case_id, before[0].token, "另有任务", actor=watch)

    labels = [b.label for b in supervision.branches(case_id, actor=watch, now=NOW)]
    assert labels == ["qh.drain", "qh.gas"]


def test_what_is_no_branch_is_not_released(ways, watch):
    with pytest.raises(runtime.NotOfferedError):
        do(supervision.remove_branch, ways[0], the(ways[0], "b").id, "另有任务", actor=watch)
    with pytest.raises(InvalidError):
        do(supervision.add_branch, ways[0], ways[1], "  ", "漏气", actor=watch)


def test_a_case_is_seen_as_it_stood(ways, watch):
    seen = supervision.at(ways[0], NOW, actor=watch)

    assert sorted(element for _, element, _ in seen.live) == ["b", "c"]


def test_a_message_from_outside_is_sent_once_a_key_and_stands_in_the_record(app, watch):
    sent = [
        do(supervision.publish, "withdraw", "R-1", {"said": "外部"}, actor=watch).id,
        *(publish_keyed(watch) for _ in range(2)),
    ]

    assert sent[1] == sent[2] != sent[0]
    assert [e.action for e in audit.entries("message:withdraw")] == ["message.sent"] * 2


def publish_keyed(actor):
    return do(
        lambda **by: supervision.publish("withdraw", "R-1", {}, one_time_key="k", **by).id,
        actor=actor,
    )


def test_who_may_not_send_messages_is_refused(app, someone):
    with pytest.raises(NotPermittedError):
        do(supervision.publish, "withdraw", "R-1", {}, actor=someone("wx_desk"))
