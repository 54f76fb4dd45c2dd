"""A diagram as the token game sees it: elements and flows of one scope, lenient to the rest.

What the engine refuses is read too, for a refused diagram has a right to be told that it would
also hang. Whatever the token game cannot know is kept in ``unclear``.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.engine.extensions import BPMN, bpmn, local_name

SCOPES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
TASKS = frozenset(
    {
        "task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask",
        "sendTask", "receiveTask", "callActivity",
    }
)  # fmt: skip
EVENTS = frozenset(
    {
        "startEvent", "endEvent", "boundaryEvent", "intermediateThrowEvent",
        "intermediateCatchEvent",
    }
)  # fmt: skip
GATEWAYS = frozenset(
    {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"}
)
NODES = SCOPES | TASKS | EVENTS | GATEWAYS
BEYOND = frozenset(
    {
        "complexGateway", "choreographyTask", "subChoreography", "callChoreography",
        "implicitThrowEvent", "event",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Flow:
    """A sequence flow."""

    id: str
    source: str
    target: str
    is_conditional: bool


@dataclass
class Element:
    """A flow node with what leads to it, from it, and hangs on it."""

    xml: Any
    id: str
    kind: str
    incoming: list[Flow] = field(default_factory=list)
    outgoing: list[Flow] = field(default_factory=list)
    attached: list["Element"] = field(default_factory=list)

    @property
    def trigger(self) -> str:
        """The kind of its event definition, such as ``timer``; empty for a plain event."""
        found = (local_name(child) for child in self.xml)
        names = [name for name in found if name.endswith("EventDefinition")]
        return names[0].removesuffix("EventDefinition") if names else ""

    @property
    def is_join(self) -> bool:
        """Say whether it waits for several flows."""
        gateways = {"parallelGateway", "inclusiveGateway"}
        return self.kind in gateways and len(self.incoming) > 1

    @property
    def is_handler(self) -> bool:
        """Say whether it is an event sub-process."""
        return bool(self.xml.get("triggeredByEvent") == "true")

    @property
    def is_compensation(self) -> bool:
        """Say whether only compensation comes here."""
        is_listener = self.kind == "boundaryEvent" and self.trigger == "compensate"
        return is_listener or bool(self.xml.get("isForCompensation") == "true")


@dataclass
class Scope:
    """A process or sub-process with its own elements, not those of inner ones."""

    xml: Any
    elements: dict[str, Element]
    unclear: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The id of the process or sub-process."""
        return str(self.xml.get("id") or "")


def read_scope(xml: Any) -> Scope:
    """Return one scope of a parsed diagram."""
    children = [child for child in xml if str(child.tag).startswith(f"{{{BPMN}}}")]
    found = [child for child in children if local_name(child) in NODES]
    elements = {str(child.get("id") or f"?{n}"): child for n, child in enumerate(found)}
    scope = Scope(xml, {key: Element(c, key, local_name(c)) for key, c in elements.items()})
    scope.unclear += [str(c.get("id") or "") for c in children if local_name(c) in BEYOND]
    scope.unclear += _twice(found)
    for flow in xml.findall(bpmn("sequenceFlow")):
        _connect(scope, flow)
    for element in scope.elements.values():
        _attach(scope, element)
    return scope


def _twice(found: list[Any]) -> Iterator[str]:
    counts = Counter(str(child.get("id") or "") for child in found)
    return (key for key, count in counts.items() if count > 1 or not key)


def _attach(scope: Scope, element: Element) -> None:
    if element.kind != "boundaryEvent":
        return
    host = scope.elements.get(element.xml.get("attachedToRef"))
    if host is None:
        scope.unclear.append(element.id)
    else:
        host.attached.append(element)


def _connect(scope: Scope, xml: Any) -> None:
    source, target = (scope.elements.get(xml.get(end)) for end in ("sourceRef", "targetRef"))
    if source is None or target is None:
        scope.unclear.append(str(xml.get("id") or ""))
        return
    is_conditional = xml.find(bpmn("conditionExpression")) is not None
    flow = Flow(str(xml.get("id")), source.id, target.id, is_conditional)
    source.outgoing.append(flow)
    target.incoming.append(flow)
