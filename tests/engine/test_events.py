"""Boundary events, errors, escalations, messages and terminate."""

import pytest

from app import engine
from tests.engine.models import (
    ERROR,
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
    properties,
    script,
    start,
    users,
)

SIDE = users("h") + end("e2")
MAIN = start() + users("a", "b") + end()
PATH = flows("s>a", "a>b", "b>e")
INNER = start("i") + users("q") + end("ie") + flows("i>q", "q>ie")
FORK = node("parallelGateway", "fork")


def thrower(kind: str, name: str, event: str, extra: str = "") -> str:
    return node(kind, name, event, extra)


def asking(name: str) -> str:
    """A sub-process that throws the error when ``bad``."""
    inner = start(f"{name}s") + node("userTask", f"{name}q", "", io(None, {"bad": "=bad"}))
    inner += node("exclusiveGateway", f"{name}g", default=f"f_{name}g_{name}ok")
    inner += end(f"{name}ok") + end(f"{name}ko", ERROR)
    inner += flows(f"{name}s>{name}q", f"{name}q>{name}g", f"{name}g>{name}ko: =bad")
    return node("subProcess", name, inner + flows(f"{name}g>{name}ok"))


def test_a_message_interrupts_the_activity():
    case = Case(MAIN + SIDE + PATH + boundary("m", "a", MESSAGE) + flows("m>h", "h>e2"), case_ref=1)

    assert case.send("m") == ["h"]
    assert case.step.subscriptions == []


def test_every_message_of_a_non_interrupting_event_counts():
    listening = boundary("m", "a", MESSAGE, stops=False)
    case = Case(MAIN + SIDE + PATH + listening + flows("m>h", "h>e2"), case_ref=1)

    for _ in range(3):
        case.send("m")
    case.do("a")

    assert case.open == ["b", "h", "h", "h"]
    assert case.step.subscriptions == []


def test_only_mapped_parts_of_a_payload_are_written():
    listening = boundary("m", "a", MESSAGE, extra=io(None, {"why": "=reason"}))
    case = Case(MAIN + SIDE + PATH + listening + flows("m>h", "h>e2"), case_ref="R")

    case.send("m", reason="r", other=1)

    assert case.step.variables == {"case_ref": "R", "why": "r"}


def test_a_message_is_refused_while_it_is_not_offered():
    offer = properties(offer_if="=open = true", **{"from": '=street + "/desk"'}, form="withdraw")
    listening = boundary("m", "a", MESSAGE, extra=offer)
    case = Case(
        MAIN + SIDE + PATH + listening + flows("m>h", "h>e2"), case_ref="R", open=False, street="x"
    )
    offered = case.step.subscriptions[0]

    assert (offered.groups, offered.form_key, offered.key) == (["x/desk"], "withdraw", "R")
    assert not offered.offered
    with pytest.raises(engine.NotWaitingError):
        case.command(engine.deliver, offered.token, {})


def test_a_message_is_refused_once_its_activity_is_done():
    case = Case(MAIN + SIDE + PATH + boundary("m", "a", MESSAGE) + flows("m>h", "h>e2"), case_ref=1)
    token = case.step.subscriptions[0].token
    case.do("a")

    with pytest.raises(engine.NotWaitingError):
        case.command(engine.deliver, token, {})


def test_an_intermediate_message_event_waits():
    waiting = node("intermediateCatchEvent", "m", MESSAGE, io(None, {"x": "=x"}))
    case = Case(start() + waiting + users("b") + end() + flows("s>m", "m>b", "b>e"), case_ref=1)

    assert case.send("m", x=1) == ["b"]
    assert case.step.variables["x"] == 1


def test_an_error_is_caught_by_its_own_activity_alone():
    both = "".join(
        asking(name) + boundary(f"b{name}", name, ERROR) + users(f"h{name}") + end(f"e{name}")
        + end(f"x{name}") + flows(f"fork>{name}", f"{name}>e{name}", f"b{name}>h{name}")
        + flows(f"h{name}>x{name}")
        for name in ("n1", "n2")
    )  # fmt: skip
    case = Case(start() + FORK + both + flows("s>fork"))

    assert case.do("n1q", bad=True) == ["hn1", "n2q"]


def test_an_error_climbs_out_of_a_call_and_takes_everything_with_it():
    inner = start("i") + FORK + users("q", "other") + end("ko", ERROR) + end("ok")
    inner += flows("i>fork", "fork>q", "fork>other", "q>ko", "other>ok")
    sub = node(
        "subProcess", "sp", start("t") + calls("c", "called") + end("te") + flows("t>c", "c>te")
    )
    case = Case(
        start() + sub + boundary("b", "sp", ERROR) + users("h") + end() + end("e2")
        + flows("s>sp", "sp>e", "b>h", "h>e2"),
        inner,
    )  # fmt: skip

    assert case.do("q") == ["h"]
    assert [scope.element_id for scope in case.step.scopes] == [None]


def test_the_event_with_the_code_is_preferred_to_the_one_without():
    any_error = "<errorEventDefinition/>"
    case = Case(
        start() + asking("n") + boundary("b0", "n", any_error) + boundary("b1", "n", ERROR)
        + users("h0", "h1") + end() + end("e0") + end("e1")
        + flows("s>n", "n>e", "b0>h0", "h0>e0", "b1>h1", "h1>e1")
    )  # fmt: skip

    assert case.do("nq", bad=True) == ["h1"]


