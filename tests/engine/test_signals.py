"""Signals and messages that are thrown: everything that listens at once, and effects."""

import pytest

from app import engine
from tests.engine.models import (
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
    users,
)

FORK = node("parallelGateway", "fork")
THROW = node("intermediateThrowEvent", "t", SIGNAL, io({"why": "=reason"}))


def told(case: Case) -> list[tuple[str, dict]]:
    return [(effect.type, effect.inputs) for effect in case.effects]


def test_a_signal_is_caught_by_everything_that_listens_at_once():
    inner = start("i") + node("intermediateCatchEvent", "c", SIGNAL) + users("q") + end("ie")
    case = Case(
        start() + FORK + users("a", "b", "h") + THROW + boundary("n", "b", SIGNAL, stops=False)
        + calls("d", "called", "", multi("=[1, 2]", "each")) + "".join(map(end, "efgk"))
        + flows("s>fork", "fork>a", "fork>b", "fork>d", "a>t", "t>e", "b>f", "n>h", "h>g", "d>k"),
        inner + flows("i>c", "c>q", "q>ie"), reason="flood",
    )  # fmt: skip

    assert case.do("a") == ["b", "h", "q", "q"]
    assert told(case) == [("broadcast signal", {"name": "alarm", "payload": {"why": "flood"}})]


def test_a_signal_may_take_away_what_threw_it():
    inner = start("i") + users("q") + node("intermediateThrowEvent", "t", SIGNAL) + end("ie")
    sub = node("subProcess", "sub", inner + flows("i>q", "q>t", "t>ie"))
    case = Case(start() + sub + boundary("b", "sub", SIGNAL) + users("h") + end() + end("e2")
                + flows("s>sub", "sub>e", "b>h", "h>e2"))  # fmt: skip

    assert case.do("q") == ["h"]
    assert [scope.element_id for scope in case.step.scopes] == [None]


def test_a_signal_from_outside_brings_its_payload():
    catching = node("intermediateCatchEvent", "c", SIGNAL, io(None, {"level": "=level"}))
    case = Case(start() + catching + users("a") + end() + flows("s>c", "c>a", "a>e"))

    waiting = case.step.subscriptions[0]
    case.command(engine.broadcast, "other", {"level": 1})
    assert (waiting.kind, waiting.message, waiting.key, case.open) == ("signal", "alarm", "", [])
    case.command(engine.broadcast, "alarm", {"level": 3, "more": 4})

    assert (case.open, case.step.variables, told(case)) == (["a"], {"level": 3}, [])


def test_an_end_event_may_signal():
    case = Case(start() + FORK + users("a", "b", "h") + end("e", SIGNAL) + end("f") + end("g")
                + boundary("n", "b", SIGNAL)
                + flows("s>fork", "fork>a", "fork>b", "a>e", "b>f", "n>h", "h>g"))  # fmt: skip

    assert case.do("a") == ["h"]


@pytest.mark.parametrize("kind", ["intermediateThrowEvent", "endEvent"])
def test_a_thrown_message_is_an_effect_with_its_key_and_payload(kind):
    throwing = node(kind, "t", MESSAGE, io({"text": '="x" + case_ref'}))
    rest = flows("s>t", "t>e") + end() if kind != "endEvent" else flows("s>t")
    case = Case(start() + throwing + rest, case_ref="R")

    sent = {"name": "withdraw", "key": "R", "payload": {"text": "xR"}}
    assert (told(case), case.step.ended) == ([("send message", sent)], True)


def test_a_send_task_sends_its_message():
    sending = node("sendTask", "t", "", io({"text": "=1"}), messageRef="keyless")
    case = Case(start() + sending + end() + flows("s>t", "t>e"))

    assert told(case) == [("send message", {"name": "keyless", "key": "", "payload": {"text": 1}})]


def test_a_send_task_with_a_type_asks_for_that():
    sending = node("sendTask", "t", "", '<zeebe:taskDefinition type="mail"/>' + io({"to": '="x"'}))
    case = Case(start() + sending + end() + flows("s>t", "t>e"))

    assert told(case) == [("mail", {"to": "x"})]


def test_a_receive_task_waits_for_its_message_and_carries_events():
    waiting = node("receiveTask", "r", "", io(None, {"x": "=x"}), messageRef="withdraw")
    case = Case(
        start() + waiting + users("a", "h") + end() + end("e2")
        + boundary("n", "r", SIGNAL, stops=False) + flows("s>r", "r>a", "a>e", "n>h", "h>e2"),
        case_ref="R",
    )  # fmt: skip

    case.command(engine.broadcast, "alarm", {})
    assert [each.element_id for each in case.step.subscriptions] == ["r", "n"]

    assert case.send("r", x=2) == ["a", "h"]
    assert (case.step.variables["x"], case.step.subscriptions) == (2, [])


def test_the_trail_of_a_receive_task_is_that_of_an_activity():
    waiting = node("receiveTask", "r", messageRef="withdraw")
    case = Case(start() + waiting + end() + flows("s>r", "r>e"), case_ref="R")

    case.send("r")

    steps = [visit.kind for visit in case.trail if visit.element_id == "r"]
    assert (steps, case.step.ended) == (["entered", "left"], True)


def test_a_throw_event_with_a_type_asks_for_that():
    typed = '<zeebe:taskDefinition type="mail"/>' + io({"to": '="x"'})
    throwing = node("intermediateThrowEvent", "t", "<messageEventDefinition/>", typed)
    case = Case(start() + throwing + end() + flows("s>t", "t>e"))

    assert told(case) == [("mail", {"to": "x"})]
