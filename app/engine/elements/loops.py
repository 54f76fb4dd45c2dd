"""What holds the instances of an activity, and the standard loop: one round after another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.engine.elements.base import Element, arrive
from app.engine.instance.footprints import follows
from app.engine.instance.tokens import CLOSE, WAIT, Token
from app.engine.language import evaluate


class Loop(Element):
    """Stands for an activity that is done several times; every time hangs under it."""

    instance_spec: str
    gathers = False

    def shows(self, token: Token) -> bool:
        """Stay in the background: a person sees the instances."""
        return False

    def note(self, token: Token, kind: str) -> None:
        """Leave the trail to the instances."""

    def hang(self, token: Token, index: int, counter: int) -> Token:
        """Return a new instance that has not arrived yet."""
        instance = token.add(self._wf_spec.task_specs[self.instance_spec])
        instance.internal_data["index"] = index
        instance.data["loopCounter"] = counter
        instance.origins = follows(token)
        return instance

    def instances(self, token: Token) -> list[Token]:
        """Return the running instances."""
        return [child for child in token.children if "index" in child.internal_data]

    def collect(self, instance: Token, results: Mapping[str, Any]) -> None:
        """Take over what a finished instance gives; nothing here."""

    def finished(self, token: Token, instance: Token) -> None:
        """Go on after an instance that is done."""
        raise NotImplementedError

    def dismissed(self, token: Token) -> None:
        """Go on after an instance that was taken away."""
        raise NotImplementedError

    def close(self, token: Token) -> None:
        """Let the activity end."""
        if token.phase == WAIT:
            token.resume(CLOSE)


@dataclass(frozen=True)
class Rounds:
    """Until when a standard loop goes on: a condition, a number of rounds, or both."""

    condition: str | None = None
    maximum: int | None = None
    tests_before: bool = False


class StandardLoop(Loop):
    """Does its activity again while the condition is true; ``loopCounter`` is the round."""

    plan: Rounds

    def declares(self) -> list[str]:
        """Return the variables this element may set."""
        return ["loopCounter"]

    def begin(self, token: Token) -> bool:
        """Begin the first round, unless the condition is to be asked before it."""
        token.internal_data["rounds"] = 0
        if self.plan.tests_before and not self._wants_more(token):
            return True
        self._open_round(token)
        return False

    def finished(self, token: Token, instance: Token) -> None:
        """Begin another round, or end."""
        token.internal_data["rounds"] += 1
        if self._wants_more(token):
            self._open_round(token)
        else:
            self.close(token)

    def dismissed(self, token: Token) -> None:
        """End: the round was the only one."""
        self.close(token)

    def give_outputs(self, token: Token) -> None:
        """Give nothing more: each round has written its own."""

    def _open_round(self, token: Token) -> None:
        arrive(self.hang(token, 0, token.internal_data["rounds"] + 1))

    def _wants_more(self, token: Token) -> bool:
        rounds = token.internal_data["rounds"]
        if self.plan.maximum is not None and rounds >= self.plan.maximum:
            return False
        if self.plan.condition is None:
            return True
        return evaluate(token, self.plan.condition, {"loopCounter": rounds}) is True
