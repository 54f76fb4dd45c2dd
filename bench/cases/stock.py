"""Stock SpiffWorkflow with its own parser, run loop and serializer."""

from collections.abc import Callable

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

SERIALIZER = BpmnWorkflowSerializer()


def completion(sources: dict[str, bytes], number: int) -> Callable[[], str]:
    """Return the completion of that number of the first open task, to be done again and again."""
    state = SERIALIZER.serialize_json(_begun(sources))
    for _ in range(number - 1):
        state = _complete(state)
    return lambda: _complete(state)


def _begun(sources: dict[str, bytes]) -> BpmnWorkflow:
    parser = BpmnParser()
    for xml in sources.values():
        parser.add_bpmn_xml(etree.fromstring(xml))
    workflow = BpmnWorkflow(parser.get_spec("root"), parser.get_subprocess_specs("root"))
    workflow.do_engine_steps()
    return workflow


def _complete(state: str) -> str:
    """Load, complete, run to rest and dump."""
    workflow = SERIALIZER.deserialize_json(state)
    workflow.get_tasks(state=TaskState.READY, manual=True)[0].run()
    workflow.do_engine_steps()
    return SERIALIZER.serialize_json(workflow)
