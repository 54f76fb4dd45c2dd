"""What is done to a running case by hand: each a command that can be done again."""

import pytest

from app import audit, runtime
from app.core.db import db, transaction
from app.core.errors import NotFoundError
from app.identity import SYSTEM
from app.runtime import ActedOnError, EndedError, NotOfferedError
from tests.jobs.world import NOW, app, someone, template
from tests.runtime.small import MINUTE, deploy, do, done, opened, person, same, the, waiting

__all__ = ["app", "someone", "template"]
LATER = NOW + 3 * MINUTE


def said(case_id, action):
    return [e.details for e in audit.entries(case_id) if e.action == action]


@pytest.fixture
def ways(app):
    """A case whose b and c wait side by side; ``ways[1]`` is what a was."""
    case_id = opened("p_ways")
    return case_id, done(case_id, "a")


def test_a_case_returns_to_an_earlier_task_and_what_lay_between_is_cancelled(ways):
    case_id, a = ways
    done(case_id, "b")

    do(runtime.return_to, case_id, a, "材料不全")

    assert waiting(case_id) == ["a"]
    fates = {t.element_id: (t.outcome, t.ended_by) for t in runtime.tasks_of(case_id) if t.ended_at}
    assert fates["c"] == ("cancelled", "return")
    assert said(case_id, "case.returned")[0]["reason"] == "材料不全"
    assert same(case_id)


def test_what_a_return_cancels_is_known_before(ways):
    case_id, a = ways

    shown = runtime.preview_return(case_id, a)

    assert (shown.target.element_id, {g.element_id for g in shown.cancels}) == ("a", {"b", "c"})
    assert waiting(case_id) == ["b", "c"]


def test_after_a_return_the_case_goes_on_to_its_end(ways):
    case_id, a = ways
    do(runtime.return_to, case_id, a, "材料不全")
    for element in ("a", "b", "c", "d"):
        done(case_id, element, now=LATER)

    assert runtime.instance(case_id).is_ended
    assert same(case_id)


def test_a_return_gives_the_task_back_to_whoever_did_it(app, someone):
    case_id = opened("p_ways")
    a = done(case_id, "a", someone("wx_desk"))

    do(runtime.return_to, case_id, a, "材料不全")

    assert the(case_id, "a").assignee_id == someone("wx_desk").user_id


def test_a_task_of_somebody_who_left_goes_back_to_the_post(app):
    case_id = opened("p_ways")
    a = done(case_id, "a", person("th_desk"))

    do(runtime.return_to, case_id, a, "材料不全")

    assert the(case_id, "a").assignee_id is None


def test_there_is_no_return_to_what_never_was(ways):
    with pytest.raises(NotOfferedError):
        do(runtime.return_to, ways[0], the(ways[0], "b").id, "材料不全")

    with pytest.raises(NotOfferedError):
        runtime.preview_return(ways[0], the(ways[0], "b").id)
    assert waiting(ways[0]) == ["b", "c"]


def test_ones_own_last_step_is_withdrawn(ways):
    case_id, a = ways

    do(runtime.withdraw, case_id, a, "填错了")

    assert waiting(case_id) == ["a"]
    assert said(case_id, "task.withdrawn")[0]["name"] == "a"
    assert same(case_id)


def test_what_others_acted_on_is_not_withdrawn(ways):
    done(ways[0], "b")

    with pytest.raises(ActedOnError):
        do(runtime.withdraw, *ways, "填错了")

    assert waiting(ways[0]) == ["c"]


def test_a_task_is_skipped_with_a_reason(ways):
    case_id, _ = ways

    do(runtime.skip, case_id, the(case_id, "b").id, "单位已撤销")
    done(case_id, "c", now=LATER)

    assert waiting(case_id) == ["d"]
    assert (
        said(case_id, "task.skipped")[0] | {"reason": "单位已撤销"}
        == said(case_id, "task.skipped")[0]
    )
    assert same(case_id)


def test_what_never_waited_is_not_skipped(ways):
    with pytest.raises(NotOfferedError):
        do(runtime.skip, ways[0], SYSTEM.user_id, "单位已撤销")


def test_what_failed_is_skipped_and_its_incident_resolved(app):
    case_id = opened("p_stuck")
    stuck = runtime.incidents_of(case_id)[0]

    do(runtime.skip, case_id, stuck.token, "人工判断")

    assert waiting(case_id) == ["a"]
    assert runtime.incidents_of(case_id) == []


