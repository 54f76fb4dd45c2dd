"""Completed work is taken back, the last first."""

from app import engine
from tests.engine.models import (
    ERROR,
    MESSAGE,
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
    users,
)
from tests.engine.undone import BACK, UNDO, guarded, played, undo


def test_handlers_run_in_reverse_order_and_then_the_flow_goes_on():
    case = Case(start() + guarded("a", "b") + BACK + users("c") + end()
                + flows("s>a", "a>b", "b>back", "back>c", "c>e"))  # fmt: skip

    assert played(case, "a", "b", "bx", "ax") == [["b"], ["bx"], ["ax"], ["c"]]
    assert case.do("c") == []
    assert case.step.ended


def test_the_order_is_that_of_completion():
    fork, join = node("parallelGateway", "fork"), node("parallelGateway", "join")
    case = Case(start() + fork + join + guarded("a", "b") + end("e", UNDO)
                + flows("s>fork", "fork>a", "fork>b", "a>join", "b>join", "join>e"))  # fmt: skip

    assert played(case, "b", "a", "ax", "bx") == [["a"], ["ax"], ["bx"], []]
    assert case.step.ended


def test_one_activity_may_be_named():
    named = node("intermediateThrowEvent", "back", undo("a"))
    case = Case(start() + guarded("a", "b") + named + users("c") + end()
                + flows("s>a", "a>b", "b>back", "back>c", "c>e"))  # fmt: skip

    assert played(case, "a", "b", "ax") == [["b"], ["ax"], ["c"]]


def test_what_was_taken_back_is_not_taken_back_again():
    case = Case(start() + guarded("a") + BACK + end("e", UNDO) + flows("s>a", "a>back", "back>e"))

    case.do("a")
    case.do("ax")

    assert case.step.ended


def test_what_was_not_completed_is_not_taken_back():
    fork = node("parallelGateway", "fork")
    case = Case(start() + fork + guarded("a", "b") + end("e") + end("f", UNDO)
                + flows("s>fork", "fork>a", "fork>b", "a>f", "b>e"))  # fmt: skip

    assert played(case, "a", "ax", "b") == [["ax", "b"], ["b"], []]
    assert case.step.ended


def test_every_round_of_a_loop_is_taken_back():
    more = node("exclusiveGateway", "m", default="f_m_back")
    again = node("exclusiveGateway", "x")
    case = Case(
        start()
        + again
        + guarded("a")
        + script("n", "n", "=n + 1")
        + more
        + BACK
        + end()
        + flows("s>x", "x>a", "a>n", "n>m", "m>x: =n < 3", "m>back", "back>e"),
        n=0,
    )

    played(case, "a", "a", "a")

    assert played(case, "ax", "ax", "ax") == [["ax"], ["ax"], []]


def test_a_loop_with_one_handler_is_taken_back_once():
    looped = guarded("a").replace('id="a" name="a">', 'id="a" name="a">' + multi("=[1, 2]", "n"))
    case = Case(start() + looped + BACK + end() + flows("s>a", "a>back", "back>e"))

    assert played(case, "a", "a", "ax") == [["a"], ["ax"], []]


def inner(*names: str, extra: str = "") -> str:
    steps = flows(
        f"i>{names[0]}", *(f"{a}>{b}" for a, b in zip(names, [*names[1:], "ie"], strict=True))
    )
    return start("i") + guarded(*names) + end("ie") + steps + extra


def test_what_a_completed_sub_process_did_is_taken_back_with_its_variables():
    writes = node("userTask", "w", "", io(None, {"x": "=x"}))
    local = io({"x": "=0"})
    inside = (
        start("i") + guarded("a", "b") + writes + end("ie") + flows("i>a", "a>b", "b>w", "w>ie")
    )
    case = Case(start() + node("subProcess", "sub", inside, local) + guarded("c") + BACK + end()
                + flows("s>sub", "sub>c", "c>back", "back>e"))  # fmt: skip
    played(case, "a", "b")
    case.do("w", x=7)

    assert played(case, "c", "cx") == [["cx"], ["bx"]]
    assert case.task("bx").facts["x"] == 7
    assert played(case, "bx", "ax") == [["ax"], []]
    assert case.step.ended


def test_a_handler_on_a_sub_process_takes_the_place_of_those_in_it():
    outer = node("subProcess", "sub", inner("a")) + guarded("sub").replace(users("sub"), "")
    case = Case(start() + outer + BACK + end() + flows("s>sub", "sub>back", "back>e"))

    assert played(case, "a", "subx") == [["subx"], []]
    assert case.step.ended


def test_a_sub_process_may_say_itself_how_it_is_taken_back():
    says = node("startEvent", "cs", UNDO) + users("k") + node("intermediateThrowEvent", "t", UNDO)
    says += users("z") + end("ce") + flows("cs>k", "k>t", "t>z", "z>ce")
    handler = node("subProcess", "csub", says, triggeredByEvent="true")
    case = Case(start() + node("subProcess", "sub", inner("a", extra=handler)) + BACK + end()
                + flows("s>sub", "sub>back", "back>e"))  # fmt: skip

    assert played(case, "a", "k", "ax", "z") == [["k"], ["ax"], ["z"], []]
    assert case.step.ended


