"""Going back: what came from the task goes, what did not stays."""

from uuid import UUID

import pytest

from app import engine
from tests.engine.models import (
    ESCALATION,
    MESSAGE,
    TERMINATE,
    Case,
    boundary,
    calls,
    end,
    flows,
    io,
    multi,
    node,
    script,
    start,
    timer,
    users,
)

FORK = node("parallelGateway", "fork") + node("parallelGateway", "join")
BRANCHES = (
    start() + FORK + users("p", "x", "y", "z", "after") + end()
    + flows("s>p", "p>fork", "fork>x", "fork>y", "x>join", "y>join", "join>z", "z>after", "after>e")
)  # fmt: skip


def branches() -> Case:
    return Case(BRANCHES)


def past(case: Case, element_id: str, number: int = 0) -> UUID:
    found = engine.returnable(case.definition, case.step.state)
    return [each.token for each in found if each.element_id == element_id][number]


def back(case: Case, element_id: str, number: int = 0) -> list[str]:
    """Return, and make sure the preview said what would happen."""
    target, before = past(case, element_id, number), tokens(case)
    told = engine.preview_return(case.definition, case.step.state, target)
    case.command(engine.return_to, target)
    assert {going.token for going in told.cancels if going.kind == "task"} == before - tokens(case)
    assert set(told.keeps) == before & tokens(case)
    return case.open


def tokens(case: Case) -> set[UUID]:
    return {task.token for task in case.step.ready_tasks}


def finish(case: Case) -> None:
    while case.open:
        case.do(case.open[0])


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


# Scopes


SUB = (
    start("i") + node("parallelGateway", "f") + node("parallelGateway", "j") + users("q", "r", "t")
    + end("ie") + flows("i>f", "f>q", "f>r", "q>j", "r>j", "j>t", "t>ie")
)  # fmt: skip
AROUND = start() + users("a", "z") + end() + flows("s>a", "a>sp", "sp>z", "z>e")


def within(kind: str) -> Case:
    mapped = io({"n": "=n"}, {"n": "=n"})
    if kind == "call":
        return Case(AROUND + calls("sp", "called", mapped), SUB, n=1)
    return Case(AROUND + node("subProcess", "sp", SUB), n=1)


@pytest.mark.parametrize("kind", ["call", "sub-process"])
def test_a_return_inside_a_running_scope_stays_inside(kind):
    case = within(kind)
    for name in ("a", "q", "r"):
        case.do(name)

    assert back(case, "r") == ["r"]
    assert case.do("r") == ["t"]


@pytest.mark.parametrize("kind", ["call", "sub-process"])
def test_a_finished_scope_runs_again_with_its_variables(kind):
    case = within(kind)
    for name in ("a", "q", "r", "t"):
        case.do(name)
    assert case.open == ["z"]

    assert back(case, "r") == ["r"]
    assert case.task("r").facts == {"n": 1}
    assert case.do("r") == ["t"]
    assert case.do("t") == ["z"]
    case.do("z")
    assert case.step.ended


@pytest.mark.parametrize("kind", ["call", "sub-process"])
def test_a_return_to_before_a_scope_takes_it_away(kind):
    for names in (("a", "q"), ("a", "q", "r", "t")):
        case = within(kind)
        for name in names:
            case.do(name)

        assert back(case, "a") == ["a"]
        assert len(case.step.scopes) == 1
        assert [
            each.element_id for each in engine.returnable(case.definition, case.step.state)
        ] == []


def test_scopes_within_scopes_run_again_from_the_outside():
    inner = start("k") + users("q") + end("ke") + flows("k>q", "q>ke")
    middle = start("i") + node("subProcess", "deep", inner) + end("ie") + flows("i>deep", "deep>ie")
    case = Case(
        start()
        + node("subProcess", "sp", middle)
        + users("z")
        + end()
        + flows("s>sp", "sp>z", "z>e")
    )
    case.do("q")

    assert back(case, "q") == ["q"]
    assert [scope.element_id for scope in case.step.scopes] == [None, "sp", "deep"]
    assert case.do("q") == ["z"]


