"""Every element is supported, or the diagram is refused with the element's id and a reason."""

from collections.abc import Iterator
from typing import Any

from app.engine.diagram.dialect import read_diagram
from app.engine.diagram.document import document_problems, judged
from app.engine.diagram.events import (
    event_doubts,
    event_faults,
    handler_faults,
    start_faults,
)
from app.engine.diagram.faults import Fault, problem
from app.engine.diagram.flows import connection_doubts, connection_faults, flow_faults
from app.engine.diagram.loops import loop_doubts
from app.engine.diagram.notes import foreign_doubts, note_doubts, note_faults, unused_doubts
from app.engine.diagram.outline import Area, Node, areas
from app.engine.diagram.scopes import scope_doubts, scope_faults
from app.engine.diagram.support import SUPPORT
from app.engine.diagram.tasks import activity_faults, extension_faults
from app.engine.errors import InvalidDiagramError
from app.engine.extensions import local_name
from app.engine.step import Problem


def check(xml: bytes) -> list[Problem]:
    """Return what is wrong with one diagram, without looking at what it calls.

    A problem of severity ``error`` keeps it from running; a ``warning`` does not.
    """
    try:
        root = read_diagram(xml)
    except InvalidDiagramError as error:
        return error.problems
    problems = [*document_problems(root)]
    for process in judged(root):
        for area in areas(process):
            problems += _area(area)
    return problems


def _area(area: Area) -> Iterator[Problem]:
    yield from (problem(area.xml, fault) for fault in scope_faults(area))
    yield from (problem(area.xml, fault) for fault in start_faults(area))
    yield from (problem(area.xml, doubt, "warning") for doubt in _scope_doubts(area))
    yield from (problem(child, _strange(child)) for child in area.strange)
    for child in area.xml:
        yield from (problem(child, doubt, "warning") for doubt in note_doubts(child))
    for flow in area.flows:
        yield from (problem(flow, fault) for fault in flow_faults(area, flow))
        doubts = (*foreign_doubts(flow), *unused_doubts(flow))
        yield from (problem(flow, doubt, "warning") for doubt in doubts)
    reached = area.reached
    for node in area.nodes.values():
        yield from (problem(node.xml, fault) for fault in _faults(area, node, reached))
        yield from (problem(node.xml, doubt, "warning") for doubt in _doubts(area, node))


def _scope_doubts(area: Area) -> Iterator[Fault]:
    yield from scope_doubts(area)
    if area.kind == "process":
        yield from foreign_doubts(area.xml)
        yield from unused_doubts(area.xml)


def _faults(area: Area, node: Node, reached: set[str]) -> Iterator[Fault]:
    yield from event_faults(area, node)
    yield from handler_faults(area, node)
    yield from extension_faults(node)
    yield from activity_faults(node)
    yield from connection_faults(area, node)
    yield from note_faults(node)
    if not node.id:
        yield Fault("no-id", "元素没有编号；请填写 id")
    elif node.id not in reached and not area.strange:
        yield Fault("unreachable", "从开始事件到不了这里；请连上顺序流，或删去")


def _doubts(area: Area, node: Node) -> Iterator[Fault]:
    yield from event_doubts(area, node)
    yield from connection_doubts(node)
    yield from loop_doubts(node)
    yield from foreign_doubts(node.xml)
    if node.kind not in ("subProcess", "transaction", "adHocSubProcess"):
        for child in node.xml:
            yield from note_doubts(child)


def _strange(child: Any) -> Fault:
    name = local_name(child)
    taken = SUPPORT.get(name)
    if taken is not None and taken.rule:
        return Fault(taken.rule, taken.what)
    return Fault("unknown-element", f"流程中不应有这种元素：{name}")
