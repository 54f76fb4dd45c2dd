"""Returns that random processes found to be wrong."""

from app import engine
from tests.engine.models import (
    ERROR,
    MESSAGE,
    Case,
    boundary,
    end,
    flows,
    multi,
    node,
    start,
    users,
)
from tests.engine.operations.journeys import back, past
from tests.engine.test_compensation import UNDO, guarded

HANDLER = node(
    "subProcess",
    "es",
    node("startEvent", "es_start", MESSAGE) + users("h") + end("es_end")
    + flows("es_start>h", "h>es_end"),
    triggeredByEvent="true",
)  # fmt: skip
STOPPED = start("i") + users("q", "r") + end("ie") + flows("i>q", "q>ie", "m>r", "r>ie")
STOPPED += boundary("m", "q", MESSAGE) + HANDLER
AROUND = start() + users("z") + end() + flows("s>sp", "sp>z", "z>e")
TAKEN_OVER = AROUND + node("subProcess", "sp", STOPPED)


def listening(case: Case) -> list[str]:
    return sorted(each.element_id for each in case.step.subscriptions)


def test_what_an_event_scope_took_over_stays_away_when_one_goes_back_into_it():
    case = Case(TAKEN_OVER, case_ref="R")
    case.send("es_start")
    case.do("h")

    assert back(case, "h") == ["h"]
    assert listening(case) == []


def test_event_scopes_listen_again_when_one_goes_back_to_long_before_them():
    case = Case(TAKEN_OVER, case_ref="R")
    case.send("m")
    case.send("es_start")

    assert back(case, "q") == ["q"]
    assert listening(case) == ["es_start", "m"]


def test_who_goes_back_to_what_an_error_took_away_does_not_meet_the_error_again():
    inner = start("i") + node("parallelGateway", "f") + users("q", "r") + end("ie")
    inner += end("bad", ERROR) + flows("i>f", "f>q", "f>r", "q>bad", "r>ie")
    around = AROUND + node("subProcess", "sp", inner) + boundary("b", "sp", ERROR)
    case = Case(around + users("caught") + end("e2") + flows("b>caught", "caught>e2"))
    case.do("q")

    assert back(case, "r") == ["r"]
    assert case.do("r") == ["z"]


BROKEN = (
    AROUND
    + node(
        "subProcess",
        "sp",
        multi("=[1, 2]", "d")
        + node("startEvent", "i") + node("subProcess", "deep", start("k") + users("q") + end("ke")
        + flows("k>q", "q>ke")) + end("bad", ERROR) + flows("i>deep", "deep>bad") + HANDLER,
    )
    + boundary("b", "sp", ERROR) + users("caught") + end("e2") + flows("b>caught", "caught>e2")
)  # fmt: skip


def test_an_instance_that_had_broken_off_is_done_when_one_goes_back_to_another():
    case = Case(BROKEN, case_ref="R")
    case.do("q", {"d": 1})
    assert case.open == ["caught"]

    assert back(case, "q") == ["q"]
    assert case.task("q").facts["d"] == 2
    assert [len(loop.instances) for loop in case.step.loops] == [1]


def test_into_what_is_done_twice_over_one_goes_back_from_the_outside():
    case = Case(BROKEN, case_ref="R")
    case.do("q", {"d": 1})
    back(case, "q")

    assert back(case, "q") == ["q", "q"]


def test_an_event_scope_without_tasks_gives_back_what_it_took():
    handler = node("startEvent", "hs", MESSAGE, isInterrupting="true")
    handler += (
        node("intermediateCatchEvent", "m", '<messageEventDefinition messageRef="keyed"/>')
        + end("he")
        + flows("hs>m", "m>he")
    )
    inner = start("i") + node("parallelGateway", "f") + users("q", "r") + end("ie") + end("je")
    inner += flows("i>f", "f>q", "f>r", "q>ie", "r>je")
    inner += node("subProcess", "handler", handler, triggeredByEvent="true")
    case = Case(AROUND + node("subProcess", "sp", inner), case_ref="R")
    case.send("hs")
    assert case.send("m") == ["z"]

    assert back(case, "q") == ["q", "r"]


