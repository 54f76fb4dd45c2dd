"""Parallel multi-instance: one instance an element, more or fewer while it runs."""

import time

import pytest

from app import engine
from tests.engine.models import (
    Case,
    Table,
    boundary,
    calls,
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

LOOP = multi("=ds", "d", "out", "={d: d, r: r}")
INNER = start("i") + node("userTask", "q", "", io(None, {"r": "=v"})) + end("ie")
INNER += flows("i>q", "q>ie")
AROUND = users("z") + start() + end() + flows("s>mi", "mi>z", "z>e")
SUB = AROUND + node("subProcess", "mi", LOOP + INNER)
KINDS = {
    "user task": (AROUND + node("userTask", "mi", LOOP, io(None, {"r": "=v"})), "mi"),
    "sub-process": (SUB, "q"),
    "call": (AROUND + calls("mi", "called", io({"dep": "=d"}), LOOP), "q"),
}


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


def opened(kind: str, **variables: object) -> tuple[Case, str]:
    body, task = KINDS[kind]
    bodies = [body, INNER] if kind == "call" else [body]
    return Case(*bodies, **variables), task


def finish(case: Case, task: str, kind: str, element: str, value: int) -> list[str]:
    key = "dep" if kind == "call" else "d"
    return case.do(task, {key: element}, v=value)


def test_outputs_come_in_the_order_of_the_collection(kind):
    case, task = opened(kind, ds=["A", "B"])

    finish(case, task, kind, "B", 2)
    finish(case, task, kind, "A", 1)

    assert case.open == ["z"]
    assert case.step.variables["out"] == [{"d": "A", "r": 1}, {"d": "B", "r": 2}]


def test_an_instance_is_added_while_it_runs(kind):
    case, task = opened(kind, ds=["A"])

    case.command(engine.add_instance, case.step.loops[0].token, "C")
    finish(case, task, kind, "A", 1)

    assert case.open == [task]
    assert finish(case, task, kind, "C", 3) == ["z"]
    assert [each["d"] for each in case.step.variables["out"]] == ["A", "C"]


def test_an_instance_is_removed_and_its_index_not_used_again(kind):
    case, task = opened(kind, ds=["A", "B"])
    loop = case.step.loops[0]

    case.command(engine.remove_instance, loop.instances[1])
    case.command(engine.add_instance, loop.token, "C")
    finish(case, task, kind, "C", 3)
    finish(case, task, kind, "A", 1)

    assert [each["d"] for each in case.step.variables["out"]] == ["A", "C"]


def test_removing_the_last_instance_ends_the_activity(kind):
    case, _ = opened(kind, ds=["A"])

    case.command(engine.remove_instance, case.step.loops[0].instances[0])

    assert case.open == ["z"]
    assert case.step.variables["out"] == []


def test_an_empty_collection_passes_at_once(kind):
    case, _ = opened(kind, ds=[])

    assert (case.open, case.step.variables["out"]) == (["z"], [])


def test_a_finished_loop_takes_no_instance(kind):
    case, _ = opened(kind, ds=["A"])
    loop = case.step.loops[0]
    case.command(engine.remove_instance, loop.instances[0])

    for verb, token in ((engine.add_instance, loop.token), (engine.remove_instance, loop.token)):
        with pytest.raises(engine.NotReadyError):
            case.command(verb, token, *(["D"] if verb is engine.add_instance else []))


def test_a_boundary_event_of_the_loop_takes_every_instance_away(kind):
    body, _ = KINDS[kind]
    body += boundary("late", "mi", timer("timeDuration", "P1D")) + end("e2") + flows("late>e2")
    case = Case(*([body, INNER] if kind == "call" else [body]), host=Table(), ds=["A", "B"])

    case.after(days=1)

    assert case.step.ended
    assert case.step.scopes[1:] == []


def test_a_collection_that_is_no_list_is_an_incident(kind):
    case, _ = opened(kind, ds=5)

    assert case.incidents == ["mi"]


def test_five_hundred_instances_cost_no_more_than_linear():
    def cost(count: int) -> float:
        case, task = opened("call", ds=[str(number) for number in range(count)])
        return min(timed(finish, case, task, "call", str(n), n) for n in range(4))

    small, large = cost(50), cost(500)

    assert large < small * 25


def timed(work, *arguments) -> float:
    began = time.process_time()
    work(*arguments)
    return time.process_time() - began


def test_instances_may_go_without_an_element_name():
    loop = multi("=[1, 2]", "d").replace(' inputElement="d"', "")
    case = Case(AROUND + node("userTask", "mi", loop))

    assert [task.facts for task in case.step.ready_tasks] == [
        {"loopCounter": 1},
        {"loopCounter": 2},
    ]


def test_who_may_add_instances_is_told():
    extra = properties(addable='=street + "/desk"', form="add")
    case = Case(AROUND + node("userTask", "mi", LOOP, extra), ds=["A"], street="x")

    loop = case.step.loops[0]

    assert (loop.groups, loop.form_key, loop.problem) == (["x/desk"], "add", None)
