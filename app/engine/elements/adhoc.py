"""Ad-hoc sub-processes: what is to be done is there, in no order or one after another."""

from dataclasses import dataclass
from typing import Any

from app.engine.elements.activities import SubProcess
from app.engine.elements.base import arrive, is_instance
from app.engine.errors import ElementError
from app.engine.instance.footprints import swept
from app.engine.instance.tokens import Frame, Token
from app.engine.language import evaluate


@dataclass(frozen=True)
class AdHocPlan:
    """What is offered, in which order, and when it is enough.

    Without ``elements``, the FEEL of a list of ids, everything is offered that no flow leads to.
    """

    elements: str | None = None
    condition: str | None = None
    is_sequential: bool = False
    cancels_the_rest: bool = True


class AdHocSubProcess(SubProcess):
    """Ends when its condition holds after an inner activity, or when nothing remains."""

    plan: AdHocPlan

    def begin(self, token: Token) -> bool:
        """Offer what is to be done, or the first of it."""
        frame = token.instance.open_frame(token, self.spec)
        frame.data = self.given(token)
        for name in frame.spec.listeners:
            arrive(Token(frame, frame.spec.task_specs[name]))
        token.internal_data["queue"] = self._offered(token, frame)
        if not token.internal_data["queue"]:
            return True
        self._offer(token)
        return False

    def inner_done(self, token: Token, inner: Token) -> bool:
        """Ask the condition; True when nothing is to follow the inner activity any more."""
        is_over: bool = token.internal_data.get("over", False)
        if not is_over and self._is_enough(inner):
            is_over = token.internal_data["over"] = True
            token.internal_data["queue"] = []
            if self.plan.cancels_the_rest:
                _clear(token.instance.subprocesses[token.id], inner)
        return is_over

    def _close(self, token: Token) -> bool:
        if token.internal_data["queue"]:
            self._offer(token)
            return False
        return super()._close(token)

    def _offered(self, token: Token, frame: Frame) -> list[str]:
        if self.plan.elements is None:
            return [element.name for element in frame.spec.entries]
        chosen = evaluate(token, self.plan.elements)
        if not isinstance(chosen, list):
            raise ElementError("特设子流程的活动集合不是列表", self.plan.elements)
        for name in chosen:
            if name not in frame.spec.task_specs:
                raise ElementError(f"特设子流程中没有这项活动：{name}", self.plan.elements)
        return chosen

    def _offer(self, token: Token) -> None:
        queue, frame = token.internal_data["queue"], token.instance.subprocesses[token.id]
        now = queue[:1] if self.plan.is_sequential else queue
        token.internal_data["queue"] = queue[len(now) :]
        for name in now:
            arrive(Token(frame, frame.spec.task_specs[name]))

    def _is_enough(self, inner: Token) -> bool:
        if self.plan.condition is None or is_instance(inner) or not inner.task_spec.is_activity:
            return False
        return evaluate(inner, self.plan.condition) is True


def _clear(frame: Any, but: Token) -> None:
    swept(but, frame.holder.id)
    for token in sorted(frame.tasks.values(), key=lambda each: each.id):
        if token.id in frame.tasks and token is not but and token.parent is not but:
            token.cancel()
