"""Going back into instances and rounds."""

import pytest

from app import engine
from tests.engine.models import (
    Case,
    calls,
    end,
    flows,
    io,
    multi,
    node,
    script,
    start,
    users,
)
from tests.engine.operations.journeys import FORK, back, tokens

LOOP = multi("=ds", "d", "out", "={d: d, r: r}")
LEAF = start("i") + node("userTask", "q", "", io(None, {"r": "=v"})) + end("ie")
LEAF += flows("i>q", "q>ie")
MANY = start() + users("a", "z") + end() + flows("s>a", "a>mi", "mi>z", "z>e")
KINDS = {
    "user task": ([MANY + node("userTask", "mi", LOOP, io(None, {"r": "=v"}))], "mi"),
    "sub-process": ([MANY + node("subProcess", "mi", LOOP + LEAF)], "q"),
    "call": ([MANY + calls("mi", "called", io({"d": "=d"}), LOOP), LEAF], "q"),
}


@pytest.fixture(params=KINDS)
def many(request) -> tuple[Case, str]:
    bodies, task = KINDS[request.param]
    case = Case(*bodies, ds=["A", "B", "C"])
    case.do("a")
    return case, task


def open_elements(case: Case) -> list[str]:
    return sorted(task.facts["d"] for task in case.step.ready_tasks)


def test_an_instance_of_a_running_loop_is_opened_again_alone(many):
    case, task = many
    case.do(task, {"d": "B"}, v=2)
    others = tokens(case)

    back(case, task)

    assert open_elements(case) == ["A", "B", "C"]
    assert others < tokens(case)
    assert [len(loop.instances) for loop in case.step.loops] == [3]


def test_from_after_a_loop_one_goes_back_into_one_instance(many):
    case, task = many
    for number, element in enumerate("BAC"):
        case.do(task, {"d": element}, v=number)
    assert case.open == ["z"]

    back(case, task, 1)

    assert open_elements(case) == ["A"]
    assert case.do(task, v=9) == ["z"]
    assert case.step.variables["out"] == [
        {"d": "A", "r": 9}, {"d": "B", "r": 0}, {"d": "C", "r": 2},
    ]  # fmt: skip


LONG = start("i") + users("q", "p") + end("ie") + flows("i>q", "q>p", "p>ie")


@pytest.mark.parametrize("kind", ["subProcess", "call"])
def test_a_task_of_an_instance_came_from_that_instance_and_from_before_the_loop(kind):
    inner = node("subProcess", "mi", LOOP + LONG)
    bodies = (
        [MANY + inner]
        if kind == "subProcess"
        else [MANY + calls("mi", "called", io({"d": "=d"}), LOOP), LONG]
    )
    case = Case(*bodies, ds=["A", "B"])
    case.do("a")
    case.do("q", {"d": "A"})
    case.do("q", {"d": "B"})
    mine, others = case.step.ready_tasks

    found = engine.returnable(case.definition, case.step.state, mine.token)
    beside = engine.returnable(case.definition, case.step.state, others.token)

    assert [past.element_id for past in found] == ["q", "a"]
    assert [past.element_id for past in beside] == ["q", "a"]
    assert found[0].token != beside[0].token


def test_to_before_a_loop_every_instance_goes(many):
    case, task = many
    case.do(task, {"d": "B"}, v=1)

    assert back(case, "a") == ["a"]
    case.do("a")
    assert open_elements(case) == ["A", "B", "C"]
    for element in "ABC":
        case.do(task, {"d": element}, v=1)
    assert back(case, "a") == ["a"]
    assert case.step.loops == []


def test_an_instance_may_be_added_to_a_loop_that_runs_again(many):
    case, task = many
    for element in "ABC":
        case.do(task, {"d": element}, v=1)
    back(case, task)

    case.command(engine.add_instance, case.step.loops[0].token, "D")

    assert open_elements(case) == ["C", "D"]
    for element in "DC":
        case.do(task, {"d": element}, v=1)
    assert [each["d"] for each in case.step.variables["out"]] == ["A", "B", "C", "D"]


def rounds() -> Case:
    again = node("exclusiveGateway", "again", default="f_again_e")
    return Case(
        start() + FORK + again + node("exclusiveGateway", "round") + users("a", "x", "y") + end()
        + flows("s>a", "a>round", "round>fork", "fork>x", "fork>y", "x>join", "y>join")
        + flows("join>again", "again>round: =more", "again>e"),
        more=True,
    )  # fmt: skip


def test_loops_offer_the_last_two_visits():
    case = rounds()
    case.do("a")
    for _ in range(5):
        case.do("x")
        case.do("y")

    found = engine.returnable(case.definition, case.step.state)

    assert [each.element_id for each in found] == ["y", "x", "y", "x", "a"]


def test_a_return_within_a_loop_undoes_the_round_it_belongs_to():
    case = rounds()
    case.do("a")
    for _ in range(5):
        case.do("x")
        case.do("y")
    case.do("x")

    assert back(case, "y", 0) == ["y"]
    assert case.do("y") == ["x", "y"]
    assert back(case, "x") == ["x"]
    assert case.do("x") == ["x", "y"]
    assert back(case, "a") == ["a"]
    assert case.do("a") == ["x", "y"]


def test_ten_thousand_rounds_keep_the_path_flat():
    case = Case(
        start() + users("a") + script("count", "n", "=n + 1") + end()
        + node("exclusiveGateway", "again", default="f_again_e")
        + flows("s>a", "a>count", "count>again", "again>a: =n < 10000", "again>e"),
        n=1_000,
    )  # fmt: skip
    sizes = [len(case.step.state) for _ in range(500) if case.do("a")][3:]

    assert max(sizes) - min(sizes) < 40
    assert len(engine.returnable(case.definition, case.step.state)) == 2


def test_a_round_of_a_standard_loop_is_opened_again():
    again = '<standardLoopCharacteristics loopMaximum="4"/>'
    case = Case(MANY + node("userTask", "mi", again))
    case.do("a")
    for _ in range(3):
        case.do("mi")
    assert case.task("mi").facts == {"loopCounter": 4}

    back(case, "mi", 1)

    assert case.task("mi").facts == {"loopCounter": 2}
    for _ in range(2):
        case.do("mi")
    assert case.task("mi").facts == {"loopCounter": 4}
    assert case.do("mi") == ["z"]


def test_hundreds_of_rounds_of_a_standard_loop_stay_flat():
    again = '<standardLoopCharacteristics loopMaximum="2000"/>'
    case = Case(MANY + node("userTask", "mi", again))
    case.do("a")

    sizes = [len(case.step.state) for _ in range(400) if case.do("mi")][5:]

    assert max(sizes) - min(sizes) < 40
