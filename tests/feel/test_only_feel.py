"""No diagram reaches Python, nor the tables and script engine that SpiffWorkflow brings along."""

import subprocess
import sys

import pytest
from SpiffWorkflow.bpmn.script_engine import python_engine, python_environment

from app import engine
from app.feel import dmn
from tests.engine.models import Case, diagram, end, flows, io, multi, node, script, start, users
from tests.feel.models import decision, given, model, table

PYTHON = '__import__("os").system("touch reached")'
DECISIONS = {
    "d": dmn.load(
        model(
            given("n"), decision("d", table("FIRST", {"n": "Any"}, {"x": ""}, "- | n * 2"), "i_n")
        )
    )
}
WAY = start() + users("a") + end() + flows("s>a", "a>e")


@pytest.fixture
def untouched(monkeypatch):
    """Fail as soon as anything makes or asks a script engine of Python."""

    def touched(*arguments, **options):
        raise AssertionError("a script engine of Python was asked")

    for owner in (python_engine.PythonScriptEngine, python_environment.TaskDataEnvironment):
        for verb in ("__init__", "evaluate", "execute"):
            monkeypatch.setattr(owner, verb, touched)


def test_the_tables_of_the_library_are_never_loaded():
    code = "import sys, app.engine; print([m for m in sys.modules if '.dmn' in m and 'Spiff' in m])"

    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    assert printed.stdout.decode().strip() == "[]"


@pytest.mark.usefixtures("untouched")
def test_every_expression_of_a_diagram_is_feel():
    table = '<zeebe:calledDecision decisionId="d" resultVariable="m"/>'
    body = (
        start()
        + script("f", "n", "=count([1, 2, 3])")
        + node("businessRuleTask", "t", "", table)
        + node("exclusiveGateway", "g", default="f_g_e")
        + node(
            "userTask", "a", multi("=for i in 1..n return i", "i", "done", "=i"), io({"k": "=i"})
        )
        + end()
        + flows("s>f", "f>t", "t>g", "g>a: =m = 6 and n > 2", "g>e", "a>e")
    )

    case = Case(body, decisions=DECISIONS)

    assert case.open == ["a", "a", "a"]
    assert case.step.variables == {"n": 3, "m": 6}


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    "body",
    [
        node("scriptTask", "x", f"<script>{PYTHON}</script>", scriptFormat="python"),
        node("scriptTask", "x", f"<script>{PYTHON}</script>", '<zeebe:script expression="=1"/>'),
        node(
            "businessRuleTask",
            "x",
            "",
            '<spiff:calledDecisionId xmlns:spiff="s">d</spiff:calledDecisionId>',
        ),
        node("businessRuleTask", "x", decisionRef="d"),
        node("userTask", "x", "", f'<spiff:preScript xmlns:spiff="s">{PYTHON}</spiff:preScript>'),
        node("scriptTask", "x", "", f"<zeebe:script expression='{PYTHON}' resultVariable='v'/>"),
    ],
)
def test_a_diagram_with_python_in_it_is_refused(body):
    drawn = diagram(start() + body + end() + flows("s>x", "x>e"))

    assert "x" in {problem.element_id for problem in engine.check(drawn)}


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("text", [f"={PYTHON}", "=n.__class__.__mro__[1].__subclasses__()"])
def test_python_after_an_equals_sign_is_read_as_feel_and_fails(text):
    way = start() + script("x", "v", text) + users("a") + end() + flows("s>x", "x>a", "a>e")

    case = Case(way, n=1)

    assert case.incidents == ["x"] or case.step.variables["v"] is None


def test_a_sound_diagram_is_not_refused():
    assert [problem for problem in engine.check(diagram(WAY)) if problem.severity == "error"] == []
