"""Every element is supported, or the diagram is refused with the element's id and a reason."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from app.engine.diagram.dialect import processes, read_diagram
from app.engine.diagram.events import event_faults
from app.engine.diagram.faults import Fault, problem
from app.engine.diagram.flows import connection_doubts, connection_faults, flow_faults
from app.engine.diagram.outline import Area, areas
from app.engine.diagram.tasks import activity_faults, extension_faults
from app.engine.errors import InvalidDiagramError
from app.engine.extensions import BPMN, local_name
from app.engine.step import Problem

TOP = frozenset({"collaboration", "process", "message", "error", "escalation", "category"})


def check(xml: bytes) -> list[Problem]:
    """Return what is wrong with one diagram, without looking at what it calls.

    A problem of severity ``error`` keeps it from running; a ``warning`` does not.
    """
    try:
        root = read_diagram(xml)
    except InvalidDiagramError as error:
        return error.problems
    problems = [*_document(root)]
    for process in processes(root):
        for area in areas(process):
            problems += _area(area)
    return problems


def _document(root: Any) -> Iterator[Problem]:
    found = processes(root)
    if len(found) != 1 or found[0].get("isExecutable") != "true" or not found[0].get("id"):
        yield Problem("", "", "应有且只有一个可执行的流程，并有编号", rule="one-process")
    for child in root:
        if str(child.tag).startswith(f"{{{BPMN}}}") and local_name(child) not in TOP:
            yield problem(child, _strange(child))
    counts = Counter(
        node.get("id") for process in found for node in process.iter() if node.get("id")
    )
    for key, count in counts.items():
        if count > 1:
            yield Problem(key, "", "编号重复", rule="duplicate-id")


def _area(area: Area) -> Iterator[Problem]:
    if len(area.starts) != 1:
        yield problem(area.xml, Fault("one-start", "应有且只有一个开始事件"))
    if not area.strange and not any(node.kind == "endEvent" for node in area.nodes.values()):
        yield problem(area.xml, Fault("no-end", "没有结束事件"))
    for child in area.strange:
        yield problem(child, _strange(child))
    for flow in area.flows:
        yield from (problem(flow, fault) for fault in flow_faults(area, flow))
    yield from _nodes(area)


def _nodes(area: Area) -> Iterator[Problem]:
    reached = area.reached()
    for node in area.nodes.values():
        faults = [
            *event_faults(node),
            *extension_faults(node),
            *activity_faults(node),
            *connection_faults(area, node),
        ]
        if not node.id:
            faults.append(Fault("no-id", "元素没有编号"))
        elif node.id not in reached and not area.strange:
            faults.append(Fault("unreachable", "从开始事件到不了这里"))
        yield from (problem(node.xml, fault) for fault in faults)
        doubts = connection_doubts(node)
        yield from (problem(node.xml, doubt, "warning") for doubt in doubts)


def _strange(child: Any) -> Fault:
    return Fault("unknown-element", f"不支持的元素：{local_name(child)}")
