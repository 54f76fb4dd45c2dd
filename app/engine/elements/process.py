"""A process or embedded sub-process as SpiffWorkflow's specification of a workflow."""

from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec


class ProcessSpec(BpmnProcessSpec):  # type: ignore[misc]
    """The nodes of one scope; the stock start and end nodes and joins are not needed."""

    def __init__(self, name: str, process_key: str, is_embedded: bool) -> None:
        WorkflowSpec.__init__(self, name=name)
        self.process_key = process_key
        self.is_embedded = is_embedded
        self.entries: list[Any] = []
        self.inclusive: list[Any] = []
        self.listeners: list[str] = []
        self.compensation = ""
        self.undo_all = ""
        self.ways: list[str] = []
        self.data_objects: dict[str, object] = {}
        self.data_stores: dict[str, object] = {}
        self.io_specification = None
        self.correlation_keys: dict[str, object] = {}
        self.bpmn_start_events: list[object] = []
