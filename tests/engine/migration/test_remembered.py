"""What an instance remembers goes along to another version as far as it has a place there."""

from app import engine
from tests.engine.migration.versions import OLD, joined, migrate
from tests.engine.models import (
    MESSAGE,
    Case,
    boundary,
    end,
    flows,
    multi,
    node,
    script,
    start,
    users,
)
from tests.engine.test_compensation import guarded


def test_one_goes_back_over_a_migration():
    case = Case(joined("x", "y"))
    case.do("x")
    case.do("y")

    migrate(case, joined("x", "y").replace('"x"', '"x9"').replace('"f_x_join"', '"f9"'))
    (newest, oldest) = engine.returnable(case.definition, case.step.state)
    assert (newest.element_id, oldest.element_id) == ("y", "x9")

    assert case.command(engine.return_to, oldest.token) == ["x9"]
    assert case.do("x9") == ["z"]


def test_one_does_not_go_back_to_what_is_gone():
    case = Case(OLD)
    case.do("a")

    migrate(case, start() + users("b") + end() + flows("s>b", "b>e"))

    assert engine.returnable(case.definition, case.step.state) == []


def remembered(case: Case) -> list[str]:
    found = engine.returnable(case.definition, case.step.state)
    return sorted(past.element_id for past in found)


def back(case: Case, element_id: str) -> list[str]:
    found = engine.returnable(case.definition, case.step.state)
    target = next(past.token for past in found if past.element_id == element_id)
    return case.command(engine.return_to, target)


def test_without_the_flow_a_join_had_taken_nobody_goes_back_before_it():
    case = Case(joined("x", "y"))
    for name in ("x", "y"):
        case.do(name)

    assert migrate(case, joined("v", "w", "y")) == ["z"]
    assert remembered(case) == []


SUB = start("i") + users("q", "r") + end("ie") + flows("i>q", "q>r", "r>ie")
AROUND = start() + users("z") + end() + flows("s>sp", "sp>z", "z>e")


def test_one_goes_back_into_a_scope_that_has_ended_before():
    for loop in ("", multi("=[1]", "d")):
        case = Case(AROUND + node("subProcess", "sp", loop + SUB))
        for name in ("q", "r"):
            case.do(name)

        migrate(case, AROUND + node("subProcess", "sp", loop + SUB.replace('"r"', '"r9"')))

        assert remembered(case) == ["q", "r9"]
        assert back(case, "q") == ["q"]
        assert case.do("q") == ["r9"]


def test_with_a_scope_goes_what_was_in_it():
    deep = start("k") + node("subProcess", "deep", SUB) + end("ke") + flows("k>deep", "deep>ke")
    case = Case(AROUND + node("subProcess", "sp", deep))
    for name in ("q", "r"):
        case.do(name)

    migrate(case, start() + users("z") + script("sp", "v", "=1") + end()
            + flows("s>sp", "sp>z", "z>e"))  # fmt: skip

    assert remembered(case) == []


def interrupted(waits: str) -> str:
    fork = node("parallelGateway", "f")
    inner = start("i") + fork + users("q") + waits + end("ie") + end("je")
    inner += flows("i>f", "f>q", "f>w", "q>ie", "w>je")
    handled = boundary("m", "sp", MESSAGE) + users("h") + end("e2") + flows("m>h", "h>e2")
    return AROUND + node("subProcess", "sp", inner) + handled


def test_what_an_event_had_taken_away_comes_back_in_the_other_version():
    waits = node("intermediateCatchEvent", "w", MESSAGE)
    case = Case(interrupted(waits), case_ref="R")
    case.send("m")

    migrate(case, interrupted(waits))

    assert back(case, "q") == ["q"]
    assert sorted(each.element_id for each in case.step.subscriptions) == ["m", "w"]


def test_without_one_of_those_it_had_taken_away_nobody_goes_back_there():
    case = Case(interrupted(node("intermediateCatchEvent", "w", MESSAGE)), case_ref="R")
    case.send("m")

    migrate(case, interrupted(script("w", "v", "=1")))

    assert remembered(case) == []


UNDO = "<compensateEventDefinition/>"


def undoing(*names: str) -> str:
    ways = [f"{one}>{two}" for one, two in zip(("s", *names), (*names, "c"), strict=True)]
    throw = node("intermediateThrowEvent", "back", UNDO)
    return start() + guarded(*names) + users("c") + throw + end() + flows(*ways, "c>back", "back>e")


def test_what_may_be_taken_back_goes_along():
    case = Case(undoing("a", "b"))
    for name in ("a", "b"):
        case.do(name)

    migrate(case, undoing("a", "b").replace('"bx"', '"by"'))

    assert case.do("c") == ["by"]
    assert case.do("by") == ["ax"]


def test_what_nothing_takes_back_any_more_is_forgotten():
    case = Case(undoing("a", "b"))
    for name in ("a", "b"):
        case.do(name)
    without = guarded("b").replace(users("b"), "")

    migrate(case, undoing("a", "b").replace(without, ""))

    assert case.do("c") == ["ax"]


def test_what_is_being_taken_back_goes_along():
    case = Case(undoing("a", "b"))
    for name in ("a", "b", "c"):
        case.do(name)

    migrate(case, undoing("a", "b").replace('"ax"', '"ay"'))

    assert case.do("bx") == ["ay"]


def test_what_a_scope_had_done_is_taken_back_in_the_other_version():
    inner = start("i") + guarded("q") + end("ie") + flows("i>q", "q>ie")
    throw = node("intermediateThrowEvent", "back", UNDO)
    around = start() + users("c") + throw + end() + flows("s>sp", "sp>c", "c>back", "back>e")
    case = Case(around + node("subProcess", "sp", inner))
    case.do("q")

    migrate(case, around + node("subProcess", "sp", inner.replace('"qx"', '"qy"')))

    assert case.do("c") == ["qy"]


def test_a_scope_that_is_being_taken_back_goes_along():
    inner = start("i") + guarded("q", "r") + end("ie") + flows("i>q", "q>r", "r>ie")
    throw = node("intermediateThrowEvent", "back", UNDO)
    around = start() + users("c") + throw + end() + flows("s>sp", "sp>c", "c>back", "back>e")
    case = Case(around + node("subProcess", "sp", inner))
    for name in ("q", "r", "c"):
        case.do(name)

    assert migrate(case, around + node("subProcess", "sp", inner.replace('"qx"', '"qy"'))) == ["rx"]

    assert case.do("rx") == ["qy"]
    case.do("qy")
    assert case.step.ended
