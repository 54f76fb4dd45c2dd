"""A running instance goes to another version where it stands, or is told why it can't."""

from datetime import timedelta
from typing import Any

import pytest

from app import engine
from tests.engine.migration.versions import (
    FORK,
    HOUR,
    LATE,
    OLD,
    joined,
    migrate,
    plan,
    version,
)
from tests.engine.models import (
    MESSAGE,
    START,
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


def test_a_task_stays_with_its_token_and_time():
    case = Case(OLD, x=1)
    before = case.task("a")
    case.now += timedelta(hours=1)

    assert migrate(case, OLD.replace('name="b"', 'name="B"')) == ["a"]

    assert (case.task("a").token, case.task("a").created_at) == (before.token, START)
    assert case.step.variables == {"x": 1}
    case.do("a")
    assert case.task("b").name == "B"


def test_a_state_that_goes_to_the_same_version_stays_the_same():
    case = Case(OLD + boundary("t", "a", HOUR) + LATE)
    before = case.step.state

    migrate(case, OLD + boundary("t", "a", HOUR) + LATE)

    assert case.step.state == before


def test_there_and_back_again():
    case = Case(OLD + boundary("t", "a", HOUR) + LATE)
    before = case.step.state
    other = OLD.replace('"a"', '"a9"').replace("_a", "_a9") + boundary("t", "a9", HOUR) + LATE

    migrate(case, other)
    assert case.open == ["a9"]
    migrate(case, OLD + boundary("t", "a", HOUR) + LATE, a9="a")

    assert case.step.state == before


def test_clocks_keep_running():
    case = Case(OLD + boundary("t", "a", HOUR) + LATE)
    case.after(minutes=50)

    migrate(case, OLD + boundary("t", "a", timer("timeDuration", "P9D")) + LATE)

    assert case.step.timers[0].due_at == START + timedelta(hours=1)
    assert case.after(minutes=10) == ["h"]


def test_an_event_that_is_added_begins_to_wait_and_one_that_is_gone_does_not():
    case = Case(OLD + boundary("t", "a", HOUR) + LATE, case_ref=1)

    added = users("h") + end("e2") + flows("m>h", "h>e2")
    migrate(case, OLD + boundary("m", "a", MESSAGE) + added)

    assert case.step.timers == []
    assert case.send("m") == ["h"]


def test_an_event_that_has_happened_does_not_wait_again():
    body = OLD + boundary("t", "a", HOUR, stops=False) + LATE
    case = Case(body)
    case.after(hours=1)

    assert migrate(case, body) == ["a", "h"]
    assert case.step.timers == []


def test_a_renamed_element_is_found_by_name_or_by_its_neighbours():
    named = OLD.replace('id="a"', 'id="first"').replace('Ref="a"', 'Ref="first"')
    moved = OLD.replace('"a"', '"first"')

    for new in (named, moved):
        case = Case(OLD)
        assert plan(case, version(new))["root/a"] == "root/first"
        assert migrate(case, new) == ["first"]
        assert case.do("first") == ["b"]


def test_a_plan_names_nothing_it_cannot_tell():
    old = version(OLD)
    new = start() + users("x", "y") + end() + FORK
    new += flows("s>fork", "fork>x", "fork>y", "x>join", "y>join", "join>e")

    assert engine.plan_migration(old, version(new)) == {"root/s": "root/s", "root/e": "root/e"}


def test_a_token_at_a_join_goes_by_its_flow_or_the_ends_of_it():
    case = Case(joined("x", "y"))
    case.do("x")

    migrate(case, joined("x", "y").replace('"f_x_join"', '"other"'))

    assert case.do("y") == ["z"]


SUB = start("i") + users("q") + end("ie") + flows("i>q", "q>ie")
KINDS: dict[str, Any] = {
    "sub-process": lambda inner: [node("subProcess", "c", inner)],
    "call": lambda inner: [calls("c", "called", io({"n": "=1"})), inner],
    "loop of sub-processes": lambda inner: [node("subProcess", "c", multi("=[1]", "d") + inner)],
    "loop of calls": lambda inner: [calls("c", "called", "", multi("=[1]", "d")), inner],
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_inside_goes_along(kind):
    around = start() + users("z") + end() + flows("s>c", "c>z", "z>e")
    first, *rest = KINDS[kind](SUB)
    case = Case(around + first, *rest)
    longer = SUB.replace("f_q_ie", "f_q_r").replace('targetRef="ie"', 'targetRef="r"')
    first, *rest = KINDS[kind](longer + users("r") + flows("r>ie"))

    assert migrate(case, around + first, *rest) == ["q"]
    assert case.do("q") == ["r"]
    assert case.do("r") == ["z"]


def test_an_incident_stays_one():
    case = Case(OLD.replace('<userTask id="a" name="a"></userTask>', script("a", "v", "=nobody")))
    reason = case.step.incidents[0].reason

    migrate(case, OLD.replace('<userTask id="a" name="a"></userTask>', script("a", "v", "=1")))

    assert [incident.reason for incident in case.step.incidents] == [reason]
    assert case.command(engine.retry, case.step.incidents[0].token) == ["b"]


def test_a_signer_goes_along():
    case = Case(OLD)
    case.command(engine.sign, case.task("a").token, ["x"], "before")

    migrate(case, OLD)

    assert [task.signing for task in case.step.ready_tasks] == [None, "before"]


def test_an_instance_that_has_ended_does_not_go():
    case = Case(OLD)
    case.do("a")
    case.do("b")

    with pytest.raises(engine.NotWaitingError):
        migrate(case, OLD)


def choosing(*events: str) -> str:
    ways = [f"g>{name}" for name in events] + [f"{name}>a{name}" for name in events]
    kinds = {"t": HOUR, "m": MESSAGE, "k": MESSAGE.replace("withdraw", "keyed")}
    drawn = "".join(node("intermediateCatchEvent", name, kinds[name]) for name in events)
    tasks = "".join(users(f"a{name}") + end(f"e{name}") for name in events)
    ways += [f"a{name}>e{name}" for name in events]
    return start() + node("eventBasedGateway", "g") + drawn + tasks + flows("s>g", *ways)


def test_an_event_gateway_waits_for_the_events_of_the_new_version():
    case = Case(choosing("t", "m"), case_ref="R")

    migrate(case, choosing("t", "m", "k"))

    assert [each.message for each in case.step.subscriptions] == ["withdraw", "keyed"]
    assert case.step.timers[0].due_at == START + timedelta(hours=1)
    assert case.send("k") == ["ak"]


def test_an_event_with_another_message_waits_for_that():
    case = Case(choosing("t", "m"), case_ref="R")

    migrate(case, choosing("t", "k"))

    assert [(each.message, each.key) for each in case.step.subscriptions] == [("keyed", "R")]
    assert case.step.timers[0].due_at == START + timedelta(hours=1)


def test_an_event_scope_that_is_added_listens():
    begin = node("startEvent", "hs", MESSAGE, isInterrupting="false")
    inside = begin + users("h") + end("he") + flows("hs>h", "h>he")
    case = Case(OLD, case_ref="R")

    migrate(case, OLD + node("subProcess", "handler", inside, triggeredByEvent="true"))

    assert case.send("hs") == ["a", "h"]
