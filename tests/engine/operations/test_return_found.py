"""Returns that random processes found to be wrong."""

from tests.engine.models import (
    ERROR,
    MESSAGE,
    Case,
    boundary,
    end,
    flows,
    node,
    start,
    users,
)
from tests.engine.operations.journeys import back

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