def test_an_error_end_event_caught_outside_loops_back():
    around = start("t") + asking("n") + end("te") + flows("t>n", "n>te")
    case = Case(
        start() + node("subProcess", "sp", around) + boundary("b", "sp", ERROR)
        + script("count", "n", "=n + 1") + end() + flows("s>sp", "sp>e", "b>count", "count>sp"),
        n=0,
    )  # fmt: skip

    for _ in range(5):
        assert case.do("nq", bad=True) == ["nq"]
    case.do("nq", bad=False)

    assert (case.step.ended, case.step.variables["n"]) == (True, 5)


def test_an_error_nobody_catches_is_an_incident_and_the_rest_goes_on():
    case = Case(start() + FORK + users("a", "b") + end("ko", ERROR) + end()
                + flows("s>fork", "fork>a", "fork>b", "a>ko", "b>e"))  # fmt: skip

    case.do("a")

    assert (case.incidents, case.open) == (["ko"], ["b"])
    assert "reassigned" in case.step.incidents[0].reason


def test_an_escalation_out_of_a_nested_call_is_caught_every_time():
    throwing = node("intermediateThrowEvent", "t", ESCALATION, io({"due": "=n"}))
    inner = start("i") + node("userTask", "q", "", io(None, {"n": "=n"})) + throwing + end("ie")
    inner += node("exclusiveGateway", "again", default="f_again_ie")
    inner += flows("i>q", "q>t", "t>again", "again>q: =n < 3", "again>ie")
    middle = start("j") + calls("d", "deeper") + end("je") + flows("j>d", "d>je")
    catching = boundary("b", "c", ESCALATION, stops=False, extra=io(None, {"seen": "=due"}))
    note = script("add", "all", "=append(all, seen)") + end("e2")
    case = Case(
        start() + calls("c", "called") + catching + note + end()
        + flows("s>c", "c>e", "b>add", "add>e2"), middle, inner, all=[],
    )  # fmt: skip

    for number in (1, 2, 3):
        case.do("q", n=number)

    assert case.step.variables["all"] == [1, 2, 3]
    assert case.step.ended


def test_an_interrupting_escalation_ends_the_loop_it_came_from():
    body = start() + calls("c", "called", "", multi("=ds", "d")) + boundary("b", "c", ESCALATION)
    inner = start("i") + users("q") + thrower("endEvent", "t", ESCALATION) + flows("i>q", "q>t")
    case = Case(body + users("h") + end() + end("e2") + flows("s>c", "c>e", "b>h", "h>e2"), inner,
                ds=["A", "B"])  # fmt: skip

    token = case.step.ready_tasks[0].token
    case.command(engine.complete, token, {})

    assert case.open == ["h"]


def test_an_escalation_nobody_catches_passes():
    throwing = thrower("intermediateThrowEvent", "t", ESCALATION)
    case = Case(start() + throwing + users("b") + end() + flows("s>t", "t>b", "b>e"))

    assert case.open == ["b"]


def test_terminate_ends_its_own_scope_only():
    inner = start("i") + FORK + users("x", "y") + end("stop", TERMINATE) + end("ie")
    inner += flows("i>fork", "fork>x", "fork>y", "x>stop", "y>ie")
    outer = node("parallelGateway", "split") + node("subProcess", "sp", inner)
    body = start() + outer + users("z", "after") + end() + end("e2")
    case = Case(body + flows("s>split", "split>sp", "split>z", "sp>after", "after>e", "z>e2"))

    assert case.do("x") == ["after", "z"]
    assert ("y", "cancelled") in [(visit.element_id, visit.kind) for visit in case.step.trail]


def test_terminate_of_the_process_takes_calls_with_it():
    case = Case(start() + FORK + users("a") + calls("c", "called") + end("stop", TERMINATE) + end()
                + flows("s>fork", "fork>a", "fork>c", "a>stop", "c>e"), INNER)  # fmt: skip

    case.do("a")

    assert (case.step.ended, case.step.end_event, case.open) == (True, "stop", [])


def test_follow_ups_of_a_boundary_event_outlive_the_activity():
    listening = boundary("m", "a", MESSAGE, stops=False)
    case = Case(MAIN + SIDE + PATH + listening + flows("m>h", "h>e2"), case_ref=1)
    case.send("m")

    case.do("a")
    case.do("b")

    assert (case.open, case.step.ended) == (["h"], False)
    case.do("h")
    assert case.step.ended


def test_active_counts_the_live_tokens_of_an_element_anywhere():
    offer = properties(offer_if='=active("q") > 1')
    case = Case(
        start() + calls("c", "called", "", multi("=ds", "d")) + SIDE
        + boundary("m", "c", MESSAGE, extra=offer) + end() + flows("s>c", "c>e", "m>h", "h>e2"),
        INNER, case_ref=1, ds=[1, 2],
    )  # fmt: skip

    assert case.step.subscriptions[0].offered
    case.command(engine.complete, case.step.ready_tasks[0].token, {})
    assert not case.step.subscriptions[0].offered
