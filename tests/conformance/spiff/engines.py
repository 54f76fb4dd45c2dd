"""The two engines, each shown as what waits, whether it is over, and one act: complete."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.util.task import TaskState

from app import engine
from tests.conformance.spiff import dialect
from tests.engine.models import Table

CASE = UUID("018f0000-0000-7000-8000-000000000001")
NOW = datetime(2026, 7, 14, 0, 0, tzinfo=UTC)


class Ours:
    """This house's engine."""

    def __init__(self, documents: dict[str, Any], root: str, pick: int) -> None:
        sources = {key: dialect.ours(document) for key, document in documents.items()}
        self.definition = engine.parse(sources, root, {}, ("pick",))
        self.host = Table()
        self.step = engine.start(self.definition, CASE, {"pick": pick}, now=NOW, host=self.host)

    @property
    def waiting(self) -> list[str]:
        return sorted(task.element_id for task in self.step.ready_tasks)

    @property
    def is_over(self) -> bool:
        return self.step.ended

    def complete(self, element_id: str) -> None:
        task = next(task for task in self.step.ready_tasks if task.element_id == element_id)
        self.step = engine.complete(
            self.definition, self.step.state, task.token, {}, now=NOW, host=self.host
        )


class Stock:
    """SpiffWorkflow as it comes."""

    def __init__(self, documents: dict[str, Any], root: str, pick: int) -> None:
        parser = BpmnParser()
        for document in documents.values():
            parser.add_bpmn_xml(etree.fromstring(dialect.theirs(document)))
        called = parser.get_subprocess_specs(root)
        self.workflow = BpmnWorkflow(parser.get_spec(root), called)
        self.workflow.task_tree.data["pick"] = pick
        self.workflow.do_engine_steps()

    @property
    def waiting(self) -> list[str]:
        return sorted(task.task_spec.bpmn_id for task in self._ready())

    @property
    def is_over(self) -> bool:
        return self.workflow.completed

    def complete(self, element_id: str) -> None:
        next(task for task in self._ready() if task.task_spec.bpmn_id == element_id).run()
        self.workflow.do_engine_steps()

    def _ready(self) -> list[Any]:
        return self.workflow.get_tasks(state=TaskState.READY, manual=True)