def test_every_instance_of_a_looped_sub_process_is_taken_back():
    case = Case(start() + node("subProcess", "sub", multi("=[1, 2]", "n") + inner("a")) + BACK
                + end() + flows("s>sub", "sub>back", "back>e"))  # fmt: skip
    case.do("a", {"n": 1})
    case.do("a", {"n": 2})

    assert case.task("ax").facts["n"] == 2
    case.do("ax")
    assert case.task("ax").facts["n"] == 1
    case.do("ax")
    assert case.step.ended


def test_an_event_sub_process_takes_back_what_the_scope_around_it_did():
    says = node("startEvent", "cs", ERROR) + end("ce", UNDO) + flows("cs>ce")
    handler = node("subProcess", "csub", says, triggeredByEvent="true")
    body = start("i") + guarded("a") + end("ie", ERROR) + flows("i>a", "a>ie") + handler
    case = Case(start() + node("subProcess", "sub", body) + users("c") + end()
                + flows("s>sub", "sub>c", "c>e"))  # fmt: skip

    assert played(case, "a", "ax") == [["ax"], ["c"]]


def test_a_handler_may_itself_be_a_sub_process_or_a_call():
    calling = calls("ax", "called").replace(
        "<callActivity ", '<callActivity isForCompensation="true" '
    )
    plain = node("userTask", "ax", isForCompensation="true")
    called = start("j") + users("q") + end("je") + flows("j>q", "q>je")
    case = Case(start() + guarded("a").replace(plain, calling) + BACK + end()
                + flows("s>a", "a>back", "back>e"), called)  # fmt: skip

    assert played(case, "a", "q") == [["q"], []]
    assert case.step.ended


def test_an_event_that_takes_a_handler_away_lets_the_others_follow():
    listening = boundary("m", "bx", MESSAGE)
    case = Case(start() + guarded("a", "b") + listening + users("h") + BACK + end() + end("e2")
                + flows("s>a", "a>b", "b>back", "back>e", "m>h", "h>e2"), case_ref="R")  # fmt: skip
    played(case, "a", "b")

    assert case.send("m") == ["ax", "h"]


def test_a_completed_transaction_can_be_taken_back_later():
    case = Case(start() + node("transaction", "tx", inner("a")) + BACK + end()
                + flows("s>tx", "tx>back", "back>e"))  # fmt: skip

    assert played(case, "a", "ax") == [["ax"], []]


def test_what_is_being_taken_back_can_be_interrupted():
    body = start("i") + guarded("a") + BACK + end("ie") + flows("i>a", "a>back", "back>ie")
    case = Case(start() + node("subProcess", "sub", body) + boundary("m", "sub", MESSAGE)
                + users("h") + end() + end("e2") + flows("s>sub", "sub>e", "m>h", "h>e2"),
                case_ref="R")  # fmt: skip
    case.do("a")

    assert case.send("m") == ["h"]


def test_the_handler_is_shown_as_what_is_active():
    case = Case(start() + guarded("a") + BACK + end() + flows("s>a", "a>back", "back>e"))

    case.do("a")

    found = [element for _, element, _ in engine.live_elements(case.definition, case.step.state)]
    assert sorted(found) == ["ax", "back"]


def test_the_record_of_what_was_done_ends_with_its_scope():
    case = Case(start() + guarded("a") + users("b") + end() + flows("s>a", "a>b", "b>e"))

    case.do("a")
    assert b'"done"' in case.step.state
    case.do("b")

    assert b'"done"' not in case.step.state


def test_a_loop_of_sub_processes_with_a_handler_is_taken_back_by_that_alone():
    looped = node("subProcess", "sub", multi("=[1, 2]", "n") + inner("a"))
    body = start() + looped + guarded("sub").replace(users("sub"), "") + BACK + end()
    case = Case(body + flows("s>sub", "sub>back", "back>e"))
    case.do("a", {"n": 1})
    case.do("a", {"n": 2})

    assert played(case, "subx") == [[]]
    assert case.step.ended


def test_what_is_taken_back_in_a_sub_process_that_is_open_again_can_be_interrupted():
    outer = start("o") + node("subProcess", "sub", inner("a")) + BACK + end("oe")
    outer += flows("o>sub", "sub>back", "back>oe")
    body = start() + node("subProcess", "outer", outer) + boundary("m", "outer", MESSAGE)
    case = Case(body + users("h") + end() + end("e2")
                + flows("s>outer", "outer>e", "m>h", "h>e2"), case_ref="R")  # fmt: skip
    assert played(case, "a") == [["ax"]]

    assert case.send("m") == ["h"]
    assert [scope.element_id for scope in case.step.scopes] == [None]


def test_thousands_of_rounds_are_taken_back_in_linear_time():
    marked = '<scriptTask isForCompensation="true" '
    undone = script("ax", "m", "=m + 1").replace("<scriptTask ", marked)
    rounds = script("a", "n", "=n + 1") + boundary("ba", "a", UNDO) + undone
    rounds += '<association id="as" sourceRef="ba" targetRef="ax"/>'
    gates = node("exclusiveGateway", "x") + node("exclusiveGateway", "y", default="f_y_back")
    case = Case(
        start()
        + gates
        + rounds
        + BACK
        + end()
        + flows("s>x", "x>a", "a>y", "y>x: =n < 2000", "y>back", "back>e"),
        n=0,
        m=0,
    )

    assert (case.step.ended, case.step.variables["m"]) == (True, 2000)
