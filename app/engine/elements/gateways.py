"""Exclusive, parallel and inclusive gateways."""

from collections.abc import Iterable, Mapping
from typing import Any

from SpiffWorkflow.util.task import TaskState

from app.engine.elements.base import Element, Flow
from app.engine.elements.process import ProcessSpec
from app.engine.errors import ElementError
from app.engine.instance.footprints import joined
from app.engine.instance.tokens import Frame, Instance, Token

HELD = (TaskState.FUTURE, TaskState.WAITING)


class ExclusiveGateway(Element):
    """Takes the first flow in the document whose condition is true, else the default."""

    def onward(self, token: Token) -> Iterable[Flow]:
        """Return the one flow taken; nothing true and no default is an error."""
        taken = next((flow for flow in self.flows if self.holds(flow, token)), None)
        taken = taken or next((flow for flow in self.flows if flow.is_default), None)
        if taken is None and self.flows:
            raise ElementError("没有一条出路的条件成立")
        return [taken] if taken else []


class Join(Element):
    """Takes one token of each of its incoming flows at once; spare ones stay for the next time."""

    def held(self, scope: Frame | Instance) -> dict[str, Token]:
        """Return the oldest token on each incoming flow that has one."""
        oldest: dict[str, Token] = {}
        for token in scope.tasks.values():
            if token.task_spec is self and token.state in HELD:
                oldest.setdefault(token.flow, token)
        return oldest

    def fire(self, token: Token, consumed: Mapping[str, Token]) -> None:
        """Let the token go on in place of all those consumed."""
        token.origins = joined(token, consumed.values())
        for other in consumed.values():
            if other is not token:
                other.cancel()
        token._ready()

    def _update(self, my_task: Token) -> None:
        oldest = self.held(my_task.workflow)
        if len(oldest) < len(self.incoming) or my_task not in oldest.values():
            my_task._set_state(TaskState.WAITING)
        else:
            self.fire(my_task, oldest)


class ParallelGateway(Join):
    """Fires with one token of every incoming flow, and takes every outgoing one."""

    def onward(self, token: Token) -> Iterable[Flow]:
        """Return all flows."""
        return self.flows


class InclusiveGateway(Join):
    """Fires when no further token can come, and takes every outgoing flow that holds.

    A live token may still come when it can reach an incoming flow that has none, without passing
    this gateway, and can't reach one that has a token already. An activity reaches what the
    events on it reach. This is asked whenever nothing else moves.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before: dict[str, frozenset[str]] = {}

    def look_back(self, sources: Mapping[str, list[str]]) -> None:
        """Work out, once, which elements lead to each incoming flow without passing this one.

        ``sources`` are, by element, those a token may come from.
        """
        if len(self.incoming) < 2:
            return
        specs = self._wf_spec.task_specs
        for source in {*sources.get(self.name, ())}:
            for flow in specs[source].flows:
                if flow.target == self.name:
                    self.before[flow.id] = self._leading(source, sources)

    def _leading(self, source: str, sources: Mapping[str, list[str]]) -> frozenset[str]:
        found, todo = {self.name}, [source]
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                todo += sources.get(name, ())
        return frozenset(found - {self.name})

    def settle(self, scope: Frame | Instance) -> bool:
        """Fire if no further token can come; say whether it did."""
        held = self.held(scope)
        if not held or any(self._may_come(token, held) for token in scope.tasks.values()):
            return False
        self.fire(max(held.values(), key=lambda token: token.id), held)
        return True

    def _may_come(self, token: Token, held: Mapping[str, Token]) -> bool:
        if token.parent is not None or token.task_spec is self:
            return False
        ways = [flow for flow, names in self.before.items() if token.task_spec.name in names]
        return bool(ways) and held.keys().isdisjoint(ways)


def look_back(spec: ProcessSpec) -> None:
    """Let every inclusive gateway of a scope know which elements lead to it."""
    sources: dict[str, list[str]] = {}
    for element in spec.task_specs.values():
        for target in element.leads_to():
            sources.setdefault(target, []).append(element.name)
    spec.inclusive = [e for e in spec.task_specs.values() if isinstance(e, InclusiveGateway)]
    for join in spec.inclusive:
        join.look_back(sources)


def settle_joins(instance: Instance) -> bool:
    """Let inclusive gateways fire that wait for nothing any more; at most one a scope."""
    scopes = [instance, *(frame for _, frame in sorted(instance.subprocesses.items()))]
    fired = [any(join.settle(scope) for join in scope.spec.inclusive) for scope in scopes]
    return any(fired)
