"""Tasks, called processes and embedded sub-processes."""

from typing import Any

from SpiffWorkflow.bpmn.specs import defaults

from app.engine.elements.base import Element, enter, is_gathered
from app.engine.errors import ElementError
from app.engine.instance.scopes import visible, write
from app.engine.instance.tokens import Frame, Token
from app.engine.instance.values import kept
from app.engine.language import decide, evaluate
from app.engine.step import Effect

DEEPEST = 20


class PassingTask(Element):
    """Work that nobody told how to do, or that is done elsewhere: a token passes."""


class UserTask(Element, defaults.UserTask):  # type: ignore[misc]
    """Waits for a person."""

    def begin(self, token: Token) -> bool:
        """Wait until the task is completed."""
        return False


class ServiceTask(Element):
    """Asks for an effect and passes at once."""

    def begin(self, token: Token) -> bool:
        """Record the effect; the caller carries it out with the same transaction."""
        ask(token)
        return True


def ask(token: Token) -> None:
    """Record the effect that the element's type names, with its headers and mapped inputs."""
    extensions = token.task_spec.extensions
    wanted = extensions.of("taskDefinition", "type") or ""
    effect(token, wanted, {**extensions.headers, **mapped(token)})


def mapped(token: Token) -> dict[str, Any]:
    """Return the mapped inputs alone."""
    return {target: token.data[target] for _, target in token.task_spec.extensions.inputs}


def effect(token: Token, wanted: str, inputs: dict[str, Any]) -> None:
    """Record something that the caller does with the same transaction."""
    asked = Effect(*token.instance.identity(token), wanted, inputs, visible(token))
    token.instance.effects.append(asked)


class Computation(Element):
    """Sets one variable; with output mappings the result is only for these."""

    element: str

    def declares(self) -> list[str]:
        """Return the variables this element may set."""
        return [*super().declares(), self.result_name]

    @property
    def result_name(self) -> str:
        """The variable for the result."""
        return self.extensions.elements[self.element]["resultVariable"]

    def keep(self, token: Token, value: Any) -> bool:
        """Keep the result; the work is done."""
        if self.extensions.outputs or is_gathered(token):
            token.data[self.result_name] = kept(value)
        else:
            write(token, self.result_name, value)
        return True


class ScriptTask(Computation):
    """Computes one FEEL expression."""

    element = "script"

    def begin(self, token: Token) -> bool:
        """Evaluate the expression."""
        return self.keep(token, evaluate(token, self.extensions.of("script", "expression")))


class RuleTask(Computation):
    """Asks a decision."""

    element = "calledDecision"

    def begin(self, token: Token) -> bool:
        """Evaluate the decision."""
        return self.keep(token, decide(token, self.decision_id))

    @property
    def decision_id(self) -> str:
        """The decision that is asked."""
        return self.extensions.elements["calledDecision"]["decisionId"]


class SubProcess(Element, defaults.SubWorkflowTask):  # type: ignore[misc]
    """Runs a scope of its own; its inputs and its element of a loop are variables in there."""

    def begin(self, token: Token) -> bool:
        """Start the scope and wait until its last token is gone."""
        frame = token.instance.open_frame(token, self.spec)
        frame.data = self.given(token)
        enter(frame)
        return False

    def given(self, token: Token) -> dict[str, Any]:
        """Return the first variables of the scope."""
        return dict(token.data)

    def inner_done(self, token: Token, inner: Token) -> bool:
        """Hear of an element of the scope that is done; True when nothing is to follow it."""
        return False

    def results(self, token: Token) -> dict[str, Any]:
        """Return the last variables of the scope."""
        return dict(token.instance.subprocesses[token.id].data)


class CallActivity(SubProcess):
    """Runs another process behind a wall: only mapped inputs go in.

    A process may call itself, but not without end.
    """

    def begin(self, token: Token) -> bool:
        """Start the process, unless too many wait for each other already."""
        if _calls_around(token) >= DEEPEST:
            raise ElementError(f"流程已互相调用 {DEEPEST} 层，可能停不下来；请检查调用的条件")
        return super().begin(token)

    def given(self, token: Token) -> dict[str, Any]:
        """Return the mapped inputs alone."""
        return mapped(token)


def _calls_around(token: Token) -> int:
    """Return how many called processes the token is in."""
    found, scope = 0, token.workflow
    while isinstance(scope, Frame):
        found += not scope.spec.is_embedded
        scope = scope.parent_workflow
    return found
