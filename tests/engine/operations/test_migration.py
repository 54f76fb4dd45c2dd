"""A running instance goes to another version where it stands, or is told why it can't."""

from datetime import timedelta
from typing import Any

import pytest

from app import engine
from tests.engine.models import (
    MESSAGE,
    START,
    Case,
    boundary,
    calls,
    diagram,
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
HOUR = timer("timeDuration", "PT1H")
LATE = users("h") + end("e2") + flows("t>h", "h>e2")
OLD = start() + users("a", "b") + end() + flows("s>a", "a>b", "b>e")


def version(*bodies: str) -> engine.Definition:
    keys = ["root", "called"][: len(bodies)]
    sources = {key: diagram(body, key) for key, body in zip(keys, bodies, strict=True)}
    return engine.parse(sources, "root", {})


def plan(case: Case, new: engine.Definition, **also: str) -> dict[str, str]:
    given = {f"root/{old}": f"root/{found}" for old, found in also.items()}
    return engine.plan_migration(case.definition, new) | given


def faults(case: Case, new: engine.Definition, **also: str) -> list[tuple[str, str]]:
    mapping = plan(case, new, **also)
    found = engine.migration_faults(case.definition, new, case.step.state, mapping)
    return [(each.element_id, each.rule) for each in found]


def migrate(case: Case, *bodies: str, **also: str) -> list[str]:
    """Take the case to another version, and play on there."""
    new = version(*bodies)
    mapping = plan(case, new, **also)
    assert engine.migration_faults(case.definition, new, case.step.state, mapping) == []
    step = engine.migrate(
        case.definition, new, case.step.state, mapping, now=case.now, host=case.host
    )
    case.definition = new
    return case._take(step)


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


@pytest.mark.parametrize(
    ("new", "rule"),
    [
        (start() + users("b") + end() + flows("s>b", "b>e"), "migration-no-element"),
        (OLD.replace("userTask id=\"a\" name=\"a\"></userTask", "task id=\"a\" name=\"a\"></task"),
         "migration-other-kind"),
        (start() + users("b") + end() + flows("s>sp", "sp>b", "b>e") + node(
            "subProcess", "sp", start("i") + users("a") + end("k") + flows("i>a", "a>k")),
         "migration-other-scope"),
    ],
)  # fmt: skip
def test_a_task_without_a_place_cannot_go(new, rule):
    case = Case(OLD)

    assert faults(case, version(new), a="a") == [("a", rule)]
    with pytest.raises(engine.NotMigratableError) as told:
        engine.migrate(case.definition, version(new), case.step.state, {},
                       now=case.now, host=case.host)  # fmt: skip
    assert "a（a）" in str(told.value)


def joined(*names: str) -> str:
    ways = [f"fork>{name}" for name in names] + [f"{name}>join" for name in names]
    return start() + FORK + users(*names, "z") + end() + flows("s>fork", *ways, "join>z", "z>e")


def test_a_token_at_a_join_goes_by_its_flow_or_the_ends_of_it():
    case = Case(joined("x", "y"))
    case.do("x")

    migrate(case, joined("x", "y").replace('"f_x_join"', '"other"'))

    assert case.do("y") == ["z"]


def test_a_token_at_a_join_whose_flow_is_gone_cannot_go():
    case = Case(joined("x", "y"))
    case.do("x")

    assert faults(case, version(joined("v", "w", "y"))) == [("join", "migration-no-flow")]


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


def test_what_is_inside_a_scope_that_cannot_go_is_not_told_twice():
    around = start() + users("z") + end() + flows("s>c", "c>z", "z>e")
    case = Case(around + node("subProcess", "c", SUB))

    assert faults(case, version(around + users("c"))) == [("c", "migration-other-kind")]


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


def test_one_goes_back_over_a_migration():
    case = Case(joined("x", "y"))
    case.do("x")
    case.do("y")

    migrate(case, joined("x", "y").replace('"x"', '"x9"').replace('"f_x_join"', '"f9"'))
    (newest, oldest) = engine.returnable(case.definition, case.step.state)
    assert (newest.element_id, oldest.element_id) == ("y", "x9")

    assert case.command(engine.return_to, oldest.token) == ["x9"]
    assert case.do("x9") == ["z"]


def test_one_does_not_go_back_to_what_is_gone():
    case = Case(OLD)
    case.do("a")

    migrate(case, start() + users("b") + end() + flows("s>b", "b>e"))

    assert engine.returnable(case.definition, case.step.state) == []


def test_an_instance_that_has_ended_does_not_go():
    case = Case(OLD)
    case.do("a")
    case.do("b")

    with pytest.raises(engine.NotWaitingError):
        migrate(case, OLD)
