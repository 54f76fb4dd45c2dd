"""SpiffWorkflow's parser, building this house's elements."""

from typing import Any

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser

from app.engine.diagram.definitions import event_definitions
from app.engine.diagram.dialect import executable
from app.engine.diagram.events.wiring import interrupts, wire
from app.engine.diagram.loops import plan, rounds
from app.engine.diagram.outline import entries
from app.engine.diagram.support import ACTIVITIES
from app.engine.elements import activities, events, gateways
from app.engine.elements.adhoc import AdHocPlan, AdHocSubProcess
from app.engine.elements.base import Flow
from app.engine.elements.loops import Rounds, StandardLoop
from app.engine.elements.multi import MultiInstance, Plan
from app.engine.elements.process import ProcessSpec
from app.engine.extensions import Extensions, bpmn, local_name, read_extensions, zeebe


class NodeParser(TaskParser):  # type: ignore[misc]
    """Makes the element of one node; the stock parser would go on along its flows, by recursion."""

    @property
    def bpmn_attributes(self) -> dict[str, Any]:
        """What every element gets; data objects and lanes are notes for the reader."""
        return {"bpmn_name": self.node.get("name")}

    def parse_node(self) -> Any:
        """Return the element, or what holds its instances when it is done several times."""
        task = self.create_task()
        task.extensions = read_extensions(self.node)
        task.is_activity = local_name(self.node) in ACTIVITIES
        several = self.node.find(bpmn("multiInstanceLoopCharacteristics"))
        again = self.node.find(bpmn("standardLoopCharacteristics"))
        if several is not None:
            return self._looped(task, MultiInstance, plan(several, completion_of(task)))
        return task if again is None else self._looped(task, StandardLoop, rounds(again))

    def _looped(self, task: Any, kind: type[Any], repeats: Plan | Rounds) -> Any:
        name, specs = task.name, self.spec.task_specs
        task.name = f"{name} [instance]"
        specs[task.name] = specs.pop(name)
        holder = kind(self.spec, name, bpmn_name=task.bpmn_name)
        holder.extensions = Extensions(properties=task.extensions.properties)
        holder.instance_spec = task.name
        holder.plan, holder.is_activity = repeats, True
        return holder


class EventParser(NodeParser):
    """Parses a node with an event definition."""

    def create_task(self) -> Any:
        """Make the event; an intermediate one may wait for any of several."""
        attributes, found = self.bpmn_attributes, event_definitions(self.node)
        makes = self.spec_class
        if makes is events.CatchEvent and len(found) > 1:
            makes = events.AnyOf
        if self.node.tag == bpmn("boundaryEvent"):
            attributes["is_interrupting"] = interrupts(self.node)
        made = makes(self.spec, self.bpmn_id, event=next(iter(found), None), **attributes)
        made.events = found or [None]
        return made


class ScopeParser(NodeParser):
    """Parses an embedded sub-process or a call."""

    def create_task(self) -> Any:
        """Make the activity, which names the specification of its scope."""
        if self.node.tag == bpmn("callActivity"):
            scope = self.node.find(f".//{zeebe('calledElement')}").get("processId")
        else:
            scope = scope_name(self.spec.process_key, self._inner_scope())
        is_event = self.node.get("triggeredByEvent") == "true"
        make = events.EventSubProcess if is_event else self.spec_class
        return make(self.spec, self.bpmn_id, subworkflow_spec=scope, **self.bpmn_attributes)

    def _inner_scope(self) -> str:
        parsers = self.process_parser.parser
        parsers.create_parser(self.node)
        inner = parsers.process_parsers[self.bpmn_id]
        inner.parent = self.process_parser
        return str(inner.bpmn_id)


class AdHocParser(ScopeParser):
    """Parses an ad-hoc sub-process."""

    def create_task(self) -> Any:
        """Make the activity with what it offers."""
        task = super().create_task()
        task.plan = AdHocPlan(
            elements=read_extensions(self.node).of("adHoc", "activeElementsCollection"),
            condition=(self.node.findtext(bpmn("completionCondition")) or "").strip() or None,
            is_sequential=self.node.get("ordering") == "Sequential",
            cancels_the_rest=self.node.get("cancelRemainingInstances") != "false",
        )
        return task


