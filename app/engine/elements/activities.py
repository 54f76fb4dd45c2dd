"""Tasks, called processes and embedded sub-processes."""

from typing import Any

from SpiffWorkflow.bpmn.specs import defaults

from app.engine.elements.base import Element, arrive
from app.engine.instance.scopes import visible, write
from app.engine.instance.tokens import Token
from app.engine.instance.values import kept
from app.engine.language import decide, evaluate
from app.engine.step import Effect


class UserTask(Element, defaults.UserTask):  # type: ignore[misc]
    """Waits for a person."""

    def begin(self, token: Token) -> bool:
        """Wait until the task is completed."""
        return False


class ServiceTask(Element):
    """Asks for an effect and passes at once."""

    def begin(self, token: Token) -> bool:
        """Record the effect; the caller carries it out with the same transaction."""
        inputs = {target: token.data[target] for _, target in self.extensions.inputs}
        token.instance.effects.append(
            Effect(
                token.uuid,
                self.process_key,
                self.bpmn_id,
                self.title,
                self.extensions.of("taskDefinition", "type") or "",
                {**self.extensions.headers, **inputs},
                visible(token),
            )
        )
        return True


class Computation(Element):
    """Sets one variable; with output mappings the result is only for these."""

    element = ""

    def declares(self) -> list[str]:
        """Return the variables this element may set."""
        name = self.extensions.of(self.element, "resultVariable")
        return [*super().declares(), *([name] if name else [])]

    def compute(self, token: Token) -> Any:
        """Return the value."""
        raise NotImplementedError

    def begin(self, token: Token) -> bool:
        """Compute and keep the result."""
        value, name = self.compute(token), self.extensions.of(self.element, "resultVariable")
        if name and self.extensions.outputs:
            token.data[name] = kept(value)
        elif name:
            write(token, name, value)
        return True


class ScriptTask(Computation):
    """Computes one FEEL expression."""

    element = "script"

    def compute(self, token: Token) -> Any:
        """Return what the expression says."""
        return evaluate(token, self.extensions.of("script", "expression"))


class RuleTask(Computation):
    """Asks a decision."""

    element = "calledDecision"

    def compute(self, token: Token) -> Any:
        """Return what the decision says."""
        return decide(token, self.extensions.of("calledDecision", "decisionId") or "")


class SubProcess(Element, defaults.SubWorkflowTask):  # type: ignore[misc]
    """Runs a scope of its own; its inputs and its element of a loop are variables in there."""

    def begin(self, token: Token) -> bool:
        """Start the scope and wait until its last token is gone."""
        frame = token.instance.open_frame(token, self.spec)
        frame.data = self.given(token)
        arrive(Token(frame, frame.spec.entry))
        return False

    def given(self, token: Token) -> dict[str, Any]:
        """Return the first variables of the scope."""
        return dict(token.data)

    def results(self, token: Token) -> dict[str, Any]:
        """Return the last variables of the scope."""
        return dict(token.instance.subprocesses[token.id].data)


class CallActivity(SubProcess):
    """Runs another process behind a wall: only mapped inputs go in."""

    def given(self, token: Token) -> dict[str, Any]:
        """Return the mapped inputs alone."""
        return {target: token.data[target] for _, target in self.extensions.inputs}