# Multi-instance


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


# Events


HANDLED = (
    users("a", "z", "h") + start() + end() + end("e2") + flows("s>a", "a>z", "z>e", "t>h", "h>e2")
)


def test_an_interrupted_task_is_opened_again_and_its_clock_starts_anew():
    case = Case(HANDLED + boundary("t", "a", timer("timeDuration", "PT1H")))
    case.after(hours=1)
    assert case.open == ["h"]

    assert back(case, "a") == ["a"]
    assert engine.returnable(case.definition, case.step.state) == []
    assert case.after(minutes=59) == ["a"]
    assert case.after(minutes=1) == ["h"]


def test_what_a_side_path_opened_stays_when_its_task_is_opened_again():
    case = Case(HANDLED + boundary("t", "a", timer("timeDuration", "PT1H"), stops=False))
    case.after(hours=1)
    case.do("a")

    assert back(case, "a") == ["a", "h"]


def test_what_a_side_path_opened_goes_with_what_came_before_its_task():
    body = HANDLED.replace('"f_s_a" sourceRef="s"', '"f_b_a" sourceRef="b"')
    case = Case(
        body + users("b") + flows("s>b")
        + boundary("t", "a", timer("timeDuration", "PT1H"), stops=False)
    )  # fmt: skip
    case.do("b")
    case.after(hours=1)
    assert case.open == ["a", "h"]

    assert back(case, "b") == ["b"]


def interrupted() -> Case:
    case = Case(
        start() + node("subProcess", "sp", SUB) + users("z", "h") + end() + end("e2")
        + boundary("m", "sp", MESSAGE) + flows("s>sp", "sp>z", "z>e", "m>h", "h>e2"),
        case_ref=1,
    )  # fmt: skip
    case.do("q")
    case.send("m")
    assert case.open == ["h"]
    return case


def test_a_task_of_an_interrupted_scope_brings_the_others_back():
    case = interrupted()

    assert back(case, "q") == ["q", "r"]
    assert [s.element_id for s in case.step.subscriptions] == ["m"]
    case.do("q")
    assert case.do("r") == ["t"]


def test_a_task_that_was_open_when_its_scope_was_interrupted_is_opened_again():
    case = interrupted()

    found = {p.element_id: p.outcome for p in engine.returnable(case.definition, case.step.state)}
    assert found == {"q": "completed", "r": "interrupted"}
    assert back(case, "r") == ["r"]
    assert case.do("r") == ["t"]
    assert case.do("t") == ["z"]


def test_what_terminates_a_scope_is_undone():
    inner = start("i") + node("parallelGateway", "f") + users("q", "r") + end("ie", TERMINATE)
    inner += end("je") + flows("i>f", "f>q", "f>r", "q>ie", "r>je")
    case = Case(
        start()
        + node("subProcess", "sp", inner)
        + users("z")
        + end()
        + flows("s>sp", "sp>z", "z>e")
    )
    assert case.do("q") == ["z"]

    assert back(case, "q") == ["q", "r"]
    assert case.do("r") == ["q"]
    assert case.do("q") == ["z"]


def test_what_was_thrown_before_is_thrown_again():
    inner = start("i") + users("q") + node("endEvent", "ie", ESCALATION) + flows("i>q", "q>ie")
    case = Case(
        start() + node("subProcess", "sp", inner) + users("z", "h") + end() + end("e2")
        + boundary("x", "sp", ESCALATION) + flows("s>sp", "sp>z", "z>e", "x>h", "h>e2")
    )  # fmt: skip
    assert case.do("q") == ["h"]

    assert back(case, "q") == ["q"]
    assert case.do("q") == ["h"]


# Loops and bounds


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

    assert max(sizes) - min(sizes) < 20
    assert len(engine.returnable(case.definition, case.step.state)) == 2


# Withdrawing


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
