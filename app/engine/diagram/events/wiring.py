"""What events connect without a sequence flow: listeners, links, handlers and ways to begin."""

from typing import Any

from app.engine.diagram.definitions import event_definitions
from app.engine.diagram.events.compensation import handler_of
from app.engine.elements.base import Flow
from app.engine.elements.events import (
    AnyOf,
    BoundaryEvent,
    CatchEvent,
    Compensation,
    Definition,
    Link,
    Listener,
    Revival,
    ThrowEvent,
    UndoAll,
)
from app.engine.elements.process import ProcessSpec
from app.engine.extensions import Extensions, bpmn, local_name, read_extensions

UNDO_ALL = "[undo all]"
UNDO = "{} [undo]"
EVENT = "{} [event {}]"


def wire(xml: Any, spec: ProcessSpec) -> None:
    """Connect the elements of a scope, in the order of the document."""
    for node in xml:
        if node.get("triggeredByEvent") == "true":
            _listen(node, spec)
        elif node.tag == bpmn("boundaryEvent"):
            _attach(node, spec)
        elif isinstance(spec.task_specs.get(node.get("id")), AnyOf):
            _choose(node, spec)
        elif spec.task_specs.get(node.get("id")) is not None:
            _remember(node, spec)
    _link(spec)
    _ways(xml, spec)
    if _compensates(xml):
        undo_all = UndoAll(spec, UNDO_ALL)
        undo_all.bpmn_id, undo_all.extensions = xml.get("id"), Extensions()
        spec.undo_all = UNDO_ALL


def _listen(node: Any, spec: ProcessSpec) -> None:
    begin = node.find(bpmn("startEvent"))
    found = event_definitions(begin)
    if isinstance(found[0], Compensation):
        spec.compensation = node.get("id")
        return
    spec.task_specs[node.get("id")].is_interrupting = interrupts(begin)
    for number, event in enumerate(found):
        listener = _another(Listener, begin, spec, number, event)
        listener.is_interrupting, listener.scope = interrupts(begin), node.get("id")
        spec.listeners.append(listener.name)


def _attach(node: Any, spec: ProcessSpec) -> None:
    """A compensation event does not wait on its activity: it names what takes it back."""
    activity, event = spec.task_specs[node.get("attachedToRef")], spec.task_specs[node.get("id")]
    if isinstance(event.event, Compensation):
        activity.handler = handler_of(node)
        return
    activity.boundaries.append(event.name)
    for number, further in enumerate(event_definitions(node)[1:], 1):
        twin = _another(BoundaryEvent, node, spec, number, further)
        twin.is_interrupting, twin.flows = event.is_interrupting, event.flows
        activity.boundaries.append(twin.name)


def _choose(node: Any, spec: ProcessSpec) -> None:
    """Of several events on the way, the first to happen decides."""
    holder = spec.task_specs[node.get("id")]
    for number, event in enumerate(event_definitions(node), 1):
        part = _another(CatchEvent, node, spec, number, event)
        part.extensions = Extensions(properties=holder.extensions.properties)
        holder.parts.append(part.name)


def _another(kind: Any, node: Any, spec: ProcessSpec, number: int, event: Definition) -> Any:
    """Make one of several elements that a node stands for; the first one has its name."""
    name = EVENT.format(node.get("id"), number) if number else node.get("id")
    made = kind(spec, name, event=event, bpmn_name=node.get("name"))
    made.bpmn_id, made.extensions = node.get("id"), read_extensions(node)
    return made


def interrupts(node: Any) -> bool:
    """Say whether an event takes away what it is attached to or begins in."""
    said = node.get("cancelActivity"), node.get("isInterrupting")
    return "false" not in said and "0" not in said


def _remember(node: Any, spec: ProcessSpec) -> None:
    """A sub-process with compensation inside can be opened again for that."""
    activity = spec.task_specs[node.get("id")]
    activity = spec.task_specs.get(getattr(activity, "instance_spec", ""), activity)
    if not local_name(node).lower().endswith("process") and node.tag != bpmn("transaction"):
        return
    if _compensates(node) and node.get("isForCompensation") != "true":
        name, title = UNDO.format(node.get("id")), node.get("name")
        revival = Revival(spec, name, subworkflow_spec=activity.spec, bpmn_name=title)
        revival.bpmn_id, revival.extensions = node.get("id"), Extensions()
        activity.revival = revival.name


def _compensates(node: Any) -> bool:
    return next(node.iter(bpmn("compensateEventDefinition")), None) is not None


def _link(spec: ProcessSpec) -> None:
    links = [each for each in spec.task_specs.values() if _is_link(each)]
    targets = {each.event: each.name for each in links if isinstance(each, CatchEvent)}
    for source in links:
        if isinstance(source, ThrowEvent):
            source.flows.append(Flow("", targets[source.event], None, is_default=False))


def _is_link(element: Any) -> bool:
    return isinstance(getattr(element, "event", None), Link)


def _ways(xml: Any, spec: ProcessSpec) -> None:
    """Note every element a new instance may be told to begin at."""
    for node in xml:
        is_first = node.get("instantiate") == "true"
        if node.tag == bpmn("startEvent") or (is_first and node.tag == bpmn("receiveTask")):
            spec.ways.append(node.get("id"))
        elif is_first:
            spec.ways += [flow.target for flow in spec.task_specs[node.get("id")].flows]
