"""The verdict on scopes and events: what hangs inside, what rescues it, what runs beside a task."""

import pytest

from app.engine.soundness import analyse
from app.engine.soundness.game.space import Budget
from tests.engine import models
from tests.engine.judging import found, gateway, inside, stuck, sub
from tests.engine.models import boundary, diagram, end, flows, node, start, users


def test_what_interrupts_a_task_is_another_way_out_of_it():
    body = start(), end(), users("a"), boundary("t", "a", models.MESSAGE), flows("s>a", "a>e")

    assert found(*body, flows("t>e")) == {}


def test_what_runs_beside_a_task_must_not_come_back_into_its_way():
    late = boundary("t", "a", models.MESSAGE, stops=False)
    body = start(), end(), users("a", "b"), late, flows("s>a", "a>b", "b>e")

    assert found(*body, end("f"), flows("t>f")) == {}
    assert found(*body, flows("t>b"))["lack-of-synchronization"] == ["b"]


def test_reminders_in_a_loop_are_no_fault():
    late = boundary("t", "a", models.MESSAGE, stops=False)
    body = start(), end(), end("f"), users("a", "r"), late, gateway("exclusive", "x")

    assert found(*body, flows("s>x", "x>a", "a>y", "y>x", "y>e", "t>r", "r>f"),
                 gateway("exclusive", "y")) == {}  # fmt: skip


def test_reminders_beside_many_tasks_are_looked_at_one_by_one():
    numbers = range(20)
    body = [start(), end(), users(*(f"{kind}{n}" for n in numbers for kind in "ar"))]
    for n in numbers:
        body += [boundary(f"t{n}", f"a{n}", models.MESSAGE, stops=False), end(f"f{n}")]
        body += [gateway("exclusive", f"x{n}"), flows(f"t{n}>x{n}", f"x{n}>r{n}", f"r{n}>x{n}")]
        body += [flows(f"x{n}>f{n}", f"a{n}>{f'a{n + 1}' if n < 19 else 'e'}")]

    assert found(*body, flows("s>a0"), budget=Budget(checks=5_000)) == {}


def test_what_hangs_beside_a_task_hangs_the_process():
    late = boundary("t", "a", models.MESSAGE, stops=False)
    body = (
        start(),
        end(),
        users("a", "b"),
        late,
        gateway("parallel", "j"),
        gateway("exclusive", "x"),
    )

    rules = found(*body, flows("s>a", "a>e", "t>x", "x>b", "x>j", "b>j"))

    assert rules == {"deadlock": ["j"]}


def test_what_is_dead_beside_a_task_is_dead():
    late = boundary("t", "a", models.MESSAGE, stops=False)
    body = start(), end(), end("f"), users("a", "b"), late, flows("s>a", "a>e", "t>f", "b>f")

    assert found(*body) == {"dead-element": ["b"]}


def test_what_hangs_inside_hangs_outside():
    body = start(), end(), sub("u", stuck("i")), flows("s>u", "u>e")

    verdict = analyse(diagram("".join(body)))

    assert found(*body) == {"deadlock": ["ij"], "dead-element": ["ie", "e"]}
    assert [passed.element for passed in verdict.counterexample] == ["s", "u", "is", "ix", "ia"]


def test_a_deadlock_that_only_an_interruption_ends_is_told_and_allowed():
    late = boundary("t", "u", models.MESSAGE)
    body = start(), end(), sub("u", stuck("i")), late, flows("s>u", "u>e", "t>e")

    verdict = analyse(diagram("".join(body).replace("ib>ij", "ib>ie")))

    assert {p.rule for p in verdict.problems} >= {"deadlock"}
    assert "只有中断事件" in verdict.problems[0].reason


def test_a_round_inside_that_a_message_ends_is_sound():
    inner = start("i") + gateway("exclusive", "x") + users("a") + flows("i>x", "x>a", "a>x")
    late = boundary("t", "u", models.MESSAGE)

    rules = found(start(), end(), sub("u", inner), late, flows("s>u", "t>e"))
    assert rules == {}


def test_an_error_leads_to_its_boundary_and_nowhere_else():
    inner = start("i") + end("ie", models.ERROR) + flows("i>ie")
    caught = boundary("t", "u", models.ERROR)

    assert found(start(), end(), sub("u", inner), caught, flows("s>u", "t>e")) == {}
    assert found(start(), end(), sub("u", inner), caught, users("a"),
                 flows("s>u", "u>a", "a>e", "t>e")) == {"dead-element": ["a"]}  # fmt: skip


def test_an_error_nobody_catches_ends_the_process():
    inner = start("i") + end("ie", models.ERROR) + flows("i>ie")

    assert found(start(), sub("u", inner), flows("s>u")) == {}


def test_an_error_caught_inside_ends_the_scope_in_order():
    begins = node("startEvent", "h", models.ERROR)
    handler = sub("k", begins, end("he"), flows("h>he"), triggeredByEvent="true")
    inner = start("i") + end("ie", models.ERROR) + flows("i>ie") + handler

    assert found(start(), end(), sub("u", inner), flows("s>u", "u>e")) == {}


def test_an_event_sub_process_that_interrupts_rescues_what_waits():
    begins = node("startEvent", "h", models.MESSAGE)
    handler = sub("k", begins, end("he"), flows("h>he"), triggeredByEvent="true")

    verdict = analyse(diagram(stuck("") + handler))

    assert "deadlock" in {p.rule for p in verdict.problems}
    assert {p.rule for p in verdict.problems if p.severity == "error"} == set()


