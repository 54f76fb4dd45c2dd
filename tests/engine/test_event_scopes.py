"""Event sub-processes: every kind of start, interrupting or not, wherever a scope may be."""

import pytest

from app import engine
from tests.engine.models import (
    ERROR,
    ESCALATION,
    MESSAGE,
    SIGNAL,
    Case,
    boundary,
    calls,
    end,
    flows,
    io,
    multi,
    node,
    start,
    timer,
    users,
)

HOUR = timer("timeDuration", "PT1H")
RISES = "<conditionalEventDefinition><condition>=n > 1</condition></conditionalEventDefinition>"
RAISES = node("intermediateThrowEvent", "raise", ESCALATION, io({"due": "=n"}))
FORK = node("parallelGateway", "fork")
WRITE = node("userTask", "w", "", io(None, {"n": "=n"}))


def on(event: str, stops: bool = True, task: str = "h", extra: str = "") -> str:
    """An event sub-process with one task."""
    begin = node("startEvent", f"{task}s", event, extra, isInterrupting=str(stops).lower())
    inside = begin + users(task) + end(f"{task}e") + flows(f"{task}s>{task}", f"{task}>{task}e")
    return node("subProcess", f"{task}sub", inside, triggeredByEvent="true")


def around(handler: str) -> str:
    """Two tasks beside each other, one of which writes ``n`` and then raises an escalation."""
    return (
        start() + FORK + users("a") + WRITE + RAISES + end("e") + end("f") + handler
        + flows("s>fork", "fork>a", "fork>w", "w>raise", "raise>e", "a>f")
    )  # fmt: skip


def nested(body: str) -> str:
    inner = body.replace('"s"', '"is"').replace("f_s_", "f_is_").replace('"e"', '"ie"')
    sub = node("subProcess", "sub", inner.replace("f_raise_e", "f_raise_ie"))
    return start() + sub + users("after") + end() + flows("s>sub", "sub>after", "after>e")


def placed(where: str, handler: str, **variables) -> Case:
    if where == "process":
        return Case(around(handler), **variables)
    if where == "sub-process":
        return Case(nested(around(handler)), **variables)
    passed = {name: f"={name}" for name in variables}
    calling = start() + calls("c", "called", io(passed)) + users("after") + end()
    return Case(calling + flows("s>c", "c>after", "after>e"), around(handler), **variables)


