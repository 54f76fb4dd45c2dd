"""Going back over gateways that choose, over what was thrown, and in ad-hoc sub-processes."""

from app import engine
from tests.engine.models import (
    ESCALATION,
    MESSAGE,
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
from tests.engine.operations.journeys import back

CHOSEN = (
    start() + node("inclusiveGateway", "split") + node("inclusiveGateway", "join")
    + users("p", "x", "y", "w", "z") + end() + flows("s>p", "p>split", "join>z", "z>e")
    + flows("split>x: =list contains(on, \"x\")", "split>y: =list contains(on, \"y\")")
    + flows("split>w: =list contains(on, \"w\")", "x>join", "y>join", "w>join")
)  # fmt: skip


def test_an_inclusive_join_gives_back_what_it_had_consumed():
    case = Case(CHOSEN, on=["x", "y"])
    for name in ("p", "y", "x"):
        case.do(name)
    assert case.open == ["z"]

    assert back(case, "y") == ["y"]
    assert case.do("y") == ["z"]


def test_an_inclusive_join_fires_when_a_return_takes_away_what_it_waited_for():
    fork = node("parallelGateway", "fork")
    body = CHOSEN.replace("f_s_p", "f_fork_p").replace('sourceRef="s"', 'sourceRef="fork"')
    late = users("k") + node("exclusiveGateway", "late", default="f_late_e2") + end("e2")
    case = Case(
        body + fork + late + flows("s>fork", "fork>k", "k>late", "late>join: =late", "late>e2"),
        on=["x"], late=True,
    )  # fmt: skip
    case.do("p")
    case.do("x")
    assert case.open == ["k"]

    assert case.do("k") == ["z"]
    assert back(case, "x") == ["x"]
    assert case.do("x") == ["z"]


def test_another_choice_after_going_back():
    case = Case(CHOSEN, on=["x", "y"])
    case.do("p")
    case.do("x")
    back(case, "p")
    case.command(engine.set_variable, None, "on", ["w"])

    assert case.do("p") == ["w"]
    assert case.do("w") == ["z"]


def test_before_an_event_gateway_every_event_waits_anew():
    choice = node("eventBasedGateway", "g") + node("intermediateCatchEvent", "m", MESSAGE)
    choice += node("intermediateCatchEvent", "t", timer("timeDuration", "PT1H"))
    case = Case(
        start() + choice + users("a", "x", "y") + end() + end("e2")
        + flows("s>a", "a>g", "g>m", "g>t", "m>x", "t>y", "x>e", "y>e2"),
        case_ref=1,
    )  # fmt: skip
    case.do("a")
    assert case.send("m") == ["x"]

    assert back(case, "a") == ["a"]
    assert case.step.timers == []
    case.do("a")
    assert case.after(hours=1) == ["y"]


def test_what_one_step_had_called_for_goes_with_it():
    raises = node("intermediateThrowEvent", "raise", ESCALATION)
    inner = start("i") + users("a", "b") + raises + end("ie")
    inner += flows("i>a", "a>raise", "raise>b", "b>ie")
    case = Case(
        start() + node("subProcess", "sp", inner) + users("h") + end() + end("e2")
        + boundary("x", "sp", ESCALATION, stops=False) + flows("s>sp", "sp>e", "x>h", "h>e2")
    )  # fmt: skip
    assert case.do("a") == ["b", "h"]

    assert back(case, "a") == ["a"]
    assert case.do("a") == ["b", "h"]


def handled(stops: bool) -> Case:
    begin = node("startEvent", "hs", MESSAGE, isInterrupting=str(stops).lower())
    inside = begin + users("h") + end("he") + flows("hs>h", "h>he")
    handler = node("subProcess", "handler", inside, triggeredByEvent="true")
    fork = node("parallelGateway", "f")
    return Case(
        start() + fork + users("a", "b", "c") + end() + end("e2") + handler
        + flows("s>f", "f>a", "f>b", "a>c", "c>e", "b>e2"),
        case_ref=1,
    )  # fmt: skip


def test_over_an_event_scope_that_interrupted_everything_comes_back():
    case = handled(stops=True)
    case.do("a")
    assert case.send("hs") == ["h"]

    assert back(case, "a") == ["a", "b"]
    assert [each.element_id for each in case.step.subscriptions] == ["hs"]
    assert case.do("a") == ["b", "c"]


def test_an_event_scope_beside_the_others_stays():
    case = handled(stops=False)
    case.do("a")
    case.send("hs")

    assert back(case, "a") == ["a", "b", "h"]


def test_what_is_done_in_no_order_is_opened_again_alone():
    case = Case(
        start() + node("adHocSubProcess", "ad", users("a", "b")) + users("z") + end()
        + flows("s>ad", "ad>z", "z>e")
    )  # fmt: skip
    case.do("a")
    assert back(case, "a") == ["a", "b"]
    case.do("a")
    assert case.do("b") == ["z"]

    assert back(case, "a") == ["a"]
    assert case.do("a") == ["z"]


def test_an_incident_goes_with_what_led_to_it():
    case = Case(start() + users("a") + script("x", "v", "=nobody") + end()
                + flows("s>a", "a>x", "x>e"))  # fmt: skip
    case.do("a")
    assert case.incidents == ["x"]

    assert back(case, "a") == ["a"]
    assert case.incidents == []
