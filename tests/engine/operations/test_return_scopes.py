"""Going back within scopes, and into those that have ended."""

import pytest

from app import engine
from tests.engine.models import (
    Case,
    calls,
    end,
    flows,
    io,
    node,
    start,
    users,
)
from tests.engine.operations.journeys import SUB, back

AROUND = start() + users("a", "z") + end() + flows("s>a", "a>sp", "sp>z", "z>e")


def within(kind: str) -> Case:
    mapped = io({"n": "=n"}, {"n": "=n"})
    if kind == "call":
        return Case(AROUND + calls("sp", "called", mapped), SUB, n=1)
    return Case(AROUND + node("subProcess", "sp", SUB), n=1)


@pytest.mark.parametrize("kind", ["call", "sub-process"])
def test_a_return_inside_a_running_scope_stays_inside(kind):
    case = within(kind)
    for name in ("a", "q", "r"):
        case.do(name)

    assert back(case, "r") == ["r"]
    assert case.do("r") == ["t"]


@pytest.mark.parametrize("kind", ["call", "sub-process"])
def test_a_finished_scope_runs_again_with_its_variables(kind):
    case = within(kind)
    for name in ("a", "q", "r", "t"):
        case.do(name)
    assert case.open == ["z"]

    assert back(case, "r") == ["r"]
    assert case.task("r").facts == {"n": 1}
    assert case.do("r") == ["t"]
    assert case.do("t") == ["z"]
    case.do("z")
    assert case.step.ended


@pytest.mark.parametrize("kind", ["call", "sub-process"])
def test_a_return_to_before_a_scope_takes_it_away(kind):
    for names in (("a", "q"), ("a", "q", "r", "t")):
        case = within(kind)
        for name in names:
            case.do(name)

        assert back(case, "a") == ["a"]
        assert len(case.step.scopes) == 1
        assert [
            each.element_id for each in engine.returnable(case.definition, case.step.state)
        ] == []


def test_scopes_within_scopes_run_again_from_the_outside():
    inner = start("k") + users("q") + end("ke") + flows("k>q", "q>ke")
    middle = start("i") + node("subProcess", "deep", inner) + end("ie") + flows("i>deep", "deep>ie")
    case = Case(
        start()
        + node("subProcess", "sp", middle)
        + users("z")
        + end()
        + flows("s>sp", "sp>z", "z>e")
    )
    case.do("q")

    assert back(case, "q") == ["q"]
    assert [scope.element_id for scope in case.step.scopes] == [None, "sp", "deep"]
    assert case.do("q") == ["z"]
