"""Standard loops, ad-hoc sub-processes and processes that call themselves."""

import pytest

from app import engine
from tests.engine.models import (
    Case,
    boundary,
    calls,
    end,
    flows,
    io,
    multi,
    node,
    properties,
    script,
    start,
    timer,
    users,
)

AROUND = start() + users("z") + end() + flows("s>x", "x>z", "z>e")


def again(condition: str = "", **attributes: str) -> str:
    inner = f"<loopCondition>{condition}</loopCondition>" if condition else ""
    text = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<standardLoopCharacteristics{text}>{inner}</standardLoopCharacteristics>"


def test_a_loop_goes_on_while_its_condition_holds():
    body = AROUND + node("userTask", "x", again("=more"), io(None, {"more": "=m"}))
    case = Case(body)

    assert case.do("x", {"loopCounter": 1}, m=True) == ["x"]
    assert case.do("x", {"loopCounter": 2}, m=False) == ["z"]


def test_a_condition_may_be_asked_before_the_first_round():
    first = node("userTask", "x", again("=more", testBefore="true"))
    case = Case(AROUND + first, more=False)

    assert case.open == ["z"]


def test_a_loop_ends_after_its_last_round():
    case = Case(AROUND + node("userTask", "x", again(loopMaximum="2")))

    assert case.do("x") == ["x"]
    assert case.do("x") == ["z"]


def test_each_round_writes_its_results_for_the_next():
    inner = script("i", "n", "=n + 1") + users("q") + flows("i>q")
    case = Case(AROUND + node("subProcess", "x", inner + again("=n &lt; 3")), n=0)

    for _ in range(3):
        assert case.open == ["q"]
        case.do("q")

    assert (case.open, case.step.variables["n"]) == (["z"], 3)


def test_ten_thousand_rounds_stay_flat():
    task = '<zeebe:script expression="=n + 1" resultVariable="n"/>'
    case = Case(AROUND + node("scriptTask", "x", again("=n &lt; 10000"), task), n=0)

    assert (case.open, case.step.variables) == (["z"], {"n": 10_000})


def test_a_boundary_event_ends_a_loop_with_its_round():
    body = AROUND + node("userTask", "x", again("=true"))
    body += boundary("late", "x", timer("timeDuration", "P1D")) + users("l") + flows("late>l")
    case = Case(body)
    case.do("x")

    assert case.after(days=1) == ["l"]


def test_a_round_that_is_taken_away_ends_the_loop_and_none_is_added():
    case = Case(AROUND + node("userTask", "x", again("=true")))
    assert case.step.loops == []

    case.command(engine.remove_instance, case.task("x").token)

    assert case.open == ["z"]


def ad_hoc(inner: str, condition: str = "", extra: str = "", **attributes: str) -> str:
    if condition:
        inner += f"<completionCondition>{condition}</completionCondition>"
    return AROUND + node("adHocSubProcess", "x", inner, extra, **attributes)


def test_everything_is_offered_that_no_flow_leads_to():
    case = Case(ad_hoc(users("a", "b", "c") + flows("a>c")))

    assert case.open == ["a", "b"]
    assert case.do("a") == ["b", "c"]
    assert case.do("b") == ["c"]
    assert case.do("c") == ["z"]


def test_it_ends_when_its_condition_holds_and_takes_the_rest_away():
    task = node("userTask", "a", "", io(None, {"enough": "=true"}))
    case = Case(ad_hoc(task + users("b", "c") + flows("a>c"), "=enough"), enough=False)

    assert case.do("a") == ["z"]
    assert [v.element_id for v in case.step.trail if v.kind == "cancelled"] == ["b"]


def test_what_runs_may_finish_when_nothing_is_to_be_taken_away():
    task = node("userTask", "a", "", io(None, {"enough": "=true"}))
    inner = task + users("b", "c", "d") + flows("a>c", "b>d")
    case = Case(ad_hoc(inner, "=enough", cancelRemainingInstances="false"), enough=False)

    assert case.do("a") == ["b"]
    assert case.do("b") == ["z"]


def test_in_order_one_thing_begins_when_the_one_before_is_over():
    inner = users("a", "b", "c") + flows("a>c")
    case = Case(ad_hoc(inner, ordering="Sequential"))

    assert case.open == ["a"]
    assert case.do("a") == ["c"]
    assert case.do("c") == ["b"]
    assert case.do("b") == ["z"]


def test_in_order_nothing_more_begins_once_the_condition_holds():
    case = Case(ad_hoc(users("a", "b", "c"), "=n &gt; 1", ordering="Sequential"), n=2)

    assert case.open == ["a"]
    assert case.do("a") == ["z"]


def test_what_is_offered_may_be_chosen():
    chosen = '<zeebe:adHoc activeElementsCollection="=wanted"/>'
    body = ad_hoc(users("a", "b", "c"), extra=chosen)

    assert Case(body, wanted=["c", "a"]).open == ["a", "c"]
    assert Case(body, wanted=[]).open == ["z"]
    assert Case(body, wanted=["nothing"]).incidents == ["x"]
    assert Case(body, wanted="a").incidents == ["x"]


def test_instances_inside_count_as_one_activity():
    many = node("userTask", "m", multi("=[1, 2]", "d"))
    case = Case(ad_hoc(many + users("b"), "=true"))

    assert case.do("m") == ["b", "m"]
    assert case.do("m") == ["z"]


def test_an_ad_hoc_sub_process_may_have_instances():
    loop = multi("=[1, 2]", "d")
    case = Case(ad_hoc(loop + users("a", "b")))

    assert case.open == ["a", "a", "b", "b"]
    for name in ("a", "b", "b"):
        case.do(name)
    assert case.do("a") == ["z"]


DOWN = (
    start() + node("exclusiveGateway", "g", default="f_g_q") + users("q") + end("e2") + end()
    + calls("x", "root", io({"n": "=n - 1"})) + flows("s>g", "g>q", "g>x: =n > 0", "q>e2", "x>e")
)  # fmt: skip


def test_a_process_may_call_itself():
    case = Case(DOWN, n=3)

    assert (len(case.step.scopes), case.open) == (4, ["q"])
    case.do("q")
    assert (case.step.ended, case.step.end_event) == (True, "e")


def test_calls_without_end_are_an_incident():
    case = Case(DOWN, n=1_000)

    assert (case.incidents, len(case.step.scopes)) == (["x"], 21)
    assert "20 层" in case.step.incidents[0].reason


def test_two_processes_may_call_each_other():
    inner = start("i") + calls("c", "root", io({"n": "=n"})) + flows("i>c")
    case = Case(DOWN.replace('processId="root"', 'processId="called"'), inner, n=2)

    assert (case.open, len(case.step.scopes)) == (["q"], 5)


def test_a_called_process_may_be_named_as_bpmn_does():
    inner = start("i") + users("q") + flows("i>q")
    body = AROUND + node("callActivity", "x", calledElement="called")

    assert Case(body, inner).open == ["q"]


def test_a_completion_of_nothing_is_refused():
    loop = multi("=ds", "d")
    body = AROUND + node("userTask", "x", loop, properties(completion="0%"))

    with pytest.raises(engine.InvalidDiagramError, match="比例"):
        Case(body, ds=[])
