"""A cancelled transaction takes its work back and is left by its cancel event."""

from tests.engine.models import ERROR, MESSAGE, Case, boundary, end, flows, node, start, users
from tests.engine.undone import CANCEL, guarded, played


def transaction(leaves: str) -> str:
    fork = node("parallelGateway", "fork")
    inside = start("i") + fork + guarded("a", "b") + users("w") + end("ie") + end("ko", leaves)
    inside += flows("i>a", "a>b", "b>fork", "fork>w", "fork>g", "w>ie")
    inside += users("g") + flows("g>ko")
    return start() + node("transaction", "tx", inside) + users("h", "k") + end() + end("e2")


def test_a_cancelled_transaction_is_taken_back_and_left_by_its_cancel_event():
    case = Case(transaction(CANCEL) + boundary("c", "tx", CANCEL)
                + flows("s>tx", "tx>k", "k>e", "c>h", "h>e2"))  # fmt: skip
    played(case, "a", "b")

    assert played(case, "g", "bx", "ax") == [["bx"], ["ax"], ["h"]]
    assert [scope.element_id for scope in case.step.scopes] == [None]
    assert case.do("h") == []
    assert case.step.ended


def test_a_transaction_with_nothing_to_take_back_is_left_at_once():
    inside = start("i") + users("g") + end("ko", CANCEL) + flows("i>g", "g>ko")
    case = Case(
        start()
        + node("transaction", "tx", inside)
        + boundary("c", "tx", CANCEL)
        + users("h")
        + end()
        + end("e2")
        + flows("s>tx", "tx>e", "c>h", "h>e2")
    )

    assert case.do("g") == ["h"]


def test_an_error_leaves_a_transaction_without_taking_back():
    case = Case(transaction(ERROR) + boundary("c", "tx", ERROR)
                + flows("s>tx", "tx>k", "k>e", "c>h", "h>e2"))  # fmt: skip

    assert played(case, "a", "b", "g")[-1] == ["h"]


def test_a_cancelled_transaction_may_have_other_events_too():
    inside = start("i") + users("g") + end("ko", CANCEL) + flows("i>g", "g>ko")
    case = Case(start() + node("transaction", "tx", inside) + boundary("m", "tx", MESSAGE)
                + boundary("c", "tx", CANCEL) + users("h") + end() + end("e2") + end("e3")
                + flows("s>tx", "tx>e", "c>h", "h>e2", "m>e3"), case_ref="R")  # fmt: skip

    assert case.do("g") == ["h"]
    assert case.step.subscriptions == []
