"""How a diagram is written and drawn."""

import re
import tomllib

import pytest
from lxml import etree

from app import engine, feel
from tests.processes import files
from tests.processes.files import BPMN, DI, DIAGRAMS, ZEEBE, elements, flow_nodes

SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
POST = re.compile(r'"[a-z.]*/([\u4e00-\u9fff]+)"')
UNNAMED = ("parallelGateway", "startEvent", "exclusiveGateway")
every_diagram = pytest.mark.parametrize("key", DIAGRAMS)


def test_the_processes_of_the_first_version_are_all_there():
    names = (
        "hotline_intake handle_order whistle report_in joint_enforcement escalate "
        "dispatch_dispute callback whistle_assess ledger"
    )

    assert set(DIAGRAMS) == {f"p_{name}" for name in names.split()}


@every_diagram
def test_the_engine_accepts_the_diagram(key):
    assert engine.check(DIAGRAMS[key]) == []
    assert files.definition(key)


@every_diagram
def test_every_node_and_flow_is_drawn_once(key):
    drawn = [shape.get("bpmnElement") for shape in files.tree(key).iter(f"{DI}BPMNShape")]
    edges = [edge.get("bpmnElement") for edge in files.tree(key).iter(f"{DI}BPMNEdge")]

    shapes = [*flow_nodes(key), *elements(key, "lane", "participant")]
    assert sorted(drawn) == sorted(element.get("id") for element in shapes)
    assert sorted(edges) == sorted(flow.get("id") for flow in elements(key, "sequenceFlow"))


@every_diagram
def test_ids_are_plain_english_and_flows_tell_their_ends(key):
    ids = [element.get("id") for element in elements(key) if element.get("id")]
    flows = elements(key, "sequenceFlow")

    assert len(ids) == len(set(ids))
    assert [name for name in ids if not SNAKE.fullmatch(name)] == []
    assert [f.get("id") for f in flows] == [
        f"f_{f.get('sourceRef')}_{f.get('targetRef')}" for f in flows
    ]


@every_diagram
def test_names_are_chinese_and_only_markers_go_without(key):
    nodes = [*flow_nodes(key), *elements(key, "lane", "participant", "process")]
    nameless = [n for n in nodes if not CHINESE.search(n.get("name") or "")]

    assert {etree.QName(node).localname for node in nameless} <= set(UNNAMED)
    assert not [
        n.get("id")
        for n in nameless
        if len(n.findall(f"{BPMN}outgoing")) > 1 and n.tag == f"{BPMN}exclusiveGateway"
    ]


@every_diagram
def test_every_exclusive_split_has_a_default_and_conditions_elsewhere(key):
    for gateway in elements(key, "exclusiveGateway"):
        flows = [
            f for f in elements(key, "sequenceFlow") if f.get("sourceRef") == gateway.get("id")
        ]
        plain = [f.get("id") for f in flows if f.find(f"{BPMN}conditionExpression") is None]

        expected = [gateway.get("default")] if len(flows) > 1 else plain
        assert plain == expected, gateway.get("id")


@every_diagram
def test_a_lane_holds_every_node_of_the_process_itself(key):
    process = elements(key, "process")[0]
    own = [node.get("id") for node in flow_nodes(key) if node.getparent() is process]

    assert sorted(ref.text for ref in elements(key, "flowNodeRef")) == sorted(own)


@every_diagram
def test_every_form_it_names_exists(key):
    named = [e.get("formId") for e in files.tree(key).iter(f"{ZEEBE}formDefinition")]
    named += [
        e.get("value") for e in files.tree(key).iter(f"{ZEEBE}property") if e.get("name") == "form"
    ]

    shipped = {path.stem for path in files.ROOT.glob("forms/*/*.form")}
    assert set(named) <= shipped


@every_diagram
def test_every_user_task_has_a_form_and_candidates(key):
    for task in elements(key, "userTask"):
        names = {etree.QName(e).localname for e in task.iter(f"{ZEEBE}*")}

        assert {"userTask", "formDefinition", "assignmentDefinition"} <= names, task.get("id")


@every_diagram
def test_every_expression_parses(key):
    for expression in files.expressions(key):
        feel.parse_expression(expression)


@every_diagram
def test_the_posts_it_names_are_posts(key):
    roles = tomllib.loads((files.ROOT / "config" / "roles.toml").read_text())
    posts = {post["name"] for post in roles["post"]}

    named = {post for expression in files.expressions(key) for post in POST.findall(expression)}
    assert named <= posts


@every_diagram
def test_the_notices_it_sends_have_texts(key):
    texts = tomllib.loads((files.ROOT / "config" / "notices.toml").read_text())
    sent = [
        e.get("source") for e in files.tree(key).iter(f"{ZEEBE}input") if e.get("target") == "key"
    ]

    assert {source[2:-1] for source in sent} <= set(texts)
