"""Event-based gateways, links, conditions and several ways to start."""

import pytest

from app import engine
from tests.engine.models import (
    CASE,
    MESSAGE,
    SIGNAL,
    START,
    Case,
    Table,
    boundary,
    diagram,
    end,
    flows,
    io,
    node,
    script,
    start,
    timer,
    users,
)

CHOICE = (
    node("eventBasedGateway", "g")
    + node("intermediateCatchEvent", "m", MESSAGE, io(None, {"x": "=x"}))
    + node("intermediateCatchEvent", "t", timer("timeDuration", "PT1H"))
    + node("receiveTask", "r", messageRef="keyed")
    + node("intermediateCatchEvent", "n", SIGNAL)
    + users("am", "at", "ar", "an")
    + "".join(map(end, ("em", "et", "er", "en")))
    + flows("g>m", "g>t", "g>r", "g>n", "m>am", "t>at", "r>ar", "n>an")
    + flows("am>em", "at>et", "ar>er", "an>en")
)
CONDITION = "<conditionalEventDefinition><condition>={}</condition></conditionalEventDefinition>"
LINK = '<linkEventDefinition name="{}"/>'


def chosen() -> Case:
    return Case(start() + CHOICE + flows("s>g"), case_ref="R")


def started(body: str, entry: str | None = None, **variables) -> engine.Step:
    definition = engine.parse({"root": diagram(body)}, "root", {})
    return engine.start(definition, CASE, variables, now=START, host=Table(), entry=entry)


@pytest.mark.parametrize(
    ("happens", "goes_on"),
    [
        (lambda case: case.send("m", x=1), ["am"]),
        (lambda case: case.after(hours=1), ["at"]),
        (lambda case: case.send("r"), ["ar"]),
        (lambda case: case.command(engine.broadcast, "alarm", {}), ["an"]),
    ],
)
def test_the_first_event_decides_and_the_others_go(happens, goes_on):
    case = chosen()

    assert happens(case) == goes_on
    assert (case.step.subscriptions, case.step.timers) == ([], [])


def test_a_choice_shows_as_the_gateway_until_it_is_made():
    case = chosen()

    waiting = [element for _, element, _ in engine.live_elements(case.definition, case.step.state)]
    case.send("m", x=1)

    assert waiting == ["g"]
    steps = [(visit.element_id, visit.kind) for visit in case.trail][2:]
    assert steps == [("g", "entered"), ("g", "left"), ("m", "entered"), ("m", "left"),
                     ("am", "entered")]  # fmt: skip
    assert case.step.variables["x"] == 1


def test_a_choice_in_a_loop_is_made_every_time():
    around = CHOICE.replace(flows("at>et"), flows("at>x")).replace(end("et"), "")
    again = node("exclusiveGateway", "x") + flows("s>x", "x>g")
    case = Case(start() + again + around, case_ref="R")

    for _ in range(3):
        case.after(hours=1)
        case.do("at")

    assert len(case.step.subscriptions) == 3
    assert case.send("r") == ["ar"]


def test_a_link_goes_on_where_its_name_comes_out():
    halves = node("intermediateThrowEvent", "out", LINK.format("A")) + node(
        "intermediateCatchEvent", "in", LINK.format("A")
    )
    case = Case(start() + users("a", "b") + halves + end() + flows("s>a", "a>out", "in>b", "b>e"))

    assert case.do("a") == ["b"]


def test_an_intermediate_condition_lets_pass_what_is_true_on_arrival():
    waiting = node("intermediateCatchEvent", "c", CONDITION.format("n > 1"))
    body = start() + waiting + users("a") + end() + flows("s>c", "c>a", "a>e")

    assert Case(body, n=2).open == ["a"]
    assert Case(body, n=1).open == []


