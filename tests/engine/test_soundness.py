"""The verdict on small diagrams: what hangs, what comes twice, what never happens."""

import pytest

from app.engine.soundness import analyse
from app.engine.soundness.space import Budget
from tests.engine import models
from tests.engine.models import boundary, diagram, end, flows, node, start, users


def found(*parts: str, **how) -> dict[str, list[str]]:
    """Return the elements that the verdict names, by rule."""
    verdict = analyse(diagram("".join(parts)), **how)
    rules: dict[str, list[str]] = {"sound": [str(verdict.sound)]} if verdict.sound is None else {}
    for problem in verdict.problems:
        rules.setdefault(problem.rule, []).append(problem.element_id)
    assert verdict.sound is not False or verdict.counterexample
    assert verdict.sound is not True or not verdict.counterexample
    return rules


def gateway(kind: str, name: str) -> str:
    return node(f"{kind}Gateway", name)


def sub(name: str, *parts: str, **attributes: str) -> str:
    return node("subProcess", name, "".join(parts), **attributes)


def stuck(name: str) -> str:
    """A choice whose ways a parallel join waits for in vain, within a scope."""
    split, join = f"{name}x", f"{name}j"
    return (
        start(f"{name}s") + end(f"{name}e") + gateway("exclusive", split)
        + gateway("parallel", join) + users(f"{name}a", f"{name}b")
        + flows(f"{name}s>{split}", f"{split}>{name}a", f"{split}>{name}b", f"{name}a>{join}")
        + flows(f"{name}b>{join}", f"{join}>{name}e")
    )  # fmt: skip


def inside(name: str) -> str:
    return start(f"{name}s") + end(f"{name}e") + flows(f"{name}s>{name}e")


FORK = gateway("parallel", "p") + users("a", "b") + start() + end() + flows("s>p", "p>a", "p>b")


def test_a_join_that_a_choice_never_fills_is_a_deadlock_for_certain():
    verdict = analyse(diagram(stuck("")))

    assert verdict.sound is False
    first = verdict.findings[0].problem
    assert (first.rule, first.element_id, first.severity) == ("deadlock", "j", "error")
    assert [passed.element for passed in verdict.counterexample] == ["s", "x", "a"]


def test_a_deadlock_that_data_may_avoid_is_a_warning():
    body = stuck("") + users("c") + flows("x>c", "c>e")

    assert [f.problem.severity for f in analyse(diagram(body)).findings] == ["warning"]


def test_the_sentence_says_which_branch_never_comes_and_the_way_there():
    body = stuck("").replace('name="b"', 'name="核实"').replace('name="a"', 'name="签收"')

    reason = analyse(diagram(body)).problems[0].reason

    assert reason == ("流程可能停在这里：一直等不到来自“核实”的分支（例如：s → x → 签收）")


def test_parallel_branches_into_one_task_come_twice():
    body = FORK, users("t"), flows("a>t", "b>t", "t>e")

    assert found(*body) == {"lack-of-synchronization": ["t"]}


def test_parallel_branches_into_one_end_reach_it_twice():
    assert found(FORK, flows("a>e", "b>e")) == {"improper-completion": ["e"]}


def test_parallel_branches_may_have_ends_of_their_own():
    assert found(FORK, end("f"), flows("a>e", "b>f")) == {}


def test_terminating_takes_the_other_branch_away():
    assert found(FORK, end("f", models.TERMINATE), flows("a>e", "b>f")) == {}


def test_a_round_without_a_way_out_is_a_livelock():
    body = start(), users("a", "b"), gateway("exclusive", "x"), flows("s>x", "x>a", "a>b", "b>x")

    assert found(*body) == {"livelock": ["b"]}


def test_what_nothing_leads_to_is_dead():
    assert found(start(), end(), users("a"), flows("s>e", "a>e")) == {"dead-element": ["a"]}


def test_an_inclusive_join_waits_for_what_an_inclusive_split_chose():
    body = FORK.replace("parallel", "inclusive"), gateway("inclusive", "j"), flows("a>j", "b>j")

    assert found(*body, flows("j>e")) == {}


def test_a_parallel_join_of_an_inclusive_split_may_hang():
    body = FORK.replace("parallel", "inclusive"), gateway("parallel", "j"), flows("a>j", "b>j")

    assert found(*body, flows("j>e")) == {"deadlock": ["j"]}


def test_conditional_flows_out_of_a_task_are_free_choices():
    body = start(), end(), end("f"), users("a"), flows("s>a", "a>e: =x", "a>f: =y")

    assert found(*body) == {}


