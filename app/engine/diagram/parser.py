"""SpiffWorkflow's parser, building this house's elements."""

from typing import Any, ClassVar

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.task_parsers import SubprocessParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser

from app.engine.diagram.definitions import event_definition
from app.engine.elements import activities, events, gateways
from app.engine.elements.base import Flow
from app.engine.elements.multi import ParallelLoop
from app.engine.elements.process import ProcessSpec
from app.engine.extensions import Extensions, bpmn, read_extensions, zeebe


class NodeParser(TaskParser):  # type: ignore[misc]
    """Parses any node; boundary events stay with their activity, without split and join."""

    task: Any

    def parse_extensions(self, node: Any = None) -> Extensions:
        """Read the extension elements."""
        return read_extensions(self.node)

    def handles_multiple_outgoing(self) -> bool:
        """Leave it to the check to refuse."""
        return True

    def connect_outgoing(
        self, outgoing_task: Any, sequence_flow_node: Any, is_default: bool
    ) -> None:
        """Keep the flow with its id, condition and place."""
        siblings = self.process_parser.get_outgoing_sequence_flows(self.bpmn_id)
        flow_id = sequence_flow_node.get("id")
        flow = Flow(
            flow_id,
            outgoing_task.name,
            self.parse_condition(sequence_flow_node),
            is_default,
            siblings.index(sequence_flow_node),
        )
        self.task.flows.append(flow)
        self.task.flows.sort(key=lambda each: each.order)
        outgoing_task.incoming.append(flow_id)
        self.task.connect(outgoing_task)

    def _add_boundary_event(self, children: list[Any]) -> Any:
        for event in children:
            self.task.boundaries.append(self.process_parser.parse_node(event).name)
        return self.task

    def _add_multiinstance_task(self, loop_characteristics: Any) -> None:
        original = self.spec.task_specs.pop(self.task.name)
        name = original.name
        original.name = f"{name} [instance]"
        self.spec.task_specs[original.name] = original
        self.task = ParallelLoop(self.spec, name, bpmn_name=original.bpmn_name)
        self.task.extensions = Extensions(properties=original.extensions.properties)
        self.task.instance_spec = original.name
        self.task.loop = read_extensions(loop_characteristics).elements["loopCharacteristics"]


class EventParser(NodeParser):
    """Parses a node with an event definition."""

    def create_task(self) -> Any:
        """Make the event."""
        attributes = self.bpmn_attributes
        if self.node.tag == bpmn("boundaryEvent"):
            attributes["is_interrupting"] = self.node.get("cancelActivity", "true") == "true"
        return self.spec_class(
            self.spec, self.bpmn_id, event=event_definition(self.node), **attributes
        )


class ScopeParser(NodeParser):
    """Parses an embedded sub-process or a call."""

    def create_task(self) -> Any:
        """Make the activity, which names the specification of its scope."""
        if self.node.tag == bpmn("callActivity"):
            scope = self.node.find(f".//{zeebe('calledElement')}").get("processId")
        else:
            scope = scope_name(self.spec.process_key, SubprocessParser.get_subprocess_spec(self))
        return self.spec_class(
            self.spec, self.bpmn_id, subworkflow_spec=scope, **self.bpmn_attributes
        )


class ScopeContents(ProcessParser):  # type: ignore[misc]
    """Parses what is inside a process or sub-process."""

    def create_spec(self) -> ProcessSpec:
        """Make the specification of the scope."""
        is_embedded = self.node.tag != bpmn("process")
        key = self.parent.spec.process_key if is_embedded else self.bpmn_id
        name = scope_name(key, self.bpmn_id) if is_embedded else key
        return ProcessSpec(name, key, is_embedded)

    def add_tasks(self) -> None:
        """Parse from the start event on."""
        self.spec.entry = self.parse_node(self.xpath("./bpmn:startEvent")[0])


def scope_name(process_key: str, element_id: str) -> str:
    """Return the name of an embedded scope, unique among all processes of a case."""
    return f"{process_key}/{element_id}"


ELEMENTS = {
    "startEvent": (EventParser, events.StartEvent),
    "endEvent": (EventParser, events.EndEvent),
    "intermediateThrowEvent": (EventParser, events.ThrowEvent),
    "intermediateCatchEvent": (EventParser, events.CatchEvent),
    "boundaryEvent": (EventParser, events.BoundaryEvent),
    "userTask": (NodeParser, activities.UserTask),
    "serviceTask": (NodeParser, activities.ServiceTask),
    "scriptTask": (NodeParser, activities.ScriptTask),
    "businessRuleTask": (NodeParser, activities.RuleTask),
    "callActivity": (ScopeParser, activities.CallActivity),
    "subProcess": (ScopeParser, activities.SubProcess),
    "exclusiveGateway": (NodeParser, gateways.ExclusiveGateway),
    "parallelGateway": (NodeParser, gateways.ParallelGateway),
}


class DiagramParser(BpmnParser):  # type: ignore[misc]
    """The stock parser over our elements alone."""

    PARSER_CLASSES: ClassVar = {bpmn(name): classes for name, classes in ELEMENTS.items()}
    PROCESS_PARSER_CLASS = ScopeContents

    def _find_dependencies(self, process: Any) -> None:
        """Calls are found by the extension element, not here."""


def parse_diagram(root: Any) -> dict[str, ProcessSpec]:
    """Return the specifications of a checked diagram: its process and every embedded scope."""
    parser = DiagramParser()
    parser.add_bpmn_xml(root)
    specs: dict[str, ProcessSpec] = {}
    waiting = list(parser.process_parsers)
    while waiting:
        spec = parser.process_parsers[waiting.pop(0)].get_spec()
        specs[spec.name] = spec
        known = {each.name.rpartition("/")[2] for each in specs.values()}
        waiting = [key for key in parser.process_parsers if key not in known]
    return specs
