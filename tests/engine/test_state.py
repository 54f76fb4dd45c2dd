"""State is small, exact, and a function of the commands alone."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import orjson
import pytest

from app import engine
from app.core.errors import InvalidError
from app.engine.errors import ElementError
from app.engine.instance.values import from_json, kept, to_json
from app.feel import Range, YearsMonths
from tests.engine.models import (
    CASE,
    ESCALATION,
    MESSAGE,
    START,
    Case,
    Table,
    boundary,
    calls,
    diagram,
    end,
    flows,
    io,
    multi,
    node,
    start,
    timer,
    users,
)

BODY = (
    start() + calls("c", "called", io({"d": "=d"}), multi("=ds", "d")) + users("h") + end()
    + end("e2") + end("e3") + boundary("late", "c", timer("timeCycle", "R/PT30M"), stops=False)
    + boundary("m", "c", MESSAGE, stops=False) + boundary("x", "c", ESCALATION, stops=False)
    + end("e4") + flows("s>c", "c>e", "late>h", "h>e2", "m>e3", "x>e4")
)  # fmt: skip
INNER = start("i") + users("q") + node("endEvent", "ie", ESCALATION) + flows("i>q", "q>ie")


def story() -> Case:
    case = Case(BODY, INNER, ds=["A", "B", "C"], case_ref="R")
    case.do("q", {"d": "B"})
    case.after(minutes=70)
    case.send("m", any=1)
    case.command(engine.add_instance, case.step.loops[0].token, "D")
    case.do("q", {"d": "D"})
    return case


VALUES = {
    "none": None, "yes": True, "text": "吹哨", "whole": 7, "huge": 10**30, "exact": Decimal("0.10"),
    "at": datetime(2026, 7, 14, 0, 15, 0, 7, tzinfo=UTC), "on": date(2026, 7, 14),
    "clock": time(8, 15), "span": timedelta(days=1, microseconds=3), "months": YearsMonths(14),
    "list": [1, {"a": [Decimal("1.5")]}], "odd": {"@": "x", "@date": 1}, "empty": {},
}  # fmt: skip


def test_the_same_commands_give_the_same_bytes():
    first, second = story(), story()

    assert first.step.state == second.step.state
    assert first.trail == second.trail


def test_the_bytes_do_not_depend_on_the_order_of_hashes():
    code = "from tests.engine.test_state import story; print(story().step.state.hex())"

    found = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed},
            check=True, capture_output=True, text=True,
        ).stdout.strip()
        for seed in ("1",)
    }  # fmt: skip

    assert found == {story().step.state.hex()}


def test_values_keep_their_type():
    case = Case(start() + users("a") + end() + flows("s>a", "a>e"), **VALUES)

    case.after(minutes=1)

    assert case.step.variables == VALUES
    assert case.step.variables["at"].utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize("name", VALUES)
def test_json_is_undone(name):
    value = kept(VALUES[name])

    assert from_json(to_json(value)) == value


@pytest.mark.parametrize("value", [object(), Range(1, 2, True, True), Decimal("NaN")])
def test_what_cannot_be_kept_is_refused(value):
    with pytest.raises(ElementError):
        kept({"x": value})


def test_numbers_are_whole_when_they_can_be():
    assert kept([Decimal("2.0"), 0.5, 2.0]) == [2, Decimal("0.5"), 2]
    assert kept(datetime(2026, 7, 14, 8)).isoformat() == "2026-07-14T08:00:00+08:00"  # noqa: DTZ001


def test_a_finished_instance_holds_nothing_but_its_variables():
    case = Case(start() + users("a") + end() + flows("s>a", "a>e"), x=1)

    case.do("a")

    assert (case.step.timers, case.step.subscriptions, len(case.step.scopes)) == ([], [], 1)
    assert len(case.step.state) < 200


def test_a_state_without_a_path_is_read_and_gets_one():
    case = Case(start() + users("a", "b") + end() + flows("s>a", "a>b", "b>e"))
    saved = orjson.loads(case.step.state)
    for token in saved["root"]["tokens"]:
        del token[9:]
    old = orjson.dumps(saved | {"format": 1}, option=orjson.OPT_SORT_KEYS)

    step = engine.complete(case.definition, old, case.task("a").token, {}, now=START, host=Table())

    assert [past.element_id for past in engine.returnable(case.definition, step.state)] == ["a"]


def test_token_names_differ_between_instances():
    definition = engine.parse({"root": diagram(start() + users("a") + end() + flows("s>a", "a>e"))},
                              "root", {})  # fmt: skip
    other = UUID(int=CASE.int + 1)

    first, second = (
        engine.start(definition, key, {}, now=START, host=Table()).ready_tasks[0].token
        for key in (CASE, other)
    )

    assert first != second


def test_a_token_of_another_instance_is_not_ready():
    case = Case(start() + users("a") + end() + flows("s>a", "a>e"))

    with pytest.raises(engine.NotReadyError):
        case.command(engine.complete, UUID(int=case.task("a").token.int + (1 << 70)), {})


def test_one_definition_serves_many_threads_and_is_not_changed():
    definition = story().definition
    before = _shape(definition)

    def play(_: int) -> bytes:
        case = Case.__new__(Case)
        case.definition, case.host, case.now, case.trail, case.effects = (
            definition, Table(), START, [], [],
        )  # fmt: skip
        case._take(
            engine.start(definition, CASE, {"ds": ["A"], "case_ref": 1}, now=START, host=Table())
        )
        case.do("q")
        return case.step.state

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(play, range(48)))) == 1
    assert _shape(definition) == before


def _shape(definition: engine.Definition) -> dict:
    return {
        (name, node.name): repr(sorted(vars(node).items(), key=lambda pair: pair[0]))
        for name, spec in definition.specs.items()
        for node in spec.task_specs.values()
    }


def test_live_elements_tell_where_the_tokens_are():
    case = story()

    found = engine.live_elements(case.definition, case.step.state)

    assert sorted((key, element) for key, element, _ in found) == [
        ("called", "q"), ("called", "q"), ("root", "c"), ("root", "c"), ("root", "h"),
    ]  # fmt: skip


def test_a_definition_knows_its_messages():
    assert engine.definition_messages(story().definition) == ["withdraw"]


def test_a_variable_that_cannot_be_kept_is_bad_input():
    case = Case(start() + users("a") + end() + flows("s>a", "a>e"))

    with pytest.raises(InvalidError):
        case.do("a", x=object())
