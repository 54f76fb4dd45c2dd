"""Going back over completed work: what is done again is taken back once."""

from tests.engine.models import MESSAGE, Case, boundary, end, flows, node, start, users
from tests.engine.operations.journeys import back
from tests.engine.test_compensation import BACK, guarded, inner, played

LINE = start() + guarded("a", "b") + users("c") + BACK + end()
LINE += flows("s>a", "a>b", "b>c", "c>back", "back>e")


def test_what_is_done_again_is_taken_back_once():
    case = Case(LINE)
    played(case, "a", "b")

    back(case, "a")

    assert played(case, "a", "b", "c", "bx", "ax") == [["b"], ["c"], ["bx"], ["ax"], []]
    assert case.step.ended


def test_what_came_before_stays_done():
    case = Case(LINE)
    played(case, "a", "b")

    back(case, "b")

    assert played(case, "b", "c", "bx", "ax") == [["c"], ["bx"], ["ax"], []]


def test_a_scope_that_is_opened_again_remembers_what_stays_done_in_it():
    case = Case(start() + node("subProcess", "sub", inner("a", "b")) + users("c") + BACK + end()
                + flows("s>sub", "sub>c", "c>back", "back>e"))  # fmt: skip
    played(case, "a", "b")

    assert back(case, "b") == ["b"]

    assert played(case, "b", "c", "bx", "ax") == [["c"], ["bx"], ["ax"], []]
    assert case.step.ended


def test_a_scope_that_was_interrupted_remembers_too():
    body = start() + node("subProcess", "sub", inner("a", "b")) + boundary("m", "sub", MESSAGE)
    case = Case(
        body
        + users("h", "c")
        + BACK
        + end()
        + end("e2")
        + flows("s>sub", "sub>c", "c>back", "back>e", "m>h", "h>e2"),
        case_ref="R",
    )
    case.do("a")
    case.send("m")

    assert back(case, "b") == ["b"]

    assert played(case, "b", "c", "bx", "ax") == [["c"], ["bx"], ["ax"], []]


def test_a_return_from_taking_back_does_the_work_again():
    case = Case(LINE)
    played(case, "a", "b", "c", "bx")

    assert back(case, "a") == ["a"]

    assert played(case, "a", "b", "c", "bx", "ax") == [["b"], ["c"], ["bx"], ["ax"], []]


def test_a_handler_that_is_opened_again_is_waited_for():
    case = Case(LINE)
    played(case, "a", "b", "c", "bx")

    assert back(case, "bx") == ["ax", "bx"]

    assert played(case, "ax", "bx") == [["bx"], []]
    assert case.step.ended