HAPPENS = {
    "message": (MESSAGE, lambda case: case.send("hs")),
    "timer": (HOUR, lambda case: case.after(hours=1)),
    "signal": (SIGNAL, lambda case: case.command(engine.broadcast, "alarm", {})),
    "escalation": (ESCALATION, lambda case: case.do("w", n=1)),
    "condition": (RISES, lambda case: case.do("w", n=2)),
}
PLACES = ["process", "sub-process", "called process"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", HAPPENS)
def test_an_interrupting_one_takes_the_place_of_its_scope(kind, place):
    event, happens = HAPPENS[kind]
    case = placed(place, on(event), case_ref="R", n=0)

    assert case.open == ["a", "w"]
    assert happens(case) == ["h"]
    assert (case.step.timers, case.step.subscriptions) == ([], [])

    assert case.do("h") == ([] if place == "process" else ["after"])
    assert case.step.ended == (place == "process")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", HAPPENS)
def test_one_that_does_not_interrupt_runs_beside_its_scope(kind, place):
    event, happens = HAPPENS[kind]
    case = placed(place, on(event, stops=False), case_ref="R", n=0)

    beside = happens(case)
    assert [each for each in beside if each != "w"] == ["a", "h"]
    case.do("a")
    if "w" in case.open:
        case.do("w", n=0)

    assert "h" in case.open
    while "h" in case.open:
        case.do("h")
    assert case.open == ([] if place == "process" else ["after"])
    assert (case.step.timers, case.step.subscriptions) == ([], [])


@pytest.mark.parametrize("place", PLACES)
def test_a_scope_ends_when_only_listeners_are_left(place):
    case = placed(place, on(MESSAGE) + on(HOUR, task="k") + on(SIGNAL, False, "m"),
                  case_ref="R", n=0)  # fmt: skip

    case.do("a")
    case.do("w", n=0)

    assert case.open == ([] if place == "process" else ["after"])
    assert (case.step.timers, case.step.subscriptions) == ([], [])


def test_every_occurrence_counts():
    case = Case(around(on(MESSAGE, stops=False)), case_ref="R", n=0)

    for _ in range(3):
        case.send("hs")

    assert case.open == ["a", "h", "h", "h", "w"]


def test_a_cycle_repeats_while_the_scope_runs():
    case = Case(around(on(timer("timeCycle", "R/P1D"), stops=False)), n=0)

    case.after(days=1)
    case.after(days=1)

    assert case.open == ["a", "h", "h", "w"]
    assert len(case.step.timers) == 1


def test_what_came_with_the_event_is_for_its_start_event():
    handler = on(MESSAGE, extra=io(None, {"why": "=reason"}))
    case = Case(around(handler), case_ref="R", n=0)

    case.send("hs", reason="late", other=1)

    assert case.task("h").facts == {"case_ref": "R", "n": 0, "why": "late"}


@pytest.mark.parametrize("place", PLACES)
def test_an_error_is_caught_in_its_own_scope(place):
    body = around(on(ERROR)).replace(end("e"), end("e", ERROR))
    wrapped = {"process": lambda: Case(body, n=0), "sub-process": lambda: Case(nested(body), n=0)}
    case = wrapped.get(place, lambda: _called(body))()

    assert case.do("w", n=1) == ["h"]
    assert case.do("h") == ([] if place == "process" else ["after"])


def _called(body: str) -> Case:
    calling = start() + calls("c", "called", io({"n": "=0"})) + users("after") + end()
    return Case(calling + flows("s>c", "c>after", "after>e"), body)


def throwing(name: str, event: str) -> str:
    inner = start(f"{name}s") + users(f"{name}q") + end(f"{name}e", event)
    return node("subProcess", name, inner + flows(f"{name}s>{name}q", f"{name}q>{name}e"))


def test_the_boundary_comes_before_the_event_sub_process_around_it():
    body = start() + throwing("n", ERROR) + boundary("b", "n", ERROR) + users("k") + end()
    case = Case(body + end("e2") + on(ERROR) + flows("s>n", "n>e", "b>k", "k>e2"))

    assert case.do("nq") == ["k"]


def test_the_nearest_scope_catches():
    inner = start("i") + throwing("n", ERROR) + end("ie") + on(ERROR) + flows("i>n", "n>ie")
    body = start() + node("subProcess", "sub", inner) + boundary("b", "sub", ERROR) + users("k")
    case = Case(body + end() + end("e2") + on(ERROR, task="far")
                + flows("s>sub", "sub>e", "b>k", "k>e2"))  # fmt: skip

    assert case.do("nq") == ["h"]


def test_what_an_event_sub_process_throws_itself_goes_up():
    inner = start("i") + users("q") + end("ie") + flows("i>q", "q>ie")
    again = (
        node("startEvent", "hs", MESSAGE) + users("h") + end("he", ERROR) + flows("hs>h", "h>he")
    )
    handler = node("subProcess", "hsub", again, triggeredByEvent="true")
    body = start() + node("subProcess", "sub", inner + handler) + boundary("b", "sub", ERROR)
    case = Case(body + users("k") + end() + end("e2") + flows("s>sub", "sub>e", "b>k", "k>e2"),
                case_ref="R")  # fmt: skip

    case.send("hs")

    assert case.do("h") == ["k"]


def test_one_that_raises_what_starts_it_does_not_start_itself():
    again = node("startEvent", "hs", ESCALATION, isInterrupting="false") + users("h")
    again += end("he", ESCALATION) + flows("hs>h", "h>he")
    case = Case(around(node("subProcess", "hsub", again, triggeredByEvent="true")), n=0)
    case.do("w", n=1)

    assert case.do("h") == ["a"]


def test_every_instance_of_a_loop_listens_for_itself():
    inner = start("i") + users("q") + end("ie") + on(HOUR) + flows("i>q", "q>ie")
    case = Case(start() + node("subProcess", "sub", multi("=[1, 2]", "each") + inner) + end()
                + flows("s>sub", "sub>e"))  # fmt: skip

    case.do("q", {"each": 1})

    assert case.after(hours=1) == ["h"]
    assert case.task("h").facts["each"] == 2


def test_terminate_takes_the_listeners_with_it():
    body = around(on(MESSAGE) + on(HOUR, task="k")).replace(
        '<endEvent id="f" name="f">', '<endEvent id="f" name="f"><terminateEventDefinition/>'
    )
    case = Case(body, case_ref="R", n=0)

    case.do("a")

    assert (case.step.ended, case.step.end_event) == (True, "f")


def test_an_interrupting_one_of_the_process_tells_its_end():
    case = Case(around(on(MESSAGE)), case_ref="R", n=0)
    case.send("hs")

    case.do("h")

    assert (case.step.ended, case.step.end_event, case.step.end_name) == (True, "he", "he")


def test_a_chain_of_events_without_anybody_comes_to_a_stop():
    again = node("startEvent", "hs", ESCALATION, isInterrupting="false") + end("he", ESCALATION)
    two = again.replace('"hs"', '"ks"').replace('"he"', '"ke"') + flows("ks>ke")
    ping = node("subProcess", "ping", again + flows("hs>he"), triggeredByEvent="true")
    pong = node("subProcess", "pong", two, triggeredByEvent="true")
    case = Case(around(ping + pong), n=0)

    case.do("w", n=1)

    assert case.open == ["a"]
    assert case.step.incidents


def test_one_beside_the_process_does_not_tell_its_end():
    case = Case(around(on(MESSAGE, stops=False)), case_ref="R", n=0)
    case.send("hs")
    case.do("w", n=0)
    case.do("a")

    case.do("h")

    assert (case.step.ended, case.step.end_event) == (True, "f")


def test_who_sends_what_the_start_event_cannot_take_is_told():
    handler = on(MESSAGE, extra=io(None, {"n": '=if reason = "bad" then [1..2] else 1'}))
    case = Case(around(handler), case_ref="R", n=0)

    with pytest.raises(engine.StepFailedError):
        case.send("hs", reason="bad")
    assert case.open == ["a", "w"]

    assert case.send("hs", reason="good") == ["h"]
