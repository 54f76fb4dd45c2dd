"""What fails stands still and says why; everything else happens; a retry runs it again."""

import pytest

from app import engine
from app.engine import run
from tests.engine.models import (
    Case,
    Table,
    boundary,
    calls,
    end,
    flows,
    io,
    multi,
    node,
    script,
    start,
    timer,
    users,
)

FORK = node("parallelGateway", "fork")


class Mended(Table):
    """A host that knows nothing until it is mended."""

    is_mended = False

    def lookup(self, name, args):
        if not self.is_mended:
            raise LookupError("没有这个单位")
        return "ok"


def asking(host: Table) -> Case:
    return Case(
        start() + FORK + users("a", "b") + script("x", "org_name", '=org("qh")') + end()
        + flows("s>fork", "fork>a", "fork>x", "x>b", "a>e", "b>e"),
        host=host,
    )  # fmt: skip


def test_a_failing_expression_leaves_its_token_where_it_is():
    case = asking(Mended())

    (incident,) = case.step.incidents
    assert (incident.element_id, incident.expression) == ("x", '=org("qh")')
    assert "没有这个单位" in incident.reason
    assert case.open == ["a"]


def test_a_retry_runs_the_token_again():
    case = asking(Mended())
    case.host.is_mended = True

    case.command(engine.retry, case.step.incidents[0].token)

    assert (case.open, case.incidents) == (["a", "b"], [])
    assert case.step.variables["org_name"] == "ok"


def test_a_retry_that_fails_again_leaves_the_incident():
    case = asking(Mended())

    case.command(engine.retry, case.step.incidents[0].token)

    assert case.incidents == ["x"]


def test_only_an_incident_can_be_tried_again():
    case = asking(Mended())

    with pytest.raises(engine.NotReadyError):
        case.command(engine.retry, case.task("a").token)


def test_an_incident_stays_through_other_commands():
    case = asking(Mended())

    case.do("a")

    assert case.incidents == ["x"]
    assert not case.step.ended


def test_several_failures_of_one_command_are_all_told():
    case = Case(
        start() + users("a") + FORK + script("x", "v", "=nobody") + script("y", "w", "=none_such")
        + end() + flows("s>a", "a>fork", "fork>x", "fork>y", "x>e", "y>e")
    )  # fmt: skip

    case.do("a")

    assert case.incidents == ["x", "y"]


def test_a_failing_output_of_the_completed_task_is_raised_and_nothing_changes():
    case = Case(start() + node("userTask", "a", "", io(None, {"x": "=nobody"})) + end()
                + flows("s>a", "a>e"))  # fmt: skip
    before = case.step.state

    with pytest.raises(engine.StepFailedError) as raised:
        case.do("a")

    assert raised.value.failure.element_id == "a"
    assert case.step.state == before


def test_a_failing_output_of_a_call_keeps_the_finished_call():
    body = start() + calls("c", "called", io(None, {"y": "=nobody"})) + end() + flows("s>c", "c>e")
    inner = start("i") + users("q") + end("ie") + flows("i>q", "q>ie")
    case = Case(body, inner)

    case.do("q")

    assert (case.incidents, case.open, case.step.ended) == (["c"], [], False)


def test_one_failing_instance_does_not_hold_the_others():
    each = node("userTask", "mi", multi("=ds", "d"), io({"x": "=if d = 1 then nobody else d"}))
    case = Case(start() + each + end() + flows("s>mi", "mi>e"), ds=[1, 2, 3])

    assert (case.open, case.incidents) == (["mi", "mi"], ["mi"])


def test_a_failure_goes_with_the_activity_that_is_taken_away():
    inner = start("i") + script("x", "v", "=nobody") + end("ie") + flows("i>x", "x>ie")
    body = start() + calls("c", "called") + boundary("t", "c", timer("timeDuration", "PT1H"))
    case = Case(body + end() + end("e2") + flows("s>c", "c>e", "t>e2"), inner)

    assert case.incidents == ["x"]
    case.after(hours=1)
    assert (case.step.ended, case.incidents) == (True, [])


def test_an_exclusive_gateway_without_a_way_out_is_an_incident():
    body = start() + node("exclusiveGateway", "g") + users("a", "b") + end()
    case = Case(body + flows("s>g", "g>a: =n = 1", "g>b: =n = 2", "a>e", "b>e"), n=3)

    assert case.incidents == ["g"]


def test_an_endless_loop_of_scripts_is_an_incident(monkeypatch):
    monkeypatch.setattr(run, "BUDGET", 1_000)
    case = Case(
        start() + node("exclusiveGateway", "g", default="f_g_x") + script("x", "n", "=1") + end()
        + flows("s>g", "g>x", "g>e: =n = 2", "x>g"),
        n=0,
    )  # fmt: skip

    assert len(case.step.incidents) == 1
    assert "死循环" in case.step.incidents[0].reason


def test_a_failed_command_asks_for_no_effect_twice():
    notify = node("serviceTask", "n", "", '<zeebe:taskDefinition type="notify"/>')
    case = Case(start() + notify + script("x", "v", "=nobody") + end() + flows("s>n", "n>x", "x>e"))

    assert [effect.element_id for effect in case.effects] == ["n"]