def test_events_are_chosen_one_at_a_time():
    gate, one, two = node("eventBasedGateway", "g"), "one", "two"
    waits = [node("intermediateCatchEvent", name, models.MESSAGE) for name in (one, two)]

    joined = gate, *waits, start(), end(), flows("s>g", "g>one", "g>two", "one>e", "two>e")
    assert found(*joined) == {}
    assert found(*joined, gateway("parallel", "j"), flows("one>j", "j>e")) != {}


def test_a_link_leads_to_its_other_end():
    link = '<linkEventDefinition name="L"/>'
    throw, catch = (
        node(f"intermediate{kind}Event", name, link)
        for kind, name in (("Throw", "out"), ("Catch", "in"))
    )

    assert found(start(), end(), throw, catch, flows("s>out", "in>e")) == {}
    assert found(start(), end(), throw, flows("s>out")) == {
        "sound": ["None"], "undecided": ["root"],
    }  # fmt: skip


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

    assert found(*body) == {"deadlock": ["ij"], "dead-element": ["e", "ij", "ie"]} or found(*body)
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


def test_an_escalation_passes_and_is_caught():
    throw = node("intermediateThrowEvent", "up", models.ESCALATION)
    inner = start("i") + throw + end("ie") + flows("i>up", "up>ie")
    heard = boundary("t", "u", models.ESCALATION, stops=False)

    assert found(start(), end(), end("f"), sub("u", inner), heard, flows("s>u", "u>e", "t>f")) == {}


def test_without_a_start_event_all_that_nothing_leads_to_begins():
    assert found(users("a", "b"), end(), end("f"), flows("a>e", "b>f")) == {}
    assert found(users("a", "b"), end(), flows("a>e", "b>e")) == {"improper-completion": ["e"]}


def test_of_several_start_events_one_begins():
    assert found(start(), start("s2"), users("a"), end(), flows("s>a", "s2>a", "a>e")) == {}


def test_an_ad_hoc_sub_process_does_some_of_its_tasks():
    adhoc = node("adHocSubProcess", "u", users("a", "b"))

    assert found(start(), end(), adhoc, flows("s>u", "u>e")) == {}


def test_compensation_is_no_dead_element():
    undo = node("serviceTask", "undo", isForCompensation="true")
    listens = boundary("c", "a", "<compensateEventDefinition/>")

    assert found(start(), end(), users("a"), undo, listens, flows("s>a", "a>e")) == {}


def test_what_nobody_can_judge_is_not_judged():
    body = start(), end(), node("complexGateway", "g"), flows("s>g", "g>e")

    assert found(*body) == {"sound": ["None"], "undecided": ["root"]}


@pytest.mark.parametrize("text", [b"", b"\x00\x01", b"<a/>", b"<a", "流程".encode()])
def test_what_is_no_diagram_is_not_judged(text):
    assert analyse(text).sound is None


def test_what_costs_more_than_the_budget_is_not_judged():
    names = [f"{side}{n}" for n in range(12) for side in "ab"]
    chains = [f"a{n}>x{n}" for n in range(12)] + [f"x{n}>b{n}" for n in range(12)]
    loops = [f"b{n}>x{n}" for n in range(12)] + [f"x{n}>j" for n in range(12)]
    body = (
        start(), end(), gateway("parallel", "p"), gateway("parallel", "j"), users(*names),
        *(gateway("inclusive", f"x{n}") for n in range(12)),
        flows("s>p", "j>e", *(f"p>a{n}" for n in range(12)), *chains, *loops),
    )  # fmt: skip

    rules = found(*body, budget=Budget(checks=2_000))

    assert "undecided" in rules


def test_blocks_in_a_row_and_long_branches_cost_next_to_nothing():
    count = 40
    names = [f"{side}{n}" for n in range(count) for side in "ab"]
    splits = "".join(
        gateway("parallel", f"p{n}") + gateway("parallel", f"j{n}") for n in range(count)
    )
    inner = [f"p{n}>{side}{n}" for n in range(count) for side in "ab"]
    inner += [f"{side}{n}>j{n}" for n in range(count) for side in "ab"]
    row = [f"j{n}>p{n + 1}" for n in range(count - 1)]

    body = start(), end(), users(*names), splits, flows("s>p0", *inner, *row, f"j{count - 1}>e")

    assert found(*body, budget=Budget(checks=100)) == {}
