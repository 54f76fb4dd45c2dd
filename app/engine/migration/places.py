"""Where each live token of an instance comes to stand in the new definition, or why it can't."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.util.task import TaskState

from app.engine.elements.gateways import Join
from app.engine.elements.process import ProcessSpec
from app.engine.instance.footprints import scope_of
from app.engine.instance.tokens import Instance, Token
from app.engine.migration.crossing import Crossing, kind
from app.engine.step import Problem

HELD = (TaskState.FUTURE, TaskState.WAITING)
GONE = "migration-no-element", "新版流程中没有这个元素"
ELSEWHERE = "migration-other-scope", "在新版流程中属于另一个子流程或流程"
OTHER = "migration-other-kind", "在新版流程中是另一种元素"
NO_FLOW = "migration-no-flow", "已到达汇合网关的那条流向，新版流程中没有"


@dataclass(frozen=True)
class Place:
    """A token, what its element becomes, and the flow it came on; or the fault."""

    token: Token
    element: Any
    flow: str = ""
    fault: tuple[str, str] | None = None

    @property
    def problem(self) -> Problem:
        """Say why the token can't go."""
        spec = self.token.task_spec
        rule, reason = self.fault or ("", "")
        return Problem(spec.bpmn_id, spec.title, reason, rule=rule)


def places(crossing: Crossing, instance: Instance) -> Iterator[Place]:
    """Yield the place of every token that goes or can't; events nobody waits for any more are left.

    The outer ones come first. What is inside a scope that can't go is not told again.
    """
    scopes: dict[int, ProcessSpec] = {0: crossing.new.specs[crossing.new.root]}
    found: set[int] = set()
    for token in instance.tokens():
        scope = scopes.get(scope_of(token))
        if scope is None or (token.parent is not None and token.parent.id not in found):
            continue
        here = _place(crossing, token, scope)
        if here.fault is None:
            found.add(token.id)
            if token.id in instance.subprocesses:
                scopes[token.id] = crossing.new.specs[here.element.spec]
        if here.fault is None or not _is_beside(token):
            yield here


def _place(crossing: Crossing, token: Token, scope: ProcessSpec) -> Place:
    spec = token.task_spec
    element = crossing.element(spec, scope)
    if element is None:
        return Place(token, None, fault=ELSEWHERE if _is_elsewhere(crossing, spec) else GONE)
    if kind(element) != kind(spec):
        return Place(token, element, fault=OTHER)
    flow = crossing.flow(token.flow, token.workflow.spec, scope, element) if token.flow else ""
    if flow is None and isinstance(element, Join) and token.state in HELD:
        return Place(token, element, fault=NO_FLOW)
    return Place(token, element, flow or "")


def _is_elsewhere(crossing: Crossing, spec: Any) -> bool:
    return any(crossing.element(spec, scope) is not None for scope in crossing.new.specs.values())


def _is_beside(token: Token) -> bool:
    """Say whether it is an event that may go with the version that drew it."""
    is_part = "index" in token.internal_data or "signing" in token.internal_data
    return (token.parent is not None and not is_part) or not token.task_spec.keeps_scope