def test_an_event_sub_process_that_hangs_hangs_its_scope():
    begins = node("startEvent", "h", models.MESSAGE, isInterrupting="false")
    inner = stuck("i").replace(start("is"), begins).replace("is_", "h_").replace('"is"', '"h"')
    handler = sub("k", inner, triggeredByEvent="true")

    assert found(start(), end(), users("a"), flows("s>a", "a>e"), handler)["deadlock"] == ["ij"]


def test_what_an_event_sub_process_throws_leaves_its_scope():
    begins = node("startEvent", "h", models.MESSAGE)
    handler = sub("k", begins, end("he", models.ERROR), flows("h>he"), triggeredByEvent="true")
    caught = boundary("t", "u", "<errorEventDefinition/>")
    body = start(), end(), sub("u", inside("i"), handler), caught

    assert found(*body, flows("s>u", "u>e", "t>e")) == {}


@pytest.mark.parametrize("interrupts", ["true", "false"])
def test_an_event_sub_process_may_escalate(interrupts):
    begins = node("startEvent", "h", models.MESSAGE, isInterrupting=interrupts)
    ends = end("he", models.ESCALATION)
    handler = sub("k", begins, ends, flows("h>he"), triggeredByEvent="true")
    heard = boundary("t", "u", models.ESCALATION, stops=False)
    body = start(), end(), end("f"), sub("u", inside("i"), handler), heard

    assert found(*body, flows("s>u", "u>e", "t>f")) == {}


def test_an_event_sub_process_beside_may_fail_its_scope():
    begins = node("startEvent", "h", models.MESSAGE, isInterrupting="false")
    handler = sub("k", begins, end("he", models.ERROR), flows("h>he"), triggeredByEvent="true")

    assert found(start(), end(), flows("s>e"), handler) == {}


@pytest.mark.parametrize("interrupts", ["true", "false"])
def test_an_escalation_is_caught_in_its_own_scope(interrupts):
    begins = node("startEvent", "h", models.ESCALATION, isInterrupting=interrupts)
    handler = sub("k", begins, end("he"), flows("h>he"), triggeredByEvent="true")
    throw = node("intermediateThrowEvent", "up", models.ESCALATION)

    assert found(start(), throw, end(), flows("s>up", "up>e"), handler) == {}


@pytest.mark.parametrize(
    "part",
    [
        flows("s>k") + sub("k", inside("i"), triggeredByEvent="true"),
        boundary("t", "nothing", models.MESSAGE),
        users("a") + users("a"),
        flows("s>nothing"),
    ],
)
def test_what_is_drawn_wrongly_is_not_judged(part):
    assert found(start(), end(), flows("s>e"), part) == {"sound": ["None"], "undecided": ["root"]}


def test_what_runs_beside_a_dead_task_is_dead_too():
    late = boundary("t", "a", models.MESSAGE, stops=False)
    body = start(), end(), end("f"), users("a"), late, flows("s>e", "a>e", "t>f")

    assert found(*body) == {"dead-element": ["f", "a", "t"]}


def test_an_escalation_passes_and_is_caught():
    throw = node("intermediateThrowEvent", "up", models.ESCALATION)
    inner = start("i") + throw + end("ie") + flows("i>up", "up>ie")
    heard = boundary("t", "u", models.ESCALATION, stops=False)

    assert found(start(), end(), end("f"), sub("u", inner), heard, flows("s>u", "u>e", "t>f")) == {}


def test_an_ad_hoc_sub_process_does_some_of_its_tasks():
    adhoc = node("adHocSubProcess", "u", users("a", "b"))

    assert found(start(), end(), adhoc, flows("s>u", "u>e")) == {}


def test_compensation_is_no_dead_element():
    undo = node("serviceTask", "undo", isForCompensation="true")
    listens = boundary("c", "a", "<compensateEventDefinition/>")

    assert found(start(), end(), users("a"), undo, listens, flows("s>a", "a>e")) == {}


def test_an_event_sub_process_that_hangs_may_be_begun_by_a_throw():
    begins = node("startEvent", "hs", models.ESCALATION)
    handler = sub("k", stuck("h").replace(start("hs"), begins), triggeredByEvent="true")
    throw = node("intermediateThrowEvent", "up", models.ESCALATION) + users("a")
    body = start(), throw, end(), handler, flows("s>up", "up>a", "a>e")

    assert found(*body)["deadlock"] == ["hj"]
    assert found(*body, node("intermediateThrowEvent", "up2", models.ESCALATION),
                 flows("a>up2"))["deadlock"] == ["hj"]  # fmt: skip


def test_an_error_without_a_code_is_caught_by_whoever_catches_every_one():
    inner = start("i") + end("ie", "<errorEventDefinition/>") + flows("i>ie")
    caught = boundary("t", "u", "<errorEventDefinition/>")

    assert found(start(), end(), sub("u", inner), caught, flows("s>u", "t>e")) == {}


def test_an_event_sub_process_beside_that_hangs_holds_its_scope_open():
    begins = node("startEvent", "hs", models.MESSAGE, isInterrupting="false")
    handler = sub("k", stuck("h").replace(start("hs"), begins), triggeredByEvent="true")

    assert found(start(), end(), users("a"), flows("s>a", "a>e"), handler)["deadlock"] == ["hj"]
