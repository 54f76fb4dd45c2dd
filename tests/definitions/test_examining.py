"""Whatever is checked, each finding names its rule; a diagram is told whether it is sound."""

import pytest

from app import definitions
from app.definitions import Draft
from app.definitions.checking import MOST
from tests.engine.models import diagram, end, flows, start, users


@pytest.mark.parametrize(
    ("kind", "source", "rule"),
    [
        ("bpmn", b"<a", "bad-xml"),
        ("bpmn", b"<a/>", "not-bpmn"),
        ("dmn", b"<a/>", "decision"),
        ("form", b"{}", "form"),
        ("form", b" " * (MOST + 1), "too-large"),
    ],
)
def test_what_cannot_be_deployed_names_the_rule(kind, source, rule):
    examined = definitions.examine(Draft(kind, source))

    assert examined.is_refused
    assert {problem.rule for problem in examined.problems} == {rule}


def test_a_sound_diagram_is_told_to_be_so():
    examined = definitions.examine(Draft("bpmn", diagram(start() + end() + flows("s>e"))))

    assert (examined.is_refused, examined.sound, examined.counterexample) == (False, True, [])


def test_what_nothing_leads_to_is_told_once():
    xml = diagram(start() + end() + users("a") + flows("s>e", "a>e"))

    examined = definitions.examine(Draft("bpmn", xml))

    assert [p.rule for p in examined.problems if p.element_id == "a" and p.severity == "error"] == [
        "unreachable"
    ]
    assert "dead-element" not in {problem.rule for problem in examined.problems}
    assert examined.sound is False