def test_what_fails_again_counts_its_attempts(app):
    case_id = opened("p_stuck")
    incident_id = runtime.incidents_of(case_id)[0].id

    do(runtime.retry, incident_id)
    do(runtime.retry, incident_id)

    assert runtime.incidents_of(case_id)[0].attempts == 3


def test_what_fails_for_another_reason_says_so(app):
    case_id = opened("p_clock", moment=None)
    before = runtime.incidents_of(case_id)[0]
    first, incident_id = before.reason, before.id

    do(runtime.set_variable, case_id, None, "moment", "昨天", "补录")
    do(runtime.retry, incident_id)

    found = runtime.incidents_of(case_id)[0]
    assert (found.id, found.attempts) == (incident_id, 2)
    assert first != found.reason


def test_a_variable_is_set_and_what_failed_goes_on(app):
    case_id = opened("p_stuck")
    incident_id = runtime.incidents_of(case_id)[0].id

    do(runtime.set_variable, case_id, None, "missing", 4, "补录")
    do(runtime.retry, incident_id)

    assert runtime.look(case_id, NOW).variables["risk"] == 5
    assert said(case_id, "variable.set") == [{"variable": "missing", "value": 4, "reason": "补录"}]
    assert same(case_id)


def test_one_more_is_called_in_and_another_released(app):
    case_id = opened("p_many", departments=["x", "y"])
    loop = runtime.look(case_id, NOW).loops[0].token

    do(runtime.add, case_id, loop, "z", "人手不足")
    first = next(b for b in runtime.branches(case_id, NOW) if b.label == "x")
    do(runtime.remove, case_id, first.token, first.label, "另有任务")

    assert [b.label for b in runtime.branches(case_id, NOW)] == ["y", "z"]
    assert said(case_id, "instance.removed")[0]["department"] == "x"
    assert same(case_id)


def test_the_last_one_released_ends_the_activity(app):
    case_id = opened("p_many", departments=["x"])

    do(runtime.remove, case_id, runtime.branches(case_id, NOW)[0].token, "x", "另有任务")

    assert waiting(case_id) == ["after"]


def test_somebody_signs_before_a_task(ways):
    case_id, _ = ways

    do(runtime.sign, the(case_id, "b"), ["qh.wx/值班领导"], "before", "重大事项")
    signer, held = the(case_id, "b", signing="before"), the(case_id, "b", signing=None)
    with pytest.raises(NotOfferedError), transaction():
        runtime.complete(held, {}, actor=person(), now=LATER)

    assert (signer.groups, held.is_held) == (["qh.wx/值班领导"], True)


def test_who_was_asked_to_sign_is_asked_no_more(ways):
    case_id, _ = ways
    do(runtime.sign, the(case_id, "b"), ["qh.wx/值班领导"], "before", "重大事项")
    signer = the(case_id, "b", signing="before").id

    do(runtime.unsign, case_id, signer, ["qh.wx/值班领导"], "不需要")

    assert waiting(case_id) == ["b", "c"]
    assert not the(case_id, "b").is_held
    assert same(case_id)


def test_nothing_is_done_to_an_ended_case(ways):
    do(runtime.cancel, ways[0], "重复登记")

    for command in (runtime.suspend, runtime.resume, runtime.cancel):
        with pytest.raises(EndedError):
            do(command, ways[0], "再次")
    assert runtime.returnable(ways[0]) == []
    assert not runtime.may_withdraw(*ways)


def test_a_case_stands_as_it_did_at_a_moment(ways):
    case_id, _ = ways
    done(case_id, "b", now=LATER)
    do(runtime.suspend, case_id, "等待", now=LATER + MINUTE)
    db.session.rollback()

    before = runtime.at(case_id, NOW - MINUTE)
    then, now = runtime.at(case_id, NOW), runtime.at(case_id, LATER + MINUTE)

    assert (before.commands, before.live, before.step) == (0, [], None)
    assert sorted(element for _, element, _ in then.live) == ["b", "c"]
    assert [task.element_id for task in now.step.ready_tasks] == ["c"]
    assert (then.suspended_at, now.suspended_at) == (None, LATER + MINUTE)


def test_nothing_is_asked_of_what_is_not_there(app):
    deploy("p_ways")
    with pytest.raises(NotFoundError):
        runtime.returnable(SYSTEM.user_id)
