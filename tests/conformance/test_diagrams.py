"""Diagrams drawn by others: each element runs or is refused with a reason; ten labels are right."""

import os
import re
import time
from pathlib import Path

import pytest
from lxml import etree

from app import definitions
from app.definitions import Draft
from app.engine.diagram.dialect import read_diagram
from app.engine.diagram.document import judged
from app.engine.diagram.outline import areas
from app.engine.diagram.parser import parse_diagram
from app.engine.diagram.support import NODES
from app.engine.extensions import BPMN, local_name

FOLDER = Path(os.environ.get("DATA", "../shared/data"))
DIAGRAMS = sorted((FOLDER / "bpmn").rglob("*.bpmn"))
LABELLED = sorted((FOLDER / "soundness").rglob("*.bpmn"))
RAW = re.compile(r"Traceback|Error|Exception|<\w+ .* at 0x|line \d+, column|NoneType|object")
UNSUPPORTED = ("complex-gateway", "choreography", "conversation")
named = pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: str(path.relative_to(FOLDER)))


@named
def test_a_foreign_diagram_is_runnable_or_refused_with_reasons(path):
    began = time.monotonic()

    examined = definitions.examine(Draft.read(path))

    assert time.monotonic() - began < 5
    assert [p for p in examined.problems if not p.reason or RAW.search(p.reason)] == []
    assert [p for p in examined.problems if not re.fullmatch(r"[a-z]+(-[a-z]+)*", p.rule)] == []
    refused = {p.rule for p in examined.problems if p.rule.startswith("unsupported-")}
    assert refused <= {f"unsupported-{kind}" for kind in UNSUPPORTED}


@named
def test_no_element_of_a_foreign_diagram_is_dropped(path):
    examined = definitions.examine(Draft.read(path))

    assert dropped(path, {problem.element_id for problem in examined.problems}) == []


@named
def test_what_runs_is_built_with_every_element(path):
    source = path.read_bytes()
    refused = definitions.examine(Draft("bpmn", source)).is_refused

    assert refused or unbuilt(source) == set()


@pytest.mark.parametrize("path", LABELLED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_verdict_is_that_of_the_label(path):
    examined = definitions.examine(Draft.read(path))

    assert examined.sound is (path.parent.name == "sound")
    assert bool(examined.counterexample) is (path.parent.name == "unsound")


def dropped(path: Path, told: set[str]) -> list[str]:
    """Return the flow nodes of the processes that are neither read nor told of."""
    try:
        root = etree.fromstring(path.read_bytes())
    except etree.XMLSyntaxError:
        return [] if "" in told else [path.name]
    where = root.getroottree().getpath
    scopes = [area for process in judged(root) for area in areas(process)]
    known = {where(node.xml) for area in scopes for node in area.nodes.values()}
    nodes = [node for process in judged(root) for node in process.iter() if is_flow_node(node)]
    return [where(n) for n in nodes if where(n) not in known and n.get("id") not in told]


def unbuilt(source: bytes) -> set[str]:
    """Return the flow nodes that the engine's specifications lack."""
    root = read_diagram(source)
    nodes = {n.get("id") for process in judged(root) for n in process.iter() if is_flow_node(n)}
    specs = parse_diagram(read_diagram(source)).values()
    return nodes - {task.bpmn_id for spec in specs for task in spec.task_specs.values()}


def is_flow_node(xml: etree._Element) -> bool:
    return str(xml.tag).startswith(f"{{{BPMN}}}") and local_name(xml) in NODES
