"""Timers run on the command's time, in Shanghai, and are due at their very moment."""

from datetime import UTC, datetime, timedelta

import pytest

from app import engine
from tests.engine.models import (
    START,
    Case,
    Table,
    boundary,
    end,
    flows,
    node,
    script,
    start,
    timer,
    users,
)

MAIN = start() + users("a", "b", "h") + end() + end("e2")
PATH = flows("s>a", "a>b", "b>e", "t>h", "h>e2")


def armed(kind: str, text: str, stops: bool = True, **given: object) -> Case:
    return Case(MAIN + PATH + boundary("t", "a", timer(kind, text), stops), **given)


@pytest.mark.parametrize(
    ("kind", "text", "due"),
    [
        ("timeDuration", "PT30M", START + timedelta(minutes=30)),
        ("timeDuration", '=duration("PT30M")', START + timedelta(minutes=30)),
        ("timeDuration", '=duration("P1Y2M")', datetime(2027, 9, 14, tzinfo=UTC)),
        ("timeDuration", "P1M", datetime(2026, 8, 14, tzinfo=UTC)),
        ("timeDate", "2026-07-15T08:00:00", datetime(2026, 7, 15, tzinfo=UTC)),
        ("timeDate", "2026-07-15T08:00:00Z", datetime(2026, 7, 15, 8, tzinfo=UTC)),
        ("timeDate", '=date("2026-07-15")', datetime(2026, 7, 14, 16, tzinfo=UTC)),
        ("timeDate", '=limit("sign")', START + timedelta(minutes=10)),
        ("timeDate", "=at", START + timedelta(hours=1)),
    ],
)
def test_a_timer_is_due_when_its_text_says(kind, text, due):
    case = armed(kind, text, host=Table(sign=10), at=START + timedelta(hours=1))

    assert case.step.timers[0].due_at == due


def test_a_timer_fires_at_its_very_moment_and_not_before():
    case = armed("timeDuration", "PT30M")

    assert case.after(minutes=29, seconds=59) == ["a"]
    assert case.after(seconds=1) == ["h"]


def test_a_timer_that_does_not_interrupt_fires_once():
    case = armed("timeDuration", "PT30M", stops=False)

    case.after(minutes=30)
    case.after(days=1)

    assert case.open == ["a", "h"]
    assert case.step.timers == []


def test_a_cycle_repeats_and_missed_cycles_count_once():
    case = armed("timeCycle", "R/P7D", stops=False)

    case.after(days=7)
    assert case.open == ["a", "h"]
    case.after(days=30)

    assert case.open == ["a", "h", "h"]
    assert case.step.timers[0].due_at == START + timedelta(days=42)


def test_a_cycle_ends_after_its_number_of_times():
    case = armed("timeCycle", "R2/PT1H", stops=False)

    case.after(hours=1)
    case.after(hours=1)
    case.after(hours=1)

    assert case.open == ["a", "h", "h"]
    assert case.step.timers == []


def test_a_cycle_may_have_a_start():
    case = armed("timeCycle", "R/2026-07-20T08:00:00/P1D", stops=False)

    assert case.step.timers[0].due_at == datetime(2026, 7, 20, tzinfo=UTC)


def test_timers_of_one_instant_fire_in_the_order_they_were_armed():
    case = Case(
        MAIN + PATH + boundary("t", "a", timer("timeDuration", "PT1H"), stops=False)
        + boundary("u", "a", timer("timeDuration", "PT1H")) + users("k") + end("e3")
        + flows("u>k", "k>e3")
    )  # fmt: skip

    assert case.after(hours=1) == ["h", "k"]


def test_a_timer_comes_before_a_person_at_the_same_instant():
    case = armed("timeDuration", "PT1H")
    token = case.task("a").token

    case.now += timedelta(hours=1)

    with pytest.raises(engine.NotReadyError):
        case.command(engine.complete, token, {})


def test_a_person_before_the_timer_wins():
    case = armed("timeDuration", "PT1H")

    case.now += timedelta(minutes=59)

    assert case.do("a") == ["b"]
    assert case.step.timers == []


def test_a_timer_armed_too_late_fires_at_once():
    case = armed("timeDate", "2026-07-01T08:00:00", stops=False)

    assert case.open == ["a", "h"]


def test_an_intermediate_timer_waits():
    waiting = node("intermediateCatchEvent", "t", timer("timeDuration", "PT1H"))
    case = Case(start() + waiting + users("b") + end() + flows("s>t", "t>b", "b>e"))

    assert case.open == []
    assert case.after(hours=1) == ["b"]


def test_a_due_moved_meanwhile_is_looked_at_again():
    waits = node("intermediateCatchEvent", "w", timer("timeDate", "=due"))
    later = node("exclusiveGateway", "g", default="f_g_h")
    case = Case(
        start() + users("a", "h") + end() + end("e2") + waits + later + script("move", "due", "=d2")
        + boundary("t", "a", timer("timeDate", "=due"), stops=False)
        + boundary("m", "a", timer("timeDuration", "PT10M"), stops=False) + end("e3")
        + flows("s>a", "a>e", "m>move", "move>e3", "t>g", "g>w: =due > now()", "w>g")
        + flows("g>h", "h>e2"),
        due=START + timedelta(hours=1), d2=START + timedelta(hours=2),
    )  # fmt: skip

    case.after(minutes=10)

    assert case.after(minutes=50) == ["a"]
    assert case.after(hours=1) == ["a", "h"]


@pytest.mark.parametrize("text", ["=null", '="soon"', "=5", "=1 = 1"])
def test_a_timer_without_a_time_is_an_incident_and_the_task_stays(text):
    case = armed("timeDate", text)

    assert (case.open, case.incidents) == (["a"], ["t"])


@pytest.mark.parametrize("text", ['="P7D"', '="R/PT0S"', "=7"])
def test_a_cycle_that_is_none_is_an_incident(text):
    case = armed("timeCycle", text, stops=False)

    assert (case.open, case.incidents) == (["a"], ["t"])


def test_a_cycle_that_was_long_missed_costs_no_time():
    case = armed("timeCycle", "R/1990-01-01T00:00:00/PT1S", stops=False)

    assert case.open == ["a", "h"]
    assert case.step.timers[0].due_at == START + timedelta(seconds=1)


def test_missed_cycles_use_up_their_number():
    case = armed("timeCycle", "R5/PT1H", stops=False)

    case.after(hours=3, minutes=30)
    assert case.step.timers[0].due_at == START + timedelta(hours=4)
    case.after(hours=1)
    case.after(hours=10)

    assert (case.open, case.step.timers) == (["a", "h", "h", "h"], [])


def test_a_cycle_of_months_keeps_to_the_calendar():
    case = armed("timeCycle", "R/2026-01-31T08:00:00/P1M", stops=False)

    assert case.step.timers[0].due_at == datetime(2026, 7, 28, tzinfo=UTC)


def test_a_cycle_that_interrupts_happens_once():
    case = armed("timeCycle", "R/P1D")

    assert case.after(days=3) == ["h"]
    assert case.step.timers == []


def test_an_intermediate_cycle_happens_once():
    waiting = node("intermediateCatchEvent", "t", timer("timeCycle", "R/PT1H"))
    case = Case(start() + waiting + users("b") + end() + flows("s>t", "t>b", "b>e"))

    assert case.after(hours=3) == ["b"]
    assert case.step.timers == []
