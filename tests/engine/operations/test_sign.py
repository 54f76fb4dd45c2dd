"""Others act before or after a user task; the token moves on when the last has signed."""

from datetime import timedelta
from uuid import UUID

import pytest

from app import engine
from app.core.errors import InvalidError
from tests.engine.models import (
    MESSAGE,
    START,
    Case,
    boundary,
    end,
    flows,
    io,
    multi,
    node,
    properties,
    start,
    timer,
    users,
)

BODY = (
    start() + users("a", "c", "h") + node("userTask", "b", "", io({"d": "=n"}, {"n": "=v"}))
    + end() + end("e2") + flows("s>a", "a>b", "b>c", "c>e", "t>h", "h>e2")
)  # fmt: skip


@pytest.fixture
def case() -> Case:
    found = Case(BODY + boundary("t", "b", timer("timeDuration", "PT1H")), n=1)
    found.do("a")
    return found


def own(case: Case) -> engine.ReadyTask:
    return next(task for task in case.step.ready_tasks if task.signing is None)


def signing(case: Case) -> list[engine.ReadyTask]:
    return [task for task in case.step.ready_tasks if task.signing]


def sign(case: Case, *groups: str, when: str) -> None:
    case.command(engine.sign, own(case).token, list(groups), when)


def complete(case: Case, task: engine.ReadyTask, **variables: object) -> list[str]:
    return case.command(engine.complete, task.token, variables)


def test_a_signer_before_the_task_has_a_task_of_its_own(case):
    sign(case, "qh/法制", when="before")

    (signer,) = signing(case)
    assert (signer.element_id, signer.groups, signer.signing) == ("b", ["qh/法制"], "before")
    assert (signer.facts, signer.created_at) == ({"n": 1, "d": 1}, START)
    assert own(case).is_held
    assert own(case).signers == [engine.Signer(signer.token, ["qh/法制"], "before")]


def test_a_task_is_held_until_those_before_it_have_signed(case):
    sign(case, "x", when="before")
    sign(case, "y", when="before")

    for signer in signing(case):
        with pytest.raises(engine.NotReadyError):
            complete(case, own(case))
        complete(case, signer, v=5)

    assert not own(case).is_held
    assert complete(case, own(case), v=2) == ["c"]
    assert case.step.variables == {"n": 2}


def test_those_after_the_task_come_when_it_is_completed(case):
    sign(case, "x", when="after")
    sign(case, "y", when="after")
    assert (case.open, own(case).is_held) == (["b"], False)

    assert complete(case, own(case), v=2) == ["b", "b"]
    assert [task.groups for task in signing(case)] == [["x"], ["y"]]
    complete(case, signing(case)[1])
    assert complete(case, signing(case)[0]) == ["c"]
    assert case.step.variables == {"n": 2}


def test_a_signer_is_asked_no_more(case):
    sign(case, "x", when="before")
    sign(case, "y", when="after")
    for signer in own(case).signers:
        case.command(engine.unsign, signer.token)

    assert complete(case, own(case), v=2) == ["c"]


def test_the_last_signer_after_a_task_is_asked_no_more(case):
    sign(case, "x", when="after")
    complete(case, own(case), v=2)

    assert case.command(engine.unsign, signing(case)[0].token) == ["c"]


def test_only_a_signer_can_be_asked_no_more(case):
    for token in (own(case).token, UUID(int=5)):
        with pytest.raises(engine.NotReadyError):
            case.command(engine.unsign, token)


def test_nobody_signs_before_a_signer(case):
    sign(case, "x", when="before")

    with pytest.raises(engine.NotReadyError):
        case.command(engine.sign, signing(case)[0].token, ["y"], "before")


def test_an_event_takes_the_task_away_with_its_signers(case):
    for when in ("before", "after"):
        sign(case, "x", when=when)

    assert case.after(hours=1) == ["h"]


def test_an_event_takes_a_completed_task_away_whose_signers_are_late(case):
    sign(case, "x", when="after")
    complete(case, own(case), v=2)

    assert case.after(hours=1) == ["h"]
    assert case.step.variables == {"n": 1}


def test_a_signer_has_a_clock_of_its_own(case):
    case.after(minutes=10)
    sign(case, "x", when="after")
    case.after(minutes=10)
    complete(case, own(case))

    assert signing(case)[0].created_at == START + timedelta(minutes=20)


def test_a_failing_output_is_told_to_the_last_signer(case):
    body = start() + node("userTask", "b", "", io(None, {"n": "=nobody"})) + end()
    case = Case(body + flows("s>b", "b>e"))
    sign(case, "x", when="after")
    complete(case, own(case))

    with pytest.raises(engine.StepFailedError):
        complete(case, signing(case)[0])


def test_an_instance_of_a_loop_is_signed():
    each = node("userTask", "mi", multi("=ds", "d", "out", "=v"), io(None, {"v": "=v"}))
    case = Case(start() + each + users("z") + end() + flows("s>mi", "mi>z", "z>e"), ds=[1, 2])
    sign(case, "x", when="before")
    (signer,) = signing(case)
    assert signer.facts["d"] == 1

    complete(case, signer)
    while case.open != ["z"]:
        complete(case, own(case), v=own(case).facts["d"])

    assert case.step.variables["out"] == [1, 2]


def test_a_step_cannot_be_withdrawn_when_somebody_has_signed_after_it(case):
    (done,) = engine.returnable(case.definition, case.step.state)
    sign(case, "x", when="before")
    assert engine.withdrawable(case.definition, case.step.state, done.token)

    complete(case, signing(case)[0])

    assert not engine.withdrawable(case.definition, case.step.state, done.token)


def test_a_task_opened_again_knows_neither_signers_nor_what_was_filled_in(case):
    sign(case, "x", when="after")
    complete(case, own(case), v=2)
    complete(case, signing(case)[0])
    done = engine.returnable(case.definition, case.step.state)[0]

    case.command(engine.return_to, done.token)

    assert (case.open, own(case).signers) == (["b"], [])
    assert own(case).facts == {"n": 2, "d": 2}


def test_a_signer_is_somebody_and_signs_before_or_after(case):
    for groups, when in (([], "before"), (["x"], "later")):
        with pytest.raises(InvalidError):
            case.command(engine.sign, own(case).token, groups, when)


def test_who_signs_a_task_is_not_one_more_task():
    extra = properties(offer_if='=active("a") = 1')
    listens = boundary("m", "a", MESSAGE, stops=False, extra=extra) + end("e2") + flows("m>e2")
    case = Case(start() + users("a") + end() + flows("s>a", "a>e") + listens, case_ref="R")

    sign(case, "x", when="before")

    assert case.step.subscriptions[0].offered
