"""Tokens move along the flows as BPMN says."""

from itertools import pairwise

import pytest

from app import engine
from tests.engine.models import Case, end, flows, node, script, start, users

FORK = node("parallelGateway", "fork") + node("parallelGateway", "join")
AGAIN = node("exclusiveGateway", "again", default="f_again_e")


def test_a_task_is_completed_and_the_process_ends():
    case = Case(start() + users("a", "b") + end() + flows("s>a", "a>b", "b>e"))

    case.do("a")
    case.do("b")

    assert (case.step.ended, case.step.end_event, case.step.end_name) == (True, "e", "e")


def test_the_first_true_condition_in_the_document_is_taken():
    gateway = node("exclusiveGateway", "g", default="f_g_c")
    body = start() + gateway + users("a", "b", "c") + end()
    lines = ("s>g", "g>a: =n > 5", "g>b: =n > 3", "g>c", "a>e", "b>e", "c>e")

    opened = {n: Case(body + flows(*lines), n=n).open for n in (9, 4, 1)}

    assert opened == {9: ["a"], 4: ["b"], 1: ["c"]}


def test_a_join_waits_for_one_token_of_every_flow():
    case = Case(
        start() + FORK + users("a", "b", "c") + end()
        + flows("s>fork", "fork>a", "fork>b", "a>join", "b>join", "join>c", "c>e")
    )  # fmt: skip

    assert case.do("b") == ["a"]
    assert case.do("a") == ["c"]


def test_two_tokens_on_one_flow_do_not_fire_a_join_and_the_spare_one_stays():
    merge = node("exclusiveGateway", "merge")
    case = Case(
        start() + FORK + merge + users("x1", "x2", "y", "z") + end()
        + flows("s>fork", "fork>x1", "fork>x2", "fork>y", "x1>merge", "x2>merge", "merge>join")
        + flows("y>join", "join>z", "z>e")
    )  # fmt: skip

    case.do("x1")

    assert case.do("x2") == ["y"]
    assert case.do("y") == ["z"]
    assert case.do("z") == []
    assert not case.step.ended


def test_a_join_inside_a_loop_waits_in_every_round():
    case = Case(
        start() + FORK + AGAIN + node("exclusiveGateway", "round") + users("a", "b") + end()
        + flows("s>round", "round>fork", "fork>a", "fork>b", "a>join", "b>join", "join>again")
        + flows("again>round: =more", "again>e"),
        more=True,
    )  # fmt: skip

    for number in range(300):
        first, second = ("a", "b") if number % 2 else ("b", "a")
        assert case.do(first) == [second]
        assert case.do(second) == ["a", "b"]

    assert len(case.step.state) < 2_000


def test_a_loop_of_tasks_stays_flat():
    case = Case(
        start() + users("a") + script("count", "n", "=n + 1") + AGAIN + end()
        + flows("s>a", "a>count", "count>again", "again>a: =n < 2000", "again>e"),
        n=0,
    )  # fmt: skip

    sizes = [len(case.step.state) for _ in range(1_999) if case.do("a")][3:]

    assert max(sizes) - min(sizes) < 20
    case.do("a")
    assert case.step.ended


def test_ten_thousand_rounds_of_scripts_run_in_one_command():
    case = Case(
        start() + script("count", "n", "=n + 1") + AGAIN + end()
        + flows("s>count", "count>again", "again>count: =n < 10000", "again>e"),
        n=0,
    )  # fmt: skip

    assert (case.step.ended, case.step.variables) == (True, {"n": 10_000})


def test_ten_parallel_blocks_in_a_row_predict_nothing():
    names = [f"b{number}" for number in range(10)]
    blocks = "".join(
        node("parallelGateway", f"f{n}") + users(f"{n}x", f"{n}y")
        + node("parallelGateway", f"j{n}")
        + flows(f"f{n}>{n}x", f"f{n}>{n}y", f"{n}x>j{n}", f"{n}y>j{n}")
        for n in names
    )  # fmt: skip
    links = [f"j{a}>f{b}" for a, b in pairwise(names)]

    case = Case(start() + blocks + end() + flows("s>fb0", *links, "jb9>e"))

    assert case.open == ["b0x", "b0y"]
    assert len(case.step.state) < 1_000


