"""What every node of a diagram has in common.

Specifications are shared by all instances and threads: nothing here changes after parsing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin

from app.engine.elements.completed import remember
from app.engine.errors import ElementError
from app.engine.extensions import Extensions
from app.engine.instance.footprints import leave
from app.engine.instance.nodes import Origins
from app.engine.instance.scopes import write
from app.engine.instance.tokens import CLOSE, FIRE, GONE, OPEN, Token
from app.engine.instance.values import kept
from app.engine.language import evaluate

PHASES = {OPEN: "_open", CLOSE: "_close", FIRE: "_fire"}


@dataclass(frozen=True)
class Flow:
    """A sequence flow to another node of the same scope."""

    id: str
    target: str
    condition: str | None
    is_default: bool


class Element(BpmnSpecMixin):  # type: ignore[misc]
    """A node; it opens a token, perhaps waits, closes it and sends it on."""

    process_key: str
    extensions: Extensions
    handler = ""
    revival = ""
    keeps_scope = True
    is_activity = False

    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.flows: list[Flow] = []
        self.incoming: list[str] = []
        self.boundaries: list[str] = []
        self.process_key = wf_spec.process_key

    @property
    def title(self) -> str:
        """The name on the diagram."""
        return self.bpmn_name or ""

    def declares(self) -> list[str]:
        """Return the variables this element may set."""
        mappings = [*self.extensions.inputs, *self.extensions.outputs]
        return [target for _, target in mappings]

    def shows(self, token: Token) -> bool:
        """Say whether a person would see the token here."""
        return token.phase not in (OPEN, GONE)

    def note(self, token: Token, kind: str) -> None:
        """Write a visit down."""
        token.instance.visit(token, kind)

    def begin(self, token: Token) -> bool:
        """Do the work; False to wait for something."""
        return True

    def results(self, token: Token) -> dict[str, Any]:
        """Return what the work brought back, readable in output mappings."""
        return {}

    def onward(self, token: Token) -> Iterable[Flow]:
        """Return the flows a finished token takes: each that holds, else the default."""
        taken = [flow for flow in self.flows if self.holds(flow, token)]
        taken = taken or [flow for flow in self.flows if flow.is_default]
        if self.flows and not taken:
            raise ElementError("没有一条出路的条件成立")
        return taken

    def holds(self, flow: Flow, token: Token) -> bool:
        """Say whether the flow is to be taken; the default is not asked."""
        if flow.is_default:
            return False
        return flow.condition is None or evaluate(token, flow.condition) is True

    def leads_to(self) -> list[str]:
        """Return the names of the elements a token here may come to next."""
        return [*(flow.target for flow in self.flows), *self.boundaries]

    def take_inputs(self, token: Token) -> None:
        """Evaluate the input mappings into the token's locals, each seeing those before."""
        for source, target in self.extensions.inputs:
            token.data[target] = kept(evaluate(token, source))

    def give_outputs(self, token: Token) -> None:
        """Evaluate the output mappings; an instance whose loop gathers keeps them to itself."""
        results = self.results(token)
        for source, target in self.extensions.outputs:
            value = evaluate(token, source, results)
            if is_gathered(token):
                results[target] = kept(value)
            else:
                write(token, target, value)
        if is_gathered(token):
            token.parent.task_spec.collect(token, results)

    def _open(self, token: Token) -> bool:
        token.at = token.instance.instant
        token.phase = CLOSE
        self.note(token, "entered")
        self.take_inputs(token)
        for name in self.boundaries:
            arrive(token.add(self._wf_spec.task_specs[name]))
        return self.begin(token) and self._close(token)

    def _close(self, token: Token) -> bool:
        self.give_outputs(token)
        self.note(token, "left")
        return True

    def _predict(self, *args: Any, **kwargs: Any) -> None:
        """Grow nothing ahead: a token appears when it arrives."""

    def _update(self, my_task: Token) -> None:
        my_task._ready()

    def _on_ready(self, my_task: Token) -> None:
        my_task.instance.ready.append(my_task)

    def _run(self, my_task: Token) -> bool:
        done: bool = getattr(self, PHASES[my_task.phase])(my_task)
        return done

    def _on_complete(self, my_task: Token) -> None:
        specs, origins = self._wf_spec.task_specs, leave(my_task)
        for flow in self.onward(my_task) if self._goes_on(my_task) else ():
            arrive(Token(my_task.workflow, specs[flow.target]), flow.id, origins)
        remember(my_task)
        loop = my_task.parent if is_instance(my_task) else None
        my_task.leave()
        if loop is not None:
            loop.task_spec.finished(loop, my_task)
        release(my_task)

    def _goes_on(self, token: Token) -> bool:
        around = getattr(token.workflow, "holder", None)
        return around is None or not around.task_spec.inner_done(around, token)


def arrive(token: Token, flow: str = "", origins: Origins = ()) -> None:
    """Let a new token act on its element; ``origins`` are what ``leave`` told."""
    token.flow, token.origins = flow, origins or token.origins
    token.task_spec._update(token)


def enter(scope: Any, entry: Any = None) -> Token:
    """Begin a scope at ``entry``, or where it begins by itself; return the first token.

    What starts its event sub-processes listens from now on.
    """
    for name in scope.spec.listeners:
        arrive(Token(scope, scope.spec.task_specs[name]))
    tokens = [Token(scope, spec) for spec in ([entry] if entry else scope.spec.entries)]
    for token in tokens:
        arrive(token)
    return tokens[0]


def release(token: Token) -> None:
    """Tell whoever took completed work back by way of this token that it is gone."""
    if "keeper" in token.internal_data:
        keeper = token.instance.numbered(token.internal_data["keeper"])
        if keeper is not None:
            keeper.task_spec.settle(keeper)


def is_instance(token: Token) -> bool:
    """Say whether the token is one of the instances of a loop."""
    return "index" in token.internal_data


def is_gathered(token: Token) -> bool:
    """Say whether the token is an instance whose results are the loop's."""
    return is_instance(token) and token.parent.task_spec.gathers
