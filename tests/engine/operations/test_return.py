"""Going back: what came from the task goes, what did not stays."""

from uuid import UUID

import pytest

from app import engine
from tests.engine.models import (
    Case,
    end,
    flows,
    io,
    node,
    start,
    users,
)
from tests.engine.operations.journeys import back, branches, finish, past


def test_a_task_before_is_opened_again():
    case = branches()
    old = case.task("p").token
    case.do("p")

    assert back(case, "p") == ["p"]
    assert case.task("p").token != old
    assert case.do("p") == ["x", "y"]


@pytest.mark.parametrize("order", ["xy", "yx"])
@pytest.mark.parametrize("target", ["x", "y"])
def test_after_a_join_only_the_branch_returned_to_is_open(order, target):
    case = branches()
    case.do("p")
    for name in order:
        case.do(name)
    assert case.open == ["z"]

    assert back(case, target) == [target]
    assert case.do(target) == ["z"]


def test_a_branch_that_still_runs_is_left_alone():
    case = branches()
    case.do("p")
    case.do("x")
    other = case.task("y").token

    assert back(case, "x") == ["x", "y"]
    assert case.task("y").token == other
    case.do("x")
    assert case.do("y") == ["z"]


def test_a_return_to_before_the_fork_takes_every_branch():
    case = branches()
    for name in ("p", "x", "y"):
        case.do(name)

    assert back(case, "p") == ["p"]
    finish(case)
    assert case.step.ended


def test_a_return_after_a_return():
    case = branches()
    for name in ("p", "y", "x", "z"):
        case.do(name)

    assert back(case, "x") == ["x"]
    assert back(case, "y") == ["x", "y"]
    case.do("y")
    assert case.do("x") == ["z"]
    assert case.do("z") == ["after"]


def test_joins_in_a_row_give_back_what_each_had_consumed():
    blocks = "".join(node("parallelGateway", name) for name in ("f1", "f2", "j1", "j2"))
    case = Case(
        start() + blocks + users("a", "b", "c", "z") + end()
        + flows("s>f1", "f1>f2", "f1>c", "f2>a", "f2>b", "a>j1", "b>j1", "j1>j2", "c>j2")
        + flows("j2>z", "z>e")
    )  # fmt: skip
    for name in ("b", "c", "a"):
        case.do(name)

    assert back(case, "b") == ["b"]
    assert case.do("b") == ["z"]
    assert back(case, "c") == ["c"]
    assert case.do("c") == ["z"]


def test_the_past_is_told_newest_first():
    case = branches()
    for name in ("p", "y", "x"):
        case.do(name)

    found = engine.returnable(case.definition, case.step.state)

    assert [each.element_id for each in found] == ["x", "y", "p"]
    assert {each.outcome for each in found} == {"completed"}
    assert found[0].left_at == case.now


def test_what_is_not_of_the_path_is_refused():
    case = branches()

    for verb in (lambda: engine.preview_return(case.definition, case.step.state, UUID(int=1)),
                 lambda: case.command(engine.return_to, case.task("p").token)):  # fmt: skip
        with pytest.raises(engine.NotWaitingError):
            verb()


def test_an_instance_that_has_ended_offers_nothing():
    case = branches()
    finish(case)

    assert engine.returnable(case.definition, case.step.state) == []


def test_variables_are_not_rolled_back():
    first = node("userTask", "a", "", io(None, {"n": "=n + 1"}))
    case = Case(start() + first + users("b") + end() + flows("s>a", "a>b", "b>e"), n=0)
    case.do("a")

    back(case, "a")

    assert case.step.variables == {"n": 1}
    assert "n" in case.task("a").facts


def test_what_was_filled_in_is_no_local_of_the_task_opened_again():
    case = Case(start() + users("a", "b") + end() + flows("s>a", "a>b", "b>e"))
    case.do("a", secret=1)

    back(case, "a")

    assert case.task("a").facts == {}


def test_a_step_can_be_withdrawn_until_somebody_acts_on_it():
    case = branches()
    case.do("p")
    target = past(case, "p")

    assert engine.withdrawable(case.definition, case.step.state, target)
    case.do("y")
    assert not engine.withdrawable(case.definition, case.step.state, target)
    assert engine.withdrawable(case.definition, case.step.state, past(case, "y"))
    assert not engine.withdrawable(case.definition, case.step.state, UUID(int=1))


def test_another_branch_does_not_keep_one_from_withdrawing():
    case = branches()
    for name in ("p", "x", "y"):
        case.do(name)

    assert engine.withdrawable(case.definition, case.step.state, past(case, "x"))
    case.do("z")
    assert not engine.withdrawable(case.definition, case.step.state, past(case, "x"))
