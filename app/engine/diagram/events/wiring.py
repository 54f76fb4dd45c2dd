"""What events connect without a sequence flow: listeners, links, handlers and ways to begin."""

from typing import Any

from app.engine.diagram.definitions import event_definition
from app.engine.diagram.events.compensation import handler_of
from app.engine.elements.base import Flow
from app.engine.elements.events import (
    CatchEvent,
    Compensation,
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


def wire(xml: Any, spec: ProcessSpec) -> None:
    """Connect the elements of a scope, in the order of the document."""
    for node in xml:
        if node.get("triggeredByEvent") == "true":
            _listen(node, spec)
        elif node.tag == bpmn("boundaryEvent"):
            _attach(node, spec)
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
    event = event_definition(begin)
    if isinstance(event, Compensation):
        spec.compensation = node.get("id")
        return
    listener = Listener(
        spec,
        begin.get("id"),
        event=event,
        bpmn_name=begin.get("name"),
        is_interrupting=begin.get("isInterrupting", "true") == "true",
    )
    listener.extensions = read_extensions(begin)
    listener.scope = node.get("id")
    spec.listeners.append(listener.name)


def _attach(node: Any, spec: ProcessSpec) -> None:
    """A compensation event does not wait on its activity: it names what takes it back."""
    activity = spec.task_specs[node.get("attachedToRef")]
    if isinstance(event_definition(node), Compensation):
        activity.handler = handler_of(node)
    else:
        activity.boundaries.append(node.get("id"))


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
