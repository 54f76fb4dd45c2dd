"""An inclusive gateway waits for whatever can still come, and for nothing else."""

import random

from app import engine
from tests.engine.models import (
    Case,
    boundary,
    end,
    flows,
    node,
    script,
    start,
    timer,
    users,
)

GATES = node("inclusiveGateway", "split") + node("inclusiveGateway", "join")
THREE = (
    start() + GATES + users("a", "b", "c", "z") + end()
    + flows("s>split", "split>a: =x > 0", "split>b: =x > 1", "split>c: =x > 2")
    + flows("a>join", "b>join", "c>join", "join>z", "z>e")
)  # fmt: skip


def test_every_flow_that_holds_is_taken_and_waited_for():
    for x, opened in ((1, ["a"]), (2, ["a", "b"]), (3, ["a", "b", "c"])):
        case = Case(THREE, x=x)

        assert case.open == opened
        for name in opened[:-1]:
            assert "z" not in case.do(name)
        assert case.do(opened[-1]) == ["z"]


def test_no_flow_that_holds_and_no_default_is_an_incident():
    case = Case(THREE, x=0)

    assert (case.open, case.incidents) == ([], ["split"])


def test_the_default_is_taken_only_when_no_other_is():
    body = start() + node("inclusiveGateway", "g", default="f_g_c") + users("a", "b", "c")
    body += flows("s>g", "g>a: =x = 1", "g>b: =x = 1", "g>c")

    assert Case(body, x=1).open == ["a", "b"]
    assert Case(body, x=2).open == ["c"]


def test_a_join_fires_when_the_branch_it_waits_for_goes_elsewhere():
    gates = GATES + node("exclusiveGateway", "turn", default="f_turn_join")
    case = Case(
        start() + gates + users("a", "b", "z") + end() + end("away")
        + flows("s>split", "split>a: =true", "split>b: =true", "a>join", "b>turn")
        + flows("turn>away: =gone", "turn>join", "join>z", "z>e"),
        gone=True,
    )  # fmt: skip

    assert case.do("a") == ["b"]
    assert case.do("b") == ["z"]


def test_a_join_fires_when_what_it_waits_for_is_taken_away():
    body = THREE + boundary("late", "b", timer("timeDuration", "PT1H"))
    case = Case(body, x=2)
    case.do("a")

    assert case.after(hours=1) == ["z"]


def test_a_join_waits_for_what_an_event_may_still_bring():
    body = start() + node("parallelGateway", "fork") + node("inclusiveGateway", "join")
    body += (
        users("a", "b", "z")
        + end()
        + end("out")
        + boundary("late", "b", timer("timeDuration", "PT1H"))
    )
    body += flows("s>fork", "fork>a", "fork>b", "a>join", "b>out", "late>join", "join>z", "z>e")
    early, late = Case(body), Case(body)

    assert early.do("a") == ["b"]
    assert early.do("b") == ["z"]
    assert late.do("a") == ["b"]
    assert late.after(hours=1) == ["z"]


def test_two_tokens_on_one_flow_fire_a_join_twice():
    body = start() + node("parallelGateway", "fork") + node("exclusiveGateway", "merge")
    body += node("inclusiveGateway", "join") + users("x1", "x2", "y", "z") + end()
    body += flows("s>fork", "fork>x1", "fork>x2", "fork>y", "x1>merge", "x2>merge", "merge>join")
    body += flows("y>join", "join>z", "z>e")
    case = Case(body)

    assert case.do("x1") == ["x2", "y"]
    assert case.do("x2") == ["y"]
    assert case.do("y") == ["z", "z"]


def test_one_that_can_reach_a_flow_with_a_token_is_not_waited_for():
    body = start() + node("parallelGateway", "fork") + node("inclusiveGateway", "join")
    body += node("exclusiveGateway", "either", default="f_either_p") + users(
        "a", "b", "p", "q", "z"
    )
    body += flows("s>fork", "fork>a", "fork>b", "a>p", "b>either", "either>p", "either>q: =x = 1")
    body += flows("p>join", "q>join", "join>z")
    case = Case(body, x=2)
    case.do("a")

    assert case.do("p") == ["b", "z"]


def test_a_join_in_a_loop_waits_in_every_round():
    again = node("exclusiveGateway", "again", default="f_again_e") + node("exclusiveGateway", "top")
    case = Case(
        start() + GATES + again + users("a", "b", "c") + end() + script("count", "n", "=n + 1")
        + flows("s>top", "top>split", "split>a: =modulo(n, 2) = 0", "split>b: =modulo(n, 3) = 0")
        + flows("split>c: =true", "a>join", "b>join", "c>join", "join>count", "count>again")
        + flows("again>top: =n < 200", "again>e"),
        n=0,
    )  # fmt: skip
    chance = random.Random(7)

    rounds = 0
    while not case.step.ended:
        n = case.step.variables["n"]
        wanted = [x for x, holds in (("a", n % 2 == 0), ("b", n % 3 == 0), ("c", True)) if holds]
        assert case.open == wanted
        for name in chance.sample(wanted, len(wanted)):
            case.do(name)
        rounds += 1

    assert rounds == 200
    assert len(case.step.state) < 2_000


def test_a_join_inside_each_instance_knows_only_its_own_scope():
    inner = (
        THREE.replace("f_", "g_").replace('"s"', '"s1"').replace('"e"', '"e1"').replace("=x", "=d")
    )
    loop = (
        "<multiInstanceLoopCharacteristics><extensionElements>"
        '<zeebe:loopCharacteristics inputCollection="=[1, 2]" inputElement="d"/>'
        "</extensionElements></multiInstanceLoopCharacteristics>"
    )
    body = start() + node("subProcess", "sub", loop + inner) + end() + flows("s>sub", "sub>e")
    case = Case(body)

    assert case.open == ["a", "a", "b"]
    assert case.do("a", {"d": 1}) == ["a", "b", "z"]
    assert case.do("b") == ["a", "z"]
    assert case.do("a") == ["z", "z"]


def test_a_removed_instance_lets_a_join_behind_it_fire():
    loop = (
        "<multiInstanceLoopCharacteristics><extensionElements>"
        '<zeebe:loopCharacteristics inputCollection="=[1]" inputElement="d"/>'
        "</extensionElements></multiInstanceLoopCharacteristics>"
    )
    body = start() + node("parallelGateway", "fork") + node("inclusiveGateway", "join")
    body += users("a", "z") + node("userTask", "m", loop)
    body += flows("s>fork", "fork>a", "fork>m", "a>join", "m>join", "join>z")
    case = Case(body)
    case.do("a")

    assert case.command(engine.remove_instance, case.step.loops[0].instances[0]) == ["z"]
