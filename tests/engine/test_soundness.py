"""The verdict on small diagrams: what hangs, what comes twice, what never happens."""

import pytest

from app.engine.soundness import analyse
from app.engine.soundness.game.space import Budget
from tests.engine import models
from tests.engine.judging import FORK, found, gateway, stuck
from tests.engine.models import diagram, end, flows, node, start, users


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

    assert reason == (
        "流程可能停在这里：一直等不到来自“核实”的分支；没有一条路能走到结束（例如：s → x → 签收）"
    )


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


def test_nothing_begins_where_everything_comes_after_something():
    assert found(users("a", "b"), flows("a>b", "b>a"))["deadlock"] == ["root"]


def test_more_choices_than_can_be_tried_leave_the_question_open():
    names = [f"a{n}" for n in range(10)]
    split, join = gateway("inclusive", "x"), gateway("inclusive", "j")
    lines = [f"x>{name}" for name in names] + [f"{name}>j" for name in names]

    rules = found(start(), end(), split, join, users(*names), flows("s>x", "j>e", *lines))

    assert rules == {"sound": ["None"], "undecided": ["root"]}


def test_a_long_way_is_shortened_in_the_middle():
    names = [f"a{n}" for n in range(20)]
    chain = [f"a{n}>a{n + 1}" for n in range(19)]
    body = start() + end() + users(*names, "b", "c") + gateway("parallel", "p")

    verdict = analyse(diagram(body + flows("s>a0", *chain, "a19>p", "p>b", "p>c", "b>e", "c>e")))

    assert len(verdict.counterexample) > 20
    assert " → … → " in verdict.problems[0].reason


def test_without_a_start_event_all_that_nothing_leads_to_begins():
    assert found(users("a", "b"), end(), end("f"), flows("a>e", "b>f")) == {}
    assert found(users("a", "b"), end(), flows("a>e", "b>e")) == {"improper-completion": ["e"]}


def test_of_several_start_events_one_begins():
    assert found(start(), start("s2"), users("a"), end(), flows("s>a", "s2>a", "a>e")) == {}


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


def test_an_end_that_every_round_reaches_is_told_once():
    loop = users("a", "b") + gateway("exclusive", "x") + gateway("parallel", "p")
    loop += flows("x>p", "p>a", "a>x", "p>b", "b>e")
    body = start(), end(), users("c", "d"), gateway("exclusive", "y"), gateway("parallel", "q")
    told = {"livelock": ["x"], "improper-completion": ["e"]}

    assert found(start(), end(), loop, flows("s>x")) == told
    assert found(*body, loop, flows("s>y", "y>x", "y>q", "q>c", "q>d", "c>e", "d>e")) == told