class ScopeContents(ProcessParser):  # type: ignore[misc]
    """Parses what is inside a process or sub-process."""

    def create_spec(self) -> ProcessSpec:
        """Make the specification of the scope."""
        is_embedded = self.node.tag != bpmn("process")
        key = self.parent.spec.process_key if is_embedded else self.bpmn_id
        name = scope_name(key, self.bpmn_id) if is_embedded else key
        return ProcessSpec(name, key, is_embedded)

    def add_tasks(self) -> None:
        """Make every node, then attach and connect them in the order of the document."""
        nodes = {node: self.parse_node(node) for node in self.node if node.tag in PARSERS}
        self.spec.entries = [nodes[entry.xml] for entry in entries(self.node)]
        for flow in self.node.iterchildren(bpmn("sequenceFlow")):
            self._connect(flow)
        wire(self.node, self.spec)
        gateways.look_back(self.spec)

    def _connect(self, flow: Any) -> None:
        source, target = (self.spec.task_specs[flow.get(end)] for end in ("sourceRef", "targetRef"))
        is_default = self.get_node_by_id(source.bpmn_id).get("default") == flow.get("id")
        condition = (self.parse_condition(flow) or "").strip() or None
        source.flows.append(Flow(flow.get("id"), target.name, condition, is_default))
        target.incoming.append(flow.get("id"))
        source.connect(target)


def completion_of(task: Any) -> str | None:
    """Return when a multi-instance activity is to be complete, where its property says so."""
    return task.extensions.properties.get("completion") or None


def scope_name(process_key: str, element_id: str) -> str:
    """Return the name of an embedded scope, unique among all processes of a case."""
    return f"{process_key}/{element_id}"


ELEMENTS = {
    "startEvent": (EventParser, events.StartEvent),
    "endEvent": (EventParser, events.EndEvent),
    "intermediateThrowEvent": (EventParser, events.ThrowEvent),
    "intermediateCatchEvent": (EventParser, events.CatchEvent),
    "boundaryEvent": (EventParser, events.BoundaryEvent),
    "task": (NodeParser, activities.PassingTask),
    "manualTask": (NodeParser, activities.PassingTask),
    "userTask": (NodeParser, activities.UserTask),
    "serviceTask": (NodeParser, activities.ServiceTask),
    "sendTask": (EventParser, events.SendTask),
    "receiveTask": (EventParser, events.ReceiveTask),
    "scriptTask": (NodeParser, activities.ScriptTask),
    "businessRuleTask": (NodeParser, activities.RuleTask),
    "callActivity": (ScopeParser, activities.CallActivity),
    "subProcess": (ScopeParser, activities.SubProcess),
    "transaction": (ScopeParser, activities.SubProcess),
    "adHocSubProcess": (AdHocParser, AdHocSubProcess),
    "exclusiveGateway": (NodeParser, gateways.ExclusiveGateway),
    "parallelGateway": (NodeParser, gateways.ParallelGateway),
    "inclusiveGateway": (NodeParser, gateways.InclusiveGateway),
    "eventBasedGateway": (NodeParser, events.EventGateway),
}


PARSERS = {bpmn(name): classes for name, classes in ELEMENTS.items()}


class DiagramParser(BpmnParser):  # type: ignore[misc]
    """The stock parser over our elements alone."""

    PARSER_CLASSES = PARSERS
    PROCESS_PARSER_CLASS = ScopeContents


def parse_diagram(root: Any) -> dict[str, ProcessSpec]:
    """Return the specifications of a checked diagram: its process and every embedded scope."""
    parser = DiagramParser()
    for process in executable(root):
        parser.create_parser(process)
    specs: dict[str, ProcessSpec] = {}
    waiting = list(parser.process_parsers)
    while waiting:
        spec = parser.process_parsers[waiting.pop(0)].get_spec()
        specs[spec.name] = spec
        known = {each.name.rpartition("/")[2] for each in specs.values()}
        waiting = [key for key in parser.process_parsers if key not in known]
    return specs
