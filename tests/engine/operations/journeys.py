"""Processes to go back in, and a return that is compared with its preview."""

from uuid import UUID

from app import engine
from tests.engine.models import (
    Case,
    end,
    flows,
    node,
    start,
    users,
)

FORK = node("parallelGateway", "fork") + node("parallelGateway", "join")
BRANCHES = (
    start() + FORK + users("p", "x", "y", "z", "after") + end()
    + flows("s>p", "p>fork", "fork>x", "fork>y", "x>join", "y>join", "join>z", "z>after", "after>e")
)  # fmt: skip


def branches() -> Case:
    return Case(BRANCHES)


SUB = (
    start("i") + node("parallelGateway", "f") + node("parallelGateway", "j") + users("q", "r", "t")
    + end("ie") + flows("i>f", "f>q", "f>r", "q>j", "r>j", "j>t", "t>ie")
)  # fmt: skip


def past(case: Case, element_id: str, number: int = 0) -> UUID:
    found = engine.returnable(case.definition, case.step.state)
    return [each.token for each in found if each.element_id == element_id][number]


def back(case: Case, element_id: str, number: int = 0) -> list[str]:
    """Return, and make sure the preview said what would happen."""
    target, before = past(case, element_id, number), tokens(case)
    told = engine.preview_return(case.definition, case.step.state, target)
    case.command(engine.return_to, target)
    assert {going.token for going in told.cancels if going.kind == "task"} == before - tokens(case)
    assert set(told.keeps) == before & tokens(case)
    return case.open


def tokens(case: Case) -> set[UUID]:
    return {task.token for task in case.step.ready_tasks}


def finish(case: Case) -> None:
    while case.open:
        case.do(case.open[0])