def test_a_completed_task_cannot_be_completed_again():
    case = Case(start() + users("a", "b") + end() + flows("s>a", "a>b", "b>e"))
    token = case.task("a").token

    case.do("a")

    with pytest.raises(engine.NotReadyError):
        case.command(engine.complete, token, {})


def test_cancelling_ends_everything_without_an_end_event():
    case = Case(start() + users("a") + end() + flows("s>a", "a>e"))

    case.command(engine.cancel)

    assert (case.step.ended, case.step.end_event, case.open) == (True, None, [])
    assert [(visit.element_id, visit.kind) for visit in case.step.trail] == [("a", "cancelled")]


def test_the_trail_tells_what_this_command_did_in_order():
    case = Case(start() + users("a", "b") + end() + flows("s>a", "a>b", "b>e"))

    case.do("a")

    assert [(visit.element_id, visit.kind) for visit in case.step.trail] == [
        ("a", "left"),
        ("b", "entered"),
    ]


def test_an_activity_takes_every_flow_that_holds_or_else_the_default():
    body = start() + node("userTask", "t", default="f_t_d") + users("a", "b", "d")
    body += flows("s>t", "t>a: =n > 1", "t>b: =n > 2", "t>d")

    opened = {n: Case(body, n=n).do("t") for n in (1, 2, 3)}

    assert opened == {1: ["d"], 2: ["a"], 3: ["a", "b"]}


def test_a_flow_without_a_condition_is_always_taken():
    case = Case(start() + users("t", "a", "b") + flows("s>t", "t>a", "t>b: =false"))

    assert case.do("t") == ["a"]


def test_events_split_too_and_every_branch_ends_by_itself():
    case = Case(start() + users("a", "b") + flows("s>a", "s>b: =true"))

    assert case.open == ["a", "b"]
    case.do("a")
    assert not case.step.ended
    case.do("b")
    assert (case.step.ended, case.step.end_event) == (True, None)


def test_who_completes_a_task_learns_that_no_way_is_open():
    case = Case(start() + users("t", "a") + flows("s>t", "t>a: =ok"), ok=False)

    with pytest.raises(engine.StepFailedError, match="没有一条出路的条件成立"):
        case.do("t")


def test_without_a_start_event_everything_begins_that_no_flow_leads_to():
    case = Case(users("a", "b", "c") + flows("a>c"))

    assert case.open == ["a", "b"]


def test_plain_and_manual_tasks_let_a_token_pass():
    body = start() + node("task", "t") + node("manualTask", "m") + users("a")
    case = Case(body + flows("s>t", "t>m", "m>a"))

    assert case.open == ["a"]
    assert [visit.element_id for visit in case.trail if visit.kind == "left"] == ["s", "t", "m"]


def test_a_transaction_is_a_scope():
    inner = start("i") + users("q") + end("ie") + flows("i>q", "q>ie")
    case = Case(start() + node("transaction", "x", inner) + users("a") + flows("s>x", "x>a"))

    assert case.open == ["q"]
    assert case.do("q") == ["a"]


def test_a_condition_may_be_written_over_several_lines():
    flow = flows("s>a: =x = 1").replace("[CDATA[=x", "[CDATA[\n  =x").replace("1]]", "1\n]]")
    body = start() + users("a", "b") + flow + flows("s>b: =x = 2")

    assert Case(body, x=1).open == ["a"]


def test_a_gateway_that_only_joins_may_be_the_end():
    for kind in ("exclusiveGateway", "parallelGateway", "inclusiveGateway"):
        body = start() + users("a", "b") + node(kind, "g")
        case = Case(body + flows("s>a", "s>b", "a>g", "b>g"))

        case.do("a")
        assert not case.step.ended
        case.do("b")
        assert case.step.ended
