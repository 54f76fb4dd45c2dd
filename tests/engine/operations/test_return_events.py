"""Going back over what events have interrupted."""

from app import engine
from tests.engine.models import (
    ESCALATION,
    MESSAGE,
    TERMINATE,
    Case,
    boundary,
    end,
    flows,
    node,
    start,
    timer,
    users,
)
from tests.engine.operations.journeys import SUB, back, past

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


def test_the_preview_names_timers_and_subscriptions_that_would_go():
    watched = boundary("t", "z", timer("timeDuration", "PT1H")) + boundary("m", "z", MESSAGE)
    case = Case(
        start() + users("a", "z") + watched + end() + end("e2") + end("e3")
        + flows("s>a", "a>z", "z>e", "t>e2", "m>e3"),
        case_ref=1,
    )  # fmt: skip
    case.do("a")

    told = engine.preview_return(case.definition, case.step.state, past(case, "a"))

    assert told.target.element_id == "a"
    assert [(going.element_id, going.kind) for going in told.cancels] == [
        ("z", "task"), ("t", "timer"), ("m", "subscription"),
    ]  # fmt: skip
