"""An event with several definitions happens when any of them does."""

import pytest

from app import engine
from tests.engine.models import (
    ESCALATION,
    MESSAGE,
    SIGNAL,
    Case,
    boundary,
    diagram,
    end,
    flows,
    io,
    node,
    start,
    timer,
    users,
)
from tests.engine.test_event_rules import problems

ANY = MESSAGE + SIGNAL + timer("timeDuration", "PT1H")
CATCH = "intermediateCatchEvent"
HAPPENS = [
    lambda case: case.send("x", why=1),
    lambda case: case.command(engine.broadcast, "alarm", {"why": 1}),
    lambda case: case.after(hours=1),
]


def trail(case: Case, element_id: str) -> list[str]:
    return [visit.kind for visit in case.trail if visit.element_id == element_id]


@pytest.mark.parametrize("happens", HAPPENS)
def test_the_first_lets_an_intermediate_event_pass(happens):
    waiting = node(CATCH, "x", ANY, io(None, {"why": "=why"}))
    case = Case(start() + waiting + users("a") + end() + flows("s>x", "x>a", "a>e"), case_ref="R")
    assert [each.element_id for each in case.step.subscriptions] == ["x", "x"]

    assert happens(case) == ["a"]

    assert (case.step.subscriptions, case.step.timers) == ([], [])
    assert trail(case, "x") == ["entered", "left"]
    assert case.step.variables["why"] in (1, None)


@pytest.mark.parametrize("happens", HAPPENS)
@pytest.mark.parametrize("stops", [True, False])
def test_any_lets_a_boundary_event_happen(happens, stops):
    body = start() + users("a", "h") + boundary("x", "a", ANY, stops) + end() + end("e2")
    case = Case(body + flows("s>a", "a>e", "x>h", "h>e2"), case_ref="R")

    assert happens(case) == (["h"] if stops else ["a", "h"])
    if stops:
        assert (case.step.subscriptions, case.step.timers) == ([], [])


@pytest.mark.parametrize("happens", HAPPENS)
def test_any_starts_an_event_sub_process(happens):
    inside = node("startEvent", "x", ANY) + users("h") + end("he") + flows("x>h", "h>he")
    handler = node("subProcess", "sub", inside, triggeredByEvent="true")
    case = Case(start() + users("a") + end() + flows("s>a", "a>e") + handler, case_ref="R")

    assert happens(case) == ["h"]
    assert case.do("h") == []
    assert case.step.ended


def test_one_behind_an_event_gateway_is_one_of_its_choices():
    choice = node("eventBasedGateway", "g") + node(CATCH, "x", MESSAGE + SIGNAL)
    choice += node(CATCH, "t", timer("timeDuration", "PT1H")) + users("a", "b") + end() + end("e2")
    case = Case(start() + choice + flows("s>g", "g>x", "g>t", "x>a", "t>b", "a>e", "b>e2"),
                case_ref="R")  # fmt: skip

    assert case.command(engine.broadcast, "alarm", {}) == ["a"]
    assert (case.step.subscriptions, case.step.timers) == ([], [])


def test_a_process_may_be_started_by_any():
    body = node("startEvent", "x", ANY) + users("a") + end() + flows("x>a", "a>e")
    definition = engine.parse({"root": diagram(body)}, "root", {})

    found = [(entry.element_id, entry.kind) for entry in engine.entries(definition)]

    assert found == [("x", "message"), ("x", "signal"), ("x", "duration")]
    assert engine.definition_signals(definition) == ["alarm"]


@pytest.mark.parametrize(
    ("event", "rule"),
    [
        (node(CATCH, "x", ANY, parallelMultiple="true"), "all-events"),
        (node("intermediateThrowEvent", "x", MESSAGE + SIGNAL), "one-event-definition"),
        (node(CATCH, "x", MESSAGE + '<linkEventDefinition name="A"/>'), "one-event-definition"),
        (node("intermediateThrowEvent", "x", ESCALATION + SIGNAL), "one-event-definition"),
    ],
)
def test_what_is_not_any_of_them_is_to_be_split(event, rule):
    assert ("x", rule) in problems(start() + event + end() + flows("s>x", "x>e"))
