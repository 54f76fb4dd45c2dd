"""Going back in what is done one after another, or until it is enough."""

from uuid import UUID

from app import engine
from tests.engine.models import (
    Case,
    boundary,
    end,
    flows,
    io,
    multi,
    node,
    properties,
    start,
    timer,
    users,
)
from tests.engine.operations.journeys import back, past

LOOP = multi("=ds", "d", "out", "={d: d, r: r}")
MANY = start() + users("a", "z") + end() + flows("s>a", "a>mi", "mi>z", "z>e")


def open_elements(case: Case) -> list[str]:
    return sorted(task.facts["d"] for task in case.step.ready_tasks)


def one_by_one(enough: str = "") -> Case:
    loop = (
        multi("=ds", "d", "out", "={d: d, r: r}")
        .replace(
            "<multiInstanceLoopCharacteristics",
            '<multiInstanceLoopCharacteristics isSequential="true"',
        )
        .replace("</multi", f"{enough}</multi")
    )
    each = node("userTask", "mi", loop, io(None, {"r": "=v"}))
    case = Case(MANY + each, ds=["A", "B", "C", "D"])
    case.do("a")
    return case


def test_back_in_a_row_the_later_ones_wait_again():
    case = one_by_one()
    for number in range(3):
        case.do("mi", v=number)
    assert open_elements(case) == ["D"]

    back(case, "mi", 1)

    assert open_elements(case) == ["B"]
    for element in "BCD":
        assert open_elements(case) == [element]
        case.do("mi", v=element)
    assert [(each["d"], each["r"]) for each in case.step.variables["out"]] == [
        ("A", 0), ("B", "B"), ("C", "C"), ("D", "D"),
    ]  # fmt: skip


def test_from_after_a_row_back_into_it():
    case = one_by_one()
    for number in range(4):
        case.do("mi", v=number)

    back(case, "mi")

    assert open_elements(case) == ["D"]
    assert case.do("mi", v=9) == ["z"]
    assert [each["r"] for each in case.step.variables["out"]] == [0, 1, 2, 9]


def test_what_was_enough_is_no_longer():
    each = node("userTask", "mi", LOOP, io(None, {"r": "=v"}) + properties(completion="any"))
    late = boundary("t", "mi", timer("timeDuration", "P1D")) + end("e2") + flows("t>e2")
    case = Case(MANY + each + late, ds=["A", "B", "C"])
    case.do("a")
    assert case.do("mi", {"d": "B"}, v=1) == ["z"]

    case.command(engine.return_to, completed(case, "mi"))

    assert open_elements(case) == ["A", "B", "C"]
    assert case.do("mi", {"d": "A"}, v=7) == ["z"]
    assert case.step.variables["out"] == [{"d": "A", "r": 7}]


def completed(case: Case, element_id: str) -> UUID:
    found = engine.returnable(case.definition, case.step.state)
    matching = [p for p in found if (p.element_id, p.outcome) == (element_id, "completed")]
    return matching[0].token


def test_a_row_that_was_enough_goes_on_with_those_never_asked():
    case = one_by_one("<completionCondition>=numberOfCompletedInstances = 2</completionCondition>")
    for number in range(2):
        case.do("mi", v=number)
    assert case.open == ["z"]
    back(case, "mi", 1)

    case.command(engine.skip, case.task("mi").token)

    assert open_elements(case) == ["B"]
    assert case.do("mi", v=5) == ["z"]
    assert [each["d"] for each in case.step.variables["out"]] == ["B"]


def test_who_was_asked_first_has_acted_though_it_is_forgotten():
    case = one_by_one()
    for number in range(3):
        case.do("mi", v=number)
    back(case, "mi", 1)

    assert not engine.withdrawable(case.definition, case.step.state, past(case, "a"))
