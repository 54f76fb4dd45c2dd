"""Which process of a document runs, and what stands beside it as a note."""

from pathlib import Path

import pytest

from app import engine
from app.engine.diagram.parser import ELEMENTS
from app.engine.diagram.support import FLOW_NODES, NODES
from app.engine.diagram.tasks import EXTENSIONS
from tests.engine.models import HEAD, Case, calls, diagram, end, flows, node, start, users

PLAIN = start() + users("a") + end() + flows("s>a", "a>e")
OTHER = start("s9") + users("a9") + flows("s9>a9")
POOLS = (
    '<collaboration id="pools"><participant id="p1" processRef="root"/>'
    '<participant id="p2" processRef="other"/><participant id="p3"/>'
    '<messageFlow id="m" sourceRef="a" targetRef="p3"/></collaboration>'
)


def document(*processes: str, **runs: bool) -> bytes:
    marks = {True: "true", False: "false"}
    drawn = "".join(
        f'<process id="{key}" isExecutable="{marks[mark]}">{body}</process>'
        for body, (key, mark) in zip(processes, runs.items(), strict=True)
    )
    return f"{HEAD}{POOLS}{drawn}</definitions>".encode()


def rules(xml: bytes, severity: str = "error") -> list[str]:
    return [each.rule for each in engine.check(xml) if each.severity == severity]


def test_the_one_process_that_is_marked_runs_and_the_others_are_notes():
    xml = document(OTHER, PLAIN, other=False, root=True)

    definition = engine.parse({"root": xml}, "root", {})

    assert (rules(xml), list(definition.specs)) == ([], ["root"])
    assert "not-run" in rules(xml, "warning")


@pytest.mark.parametrize(
    ("xml", "rule", "way_out"),
    [
        (document(PLAIN, OTHER, root=True, other=True), "several-executable", "只留一个"),
        (document(PLAIN, OTHER, root=False, other=False), "not-executable", "哪一个"),
        (document(PLAIN, root=False), "not-executable", "isExecutable"),
        (document(), "no-process", "画出"),
    ],
)
def test_which_one_runs_is_for_the_author_to_say(xml, rule, way_out):
    found = [each for each in engine.check(xml) if each.rule == rule]

    assert len(found) == 1
    assert way_out in found[0].reason


def test_choreographies_and_conversations_are_not_supported():
    talk = '<collaboration id="c"><conversation id="t"/></collaboration>'
    dance = '<choreography id="d"/>'

    assert "unsupported-conversation" in rules(f"{HEAD}{talk}</definitions>".encode())
    assert "unsupported-choreography" in rules(f"{HEAD}{dance}</definitions>".encode())


def test_only_what_bpmn_has_and_we_do_not_run_is_called_unsupported():
    refused = {kind: taken.rule for kind, taken in NODES.items() if taken.how == "refused"}

    assert refused == {"complexGateway": "unsupported-complex-gateway"}


def test_what_is_said_to_run_has_an_element_and_rules():
    assert set(ELEMENTS) == FLOW_NODES == set(EXTENSIONS)


def test_data_and_people_of_bpmn_are_notes_and_it_is_said():
    inner = "<potentialOwner/><ioSpecification/><dataInputAssociation/><property/><documentation/>"
    body = start() + node("userTask", "a", inner) + node("dataObjectReference", "d")
    body += node("dataObject", "o") + flows("s>a")

    notes = [each for each in engine.check(diagram(body)) if each.rule == "only-a-note"]

    assert [each.reason[:4] for each in notes] == [
        "数据对象",
        "候选组请",
        "输入输出",
        "数据关联",
        "prop",
    ]
    assert Case(body).open == ["a"]


def test_a_call_of_a_global_task_finds_no_process():
    xml = diagram(start() + calls("x", "g") + flows("s>x"))
    xml = xml.replace(b"</definitions>", b'<globalUserTask id="g"/></definitions>')

    with pytest.raises(engine.InvalidDiagramError, match="全局任务"):
        engine.parse({"root": xml}, "root", {})


def test_the_shipped_processes_run_without_an_error():
    files = sorted(Path("processes").rglob("*.bpmn"))

    assert files
    for path in files:
        assert rules(path.read_bytes()) == [], path


def test_what_the_dialect_puts_on_a_process_or_flow_is_a_note():
    form = '<extensionElements><zeebe:userTaskForm id="f"/></extensionElements>'
    body = start() + users("a") + flows("s>a").replace("></seq", f">{form}</seq") + form

    notes = [each for each in engine.check(diagram(body)) if "userTaskForm" in each.reason]

    assert [(each.element_id, each.severity) for each in notes] == [
        ("root", "warning"),
        ("f_s_a", "warning"),
    ]