def test_a_condition_happens_when_it_becomes_true_and_again_after_it_was_false():
    asking = node("userTask", "a", "", io(None, {"n": "=n"}))
    again = node("exclusiveGateway", "x") + flows("x>a", "a>x")
    fork = node("parallelGateway", "fork") + flows("s>fork", "fork>x", "fork>b")
    rising = boundary("c", "b", CONDITION.format("n > 1"), stops=False)
    case = Case(start() + fork + again + asking + users("b", "h") + rising + end() + end("e2")
                + flows("b>e", "c>h", "h>e2"), n=0)  # fmt: skip

    happened = [len(case.do("a", n=number)) - 2 for number in (1, 2, 3, 0, 5)]

    assert happened == [0, 1, 1, 1, 2]


def test_a_condition_waits_for_what_a_script_beside_it_writes():
    fork = node("parallelGateway", "fork")
    waiting = node("intermediateCatchEvent", "c", CONDITION.format("n = 1"))
    case = Case(start() + fork + waiting + users("a") + script("w", "n", "=1") + end() + end("e2")
                + flows("s>fork", "fork>c", "fork>w", "c>a", "a>e", "w>e2"), n=0)  # fmt: skip

    assert case.open == ["a"]


def test_a_condition_that_fails_is_an_incident_and_may_be_retried():
    waiting = boundary("c", "a", CONDITION.format("n > unknown(7)"))
    case = Case(start() + users("a", "h") + waiting + end() + end("e2")
                + flows("s>a", "a>e", "c>h", "h>e2"), n=0)  # fmt: skip

    assert (case.open, case.incidents) == (["a"], ["c"])
    case.command(engine.retry, case.step.incidents[0].token)
    assert case.incidents == ["c"]
    case.do("a")
    assert case.step.ended


STARTS = (
    start() + node("startEvent", "sm", MESSAGE) + node("startEvent", "sn", SIGNAL)
    + node("startEvent", "st", timer("timeCycle", "R/P1D")) + users("a") + users("b", "c", "d")
    + "".join(map(end, "efgh")) + flows("s>a", "a>e")
    + flows("sm>b", "sn>c", "st>d", "b>f", "c>g", "d>h")
)  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "opens"), [(None, "a"), ("s", "a"), ("sm", "b"), ("sn", "c"), ("st", "d")]
)
def test_a_process_starts_where_it_is_told(entry, opens):
    assert [task.element_id for task in started(STARTS, entry).ready_tasks] == [opens]


def test_a_process_does_not_start_where_there_is_no_start():
    with pytest.raises(engine.UnknownEntryError):
        started(STARTS, "a")


def test_a_process_with_several_events_to_start_by_must_be_told_which():
    plain = (start(), users("a"), end("e"), flows("s>a", "a>e"))
    body = STARTS
    for part in plain:
        body = body.replace(part, "")

    with pytest.raises(engine.UnknownEntryError):
        started(body)


def test_an_event_gateway_may_start_a_process():
    body = CHOICE.replace('name="g"', 'name="g" instantiate="true"')

    step = started(body, "r", case_ref="R")

    assert [task.element_id for task in step.ready_tasks] == ["ar"]
    assert ("r", "entered") in [(visit.element_id, visit.kind) for visit in step.trail]


def test_of_two_conditions_at_once_the_first_takes_the_other_away():
    both = boundary("c", "a", CONDITION.format("n > 1"))
    both += boundary("d", "a", CONDITION.format("n > 0"))
    fork = node("parallelGateway", "fork") + node("userTask", "w", "", io(None, {"n": "=n"}))
    body = start() + fork + users("a", "h", "k") + both + "".join(map(end, ("e", "e2", "e3", "e4")))
    paths = flows("s>fork", "fork>a", "fork>w", "w>e4", "a>e", "c>h", "h>e2", "d>k", "k>e3")
    case = Case(body + paths, n=0)

    assert case.do("w", n=2) == ["h"]


def test_the_ways_of_a_condition_and_the_names_of_messages_are_told():
    body = node("startEvent", "s", CONDITION.format("n > 1")) + users("a") + end()
    definition = engine.parse({"root": diagram(body + flows("s>a", "a>e"))}, "root", {})
    waiting = engine.parse({"root": diagram(start() + CHOICE + flows("s>g"))}, "root", {})

    assert [entry.kind for entry in engine.entries(definition)] == ["condition"]
    assert engine.definition_messages(waiting) == ["keyed", "withdraw"]
