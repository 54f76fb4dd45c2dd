"""A diagram as the rules look at it: nodes, flows and scopes, by id."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.engine.extensions import Extensions, bpmn, local_name, read_extensions

FLOW_NODES = frozenset(
    {
        "startEvent", "endEvent", "intermediateThrowEvent", "intermediateCatchEvent",
        "boundaryEvent", "userTask", "serviceTask", "scriptTask", "businessRuleTask",
        "callActivity", "subProcess", "exclusiveGateway", "parallelGateway",
    }
)  # fmt: skip
SILENT = frozenset(
    {
        "documentation", "extensionElements", "laneSet", "textAnnotation", "association", "group",
        "incoming", "outgoing", "multiInstanceLoopCharacteristics",
    }
)  # fmt: skip


@dataclass
class Node:
    """A flow node with what the rules ask about it."""

    xml: Any
    kind: str
    extensions: Extensions
    outgoing: list[Any] = field(default_factory=list)
    incoming: list[Any] = field(default_factory=list)
    attached: list["Node"] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The element id; empty when there is none."""
        return str(self.xml.get("id") or "")

    @property
    def is_gateway(self) -> bool:
        """Say whether it is a gateway."""
        return self.kind.endswith("Gateway")

    @property
    def loop(self) -> Any:
        """The multi-instance element, or None."""
        return self.xml.find(bpmn("multiInstanceLoopCharacteristics"))

    @property
    def events(self) -> list[Any]:
        """The event definitions."""
        return [child for child in self.xml if local_name(child).endswith("EventDefinition")]


@dataclass
class Area:
    """A process or sub-process with its own nodes and flows, not those of inner ones."""

    xml: Any
    nodes: dict[str, Node]
    flows: list[Any]
    strange: list[Any]

    @property
    def starts(self) -> list[Node]:
        """The start events."""
        return [node for node in self.nodes.values() if node.kind == "startEvent"]

    def reached(self, without: str = "") -> set[str]:
        """Return the ids a token can come to from the start events, not passing ``without``."""
        seen = {without}
        todo = list(self.starts)
        while todo:
            node = todo.pop()
            if node.id in seen:
                continue
            seen.add(node.id)
            targets = (self.nodes.get(flow.get("targetRef")) for flow in node.outgoing)
            todo += [target for target in targets if target is not None]
            todo += node.attached
        return seen - {without}


def areas(process: Any) -> Iterator[Area]:
    """Yield the process and every sub-process in it, the outer first."""
    todo = [process]
    while todo:
        xml = todo.pop(0)
        yield _area(xml)
        todo += xml.findall(bpmn("subProcess"))


def _area(xml: Any) -> Area:
    found = [child for child in xml if local_name(child) in FLOW_NODES]
    nodes = {
        child.get("id") or f"?{number}": Node(child, local_name(child), read_extensions(child))
        for number, child in enumerate(found)
    }
    flows = xml.findall(bpmn("sequenceFlow"))
    known = FLOW_NODES | SILENT | {"sequenceFlow"}
    strange = [child for child in xml if local_name(child) not in known]
    for flow in flows:
        if flow.get("sourceRef") in nodes:
            nodes[flow.get("sourceRef")].outgoing.append(flow)
        if flow.get("targetRef") in nodes:
            nodes[flow.get("targetRef")].incoming.append(flow)
    for node in list(nodes.values()):
        host = nodes.get(node.xml.get("attachedToRef"))
        if host is not None:
            host.attached.append(node)
    return Area(xml, nodes, flows, strange)
