"""What a supervisor puts right: a step passed over, a variable set."""

from uuid import UUID

import pytest

from app import engine
from app.core.errors import InvalidError
from tests.engine.models import (
    MESSAGE,
    Case,
    boundary,
    calls,
    end,
    flows,
    io,
    multi,
    node,
    properties,
    script,
    start,
    timer,
    users,
)

INNER = start("i") + users("q", "r") + end("ie") + flows("i>q", "q>r", "r>ie")
PATH = start() + users("z") + end() + flows("s>x", "x>z", "z>e")


def skip(case: Case, token: UUID) -> list[str]:
    return case.command(engine.skip, token)


def test_a_task_is_passed_over_without_outputs():
    case = Case(PATH + node("userTask", "x", "", io(None, {"n": "=v"})), n=1)

    assert skip(case, case.task("x").token) == ["z"]
    assert case.step.variables == {"n": 1}
    assert [p.outcome for p in engine.returnable(case.definition, case.step.state)] == ["skipped"]


def test_a_task_passed_over_is_opened_again():
    case = Case(PATH + users("x"))
    skip(case, case.task("x").token)

    case.command(engine.return_to, engine.returnable(case.definition, case.step.state)[0].token)

    assert case.open == ["x"]


def test_a_script_that_fails_is_passed_over():
    case = Case(PATH + script("x", "v", "=nobody"))

    assert skip(case, case.step.incidents[0].token) == ["z"]
    assert case.incidents == []


def test_an_event_that_fails_to_wait_will_not_happen():
    late = boundary("late", "x", timer("timeDate", "=null")) + end("e2") + flows("late>e2")
    case = Case(PATH + users("x") + late)

    assert skip(case, case.step.incidents[0].token) == ["x"]
    assert case.do("x") == ["z"]


def test_a_gateway_without_a_way_out_cannot_be_passed_over():
    body = start() + node("exclusiveGateway", "g") + users("a") + end()
    case = Case(body + flows("s>g", "g>a: =n = 1", "a>e"), n=3)

    with pytest.raises(InvalidError):
        skip(case, case.step.incidents[0].token)
    case.command(engine.set_variable, None, "n", 1)
    assert case.command(engine.retry, case.step.incidents[0].token) == ["a"]


@pytest.mark.parametrize("kind", ["call", "sub-process"])
def test_a_scope_is_passed_over_with_everything_in_it_and_can_be_gone_back_to(kind):
    called = calls("x", "called"), INNER
    case = Case(PATH + called[0], INNER) if kind == "call" else Case(
        PATH + node("subProcess", "x", INNER)
    )  # fmt: skip
    case.do("q")

    assert skip(case, case.step.scopes[1].token) == ["z"]
    found = {p.element_id: p.token for p in engine.returnable(case.definition, case.step.state)}
    assert sorted(found) == ["q", "r"]
    assert case.command(engine.return_to, found["q"]) == ["q"]


def test_one_instance_of_a_loop_is_passed_over():
    case = Case(PATH + node("userTask", "x", multi("=ds", "d", "out", "=d")), ds=[1, 2])

    skip(case, case.task("x", d=1).token)

    assert case.do("x") == ["z"]
    assert case.step.variables["out"] == [2]


def test_a_loop_is_passed_over_with_its_instances():
    case = Case(PATH + node("userTask", "x", multi("=ds", "d")), ds=[1, 2])

    assert skip(case, case.step.loops[0].token) == ["z"]
    assert case.step.loops == []


def test_an_event_on_the_way_is_passed_over():
    case = Case(PATH + node("intermediateCatchEvent", "x", timer("timeDuration", "P1D")))

    assert skip(case, case.step.timers[0].token) == ["z"]


def test_what_does_not_wait_on_the_way_cannot_be_passed_over():
    case = Case(
        PATH + users("x") + boundary("m", "x", MESSAGE) + end("e2") + flows("m>e2"), case_ref=1
    )

    for token in (case.step.subscriptions[0].token, UUID(int=1)):
        with pytest.raises(engine.NotReadyError):
            skip(case, token)


def test_a_signer_cannot_be_passed_over():
    case = Case(PATH + users("x"))
    case.command(engine.sign, case.task("x").token, ["g"], "before")

    with pytest.raises(engine.NotReadyError):
        skip(case, next(task.token for task in case.step.ready_tasks if task.signing))


def test_a_variable_that_is_set_is_seen_at_once():
    extra = properties(offer_if="=n > 1")
    case = Case(
        PATH + users("x") + boundary("m", "x", MESSAGE, extra=extra) + end("e2") + flows("m>e2"),
        n=1, case_ref=1,
    )  # fmt: skip
    assert not case.step.subscriptions[0].offered

    case.command(engine.set_variable, None, "n", 2)

    assert case.step.subscriptions[0].offered
    assert case.task("x").facts["n"] == 2


def test_a_variable_of_an_inner_scope_is_set_there():
    case = Case(PATH + calls("x", "called", io({"n": "=1"})), INNER)
    inner = case.step.scopes[1].token

    case.command(engine.set_variable, inner, "n", 5)

    assert (case.task("q").facts, case.step.variables) == ({"n": 5}, {})


def test_what_cannot_be_a_variable_is_refused():
    case = Case(PATH + users("x"))

    for name, value in (("a b", 1), ("", 1), ("n", object())):
        with pytest.raises(InvalidError):
            case.command(engine.set_variable, None, name, value)


def test_a_scope_that_does_not_run_takes_no_variable():
    case = Case(PATH + users("x"))

    with pytest.raises(engine.NotWaitingError):
        case.command(engine.set_variable, case.task("x").token, "n", 1)