def test_what_was_done_in_an_instance_taken_away_was_done():
    inner = start("i") + users("q", "r") + end("ie") + flows("i>q", "q>r", "r>ie")
    sub = node("subProcess", "sp", multi("=[1, 2]", "d") + inner)
    case = Case(start() + users("a", "z") + sub + end() + flows("s>a", "a>sp", "sp>z", "z>e"))
    case.do("a")
    case.do("q", {"d": 1})
    case.command(engine.remove_instance, case.step.loops[0].instances[0])

    assert not engine.withdrawable(case.definition, case.step.state, past(case, "a"))


def test_what_was_done_in_rounds_that_are_forgotten_was_done():
    merge = node("exclusiveGateway", "merge")
    case = Case(
        start() + users("a", "b", "h") + merge + end() + boundary("m", "b", MESSAGE)
        + flows("s>a", "a>merge", "merge>b", "b>merge", "m>h", "h>e"),
        case_ref="R",
    )  # fmt: skip
    for name in ("a", "b", "b", "b"):
        case.do(name)
    back(case, "b", 1)

    assert not engine.withdrawable(case.definition, case.step.state, past(case, "a"))


def test_who_goes_back_to_before_an_event_scope_took_over_has_the_scope_back():
    handler = node("userTask", "w", "") + boundary("n", "w", MESSAGE, stops=False)
    inner = start("i") + users("q", "r") + handler + end("ie") + end("ne") + HANDLER
    inner += flows("i>q", "q>w", "w>ie", "n>r", "r>ne")
    case = Case(AROUND + node("subProcess", "sp", inner), case_ref="R")
    case.do("q")
    case.send("n")
    case.do("w")
    case.send("es_start")

    assert back(case, "w") == ["r", "w"]
    assert listening(case) == ["es_start", "n"]


def test_what_was_never_done_in_an_instance_taken_away_keeps_nobody():
    inner = start("i") + users("q", "r") + end("ie") + flows("i>q", "q>ie", "m>r", "r>ie")
    sub = node("subProcess", "sp", multi("=[1, 2]", "d") + inner + boundary("m", "q", MESSAGE))
    body = start() + users("a", "z") + sub + end() + flows("s>a", "a>sp", "sp>z", "z>e")
    case = Case(body, case_ref="R")
    case.do("a")
    case.send("m")
    case.command(engine.remove_instance, case.step.loops[0].instances[0])

    assert engine.withdrawable(case.definition, case.step.state, past(case, "a"))


def test_nobody_goes_back_into_what_took_work_back():
    throw = node("intermediateThrowEvent", "back", UNDO)
    case = Case(start() + users("p") + guarded("a") + throw + users("c") + end()
                + flows("s>p", "p>a", "a>back", "back>c", "c>e"))  # fmt: skip
    for name in ("p", "a", "ax"):
        case.do(name)

    found = engine.returnable(case.definition, case.step.state)
    assert [past.element_id for past in found] == ["a", "p"]
    assert not engine.withdrawable(case.definition, case.step.state, found[0].token)
    assert back(case, "a") == ["a"]
    assert case.do("a") == ["ax"]


def test_what_was_done_after_a_loop_and_is_forgotten_was_done():
    again = '<standardLoopCharacteristics loopMaximum="1"/>'
    ways = node("exclusiveGateway", "g") + node("exclusiveGateway", "more", default="f_more_g")
    body = start() + node("userTask", "q", again) + users("r", "t") + ways + end()
    lines = flows("s>q", "q>g", "g>r", "r>t", "t>more", "more>g", "more>e: =false")
    case = Case(body + lines)
    for task in ("q", "r", "t", "r", "t", "r", "t"):
        case.do(task)
    back(case, "r", 1)

    assert not engine.withdrawable(case.definition, case.step.state, past(case, "q"))
