"""Exclusive and parallel gateways."""

from collections.abc import Iterable

from SpiffWorkflow.util.task import TaskState

from app.engine.elements.base import Element, Flow
from app.engine.errors import ElementError
from app.engine.instance.footprints import joined
from app.engine.instance.tokens import Token
from app.engine.language import evaluate


class ExclusiveGateway(Element):
    """Takes the first flow in the document whose condition is true, else the default."""

    def onward(self, token: Token) -> Iterable[Flow]:
        """Return the one flow taken."""
        return [flow for flow in self.flows if flow.id == token.flow]

    def begin(self, token: Token) -> bool:
        """Choose; nothing true and no default is an error."""
        taken = next((flow for flow in self.flows if self._holds(flow, token)), None)
        taken = taken or next((flow for flow in self.flows if flow.is_default), None)
        if taken is None:
            raise ElementError("没有一条出路的条件成立")
        token.flow = taken.id
        return True

    def _holds(self, flow: Flow, token: Token) -> bool:
        if flow.is_default:
            return False
        return flow.condition is None or evaluate(token, flow.condition) is True


class ParallelGateway(Element):
    """Fires with one token of every incoming flow; spare tokens stay for the next time."""

    def _update(self, my_task: Token) -> None:
        oldest: dict[str, Token] = {}
        for token in my_task.workflow.tasks.values():
            if token.task_spec is self and token.state in (TaskState.FUTURE, TaskState.WAITING):
                oldest.setdefault(token.flow, token)
        if len(oldest) < len(self.incoming) or my_task not in oldest.values():
            my_task._set_state(TaskState.WAITING)
            return
        my_task.origins = joined(my_task, oldest.values())
        for token in oldest.values():
            if token is not my_task:
                token.cancel()
        my_task._ready()
