"""A diagram as the rules look at it: nodes, flows and scopes, by id."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.engine.diagram.dominance import ROOT, dominators, passes
from app.engine.diagram.support import FLOW_NODES, SCOPES, SUPPORT
from app.engine.extensions import BPMN, Extensions, bpmn, local_name, read_extensions

KNOWN = FLOW_NODES | {"sequenceFlow", "completionCondition"}


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
    def is_event_subprocess(self) -> bool:
        """Say whether it begins by an event of its own instead of a flow."""
        return str(self.xml.get("triggeredByEvent")) == "true"

    @property
    def stands_free(self) -> bool:
        """Say whether no flow leads here and none should: handlers of events and compensation."""
        return self.is_event_subprocess or self.xml.get("isForCompensation") == "true"

    @property
    def ends_elsewhere(self) -> bool:
        """Say whether something other than a flow leads on: a link, or a handler."""
        is_throw = self.kind == "intermediateThrowEvent" and self.link is not None
        kinds = {local_name(event) for event in self.events}
        is_undo = self.kind == "boundaryEvent" and "compensateEventDefinition" in kinds
        return is_throw or is_undo

    @property
    def loop(self) -> Any:
        """The multi-instance element, or None."""
        return self.xml.find(bpmn("multiInstanceLoopCharacteristics"))

    @property
    def rounds(self) -> Any:
        """The standard loop element, or None."""
        return self.xml.find(bpmn("standardLoopCharacteristics"))

    @property
    def events(self) -> list[Any]:
        """The event definitions."""
        return [child for child in self.xml if local_name(child).endswith("EventDefinition")]

    @property
    def is_plain(self) -> bool:
        """Say whether it is an event without a definition."""
        return not self.events and self.xml.find(bpmn("eventDefinitionRef")) is None

    @cached_property
    def link(self) -> str | None:
        """The name of the link it jumps to or is, or None."""
        definition = self.xml.find(bpmn("linkEventDefinition"))
        return None if definition is None else definition.get("name") or ""


@dataclass
class Area:
    """A process or sub-process with its own nodes and flows, not those of inner ones."""

    xml: Any
    nodes: dict[str, Node]
    flows: list[Any]
    strange: list[Any]

    @property
    def kind(self) -> str:
        """The kind of scope."""
        return local_name(self.xml)

    @property
    def starts(self) -> list[Node]:
        """The start events."""
        return [node for node in self.nodes.values() if node.kind == "startEvent"]

    @property
    def entries(self) -> list[Node]:
        """The start events, or else what no flow leads to."""
        return self.starts or [
            node
            for node in self.nodes.values()
            if not node.incoming
            and node.kind != "boundaryEvent"
            and not node.stands_free
            and not (node.kind == "intermediateCatchEvent" and node.link is not None)
        ]

    @property
    def reached(self) -> set[str]:
        """The ids a token can come to from the entries."""
        return set(self._dominators) - {ROOT}

    def must_pass(self, wanted: str, identifier: str) -> bool:
        """Say whether every token at one element has been at, or is at, the wanted one."""
        if identifier not in self._dominators:
            return False
        return wanted == identifier or passes(self._dominators, identifier, wanted)

    @cached_property
    def _dominators(self) -> Mapping[str, str]:
        free = [node for node in self.nodes.values() if node.stands_free]
        starts = [node.id for node in (*self.entries, *free)]
        return dominators(starts, lambda name: (node.id for node in self.after(self.nodes[name])))

    def after(self, node: Node) -> Iterator[Node]:
        """Yield what a token at the node may come to next: by flows, events on it and links."""
        targets = (self.nodes.get(flow.get("targetRef")) for flow in node.outgoing)
        yield from (target for target in targets if target is not None)
        yield from node.attached
        if node.kind == "intermediateThrowEvent" and node.link is not None:
            for other in self.nodes.values():
                if other.kind == "intermediateCatchEvent" and other.link == node.link:
                    yield other


def entries(scope: Any) -> list[Node]:
    """Return where a scope begins when nobody says where: its plain start event, or any start."""
    area = _area(scope)
    return [node for node in area.starts if node.is_plain] or area.entries


def areas(process: Any) -> Iterator[Area]:
    """Yield the process and every sub-process in it, the outer first."""
    todo = [process]
    while todo:
        xml = todo.pop(0)
        yield _area(xml)
        todo += [child for child in xml if local_name(child) in SCOPES]


def _area(xml: Any) -> Area:
    found = [child for child in xml if local_name(child) in FLOW_NODES]
    nodes = {
        child.get("id") or f"?{number}": Node(child, local_name(child), read_extensions(child))
        for number, child in enumerate(found)
    }
    flows = xml.findall(bpmn("sequenceFlow"))
    area = Area(xml, nodes, flows, [child for child in xml if _is_strange(child)])
    _connect(area)
    return area


def _is_strange(child: Any) -> bool:
    name = local_name(child)
    is_bpmn = str(child.tag).startswith(f"{{{BPMN}}}")
    return is_bpmn and name not in KNOWN and not _is_note(name)


def _is_note(name: str) -> bool:
    return name in SUPPORT and SUPPORT[name].how in ("silent", "notes")


def _connect(area: Area) -> None:
    nodes = area.nodes
    for flow in area.flows:
        if flow.get("sourceRef") in nodes:
            nodes[flow.get("sourceRef")].outgoing.append(flow)
        if flow.get("targetRef") in nodes:
            nodes[flow.get("targetRef")].incoming.append(flow)
    for node in list(nodes.values()):
        host = nodes.get(node.xml.get("attachedToRef"))
        if host is not None:
            host.attached.append(node)
