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
        chosen = self._chosen(token, frame)
        if self.plan.is_sequential:
            token.internal_data.update(chosen=chosen, at=0)
            chosen = chosen[:1]
        for name in chosen:
            arrive(Token(frame, frame.spec.task_specs[name]))
        return not chosen

    def inner_done(self, token: Token, inner: Token) -> bool:
        """Ask the condition; True when nothing is to follow the inner activity any more."""
        knows = token.internal_data
        if not inner.flow and inner.task_spec.name in knows.get("chosen", ()):
            knows["at"] = knows["chosen"].index(inner.task_spec.name)
        if "over" not in knows and self._is_enough(inner):
            knows["over"] = True
            if self.plan.cancels_the_rest:
                _clear(token.instance.subprocesses[token.id], inner)
        return "over" in knows

    def _close(self, token: Token) -> bool:
        knows = token.internal_data
        rest = [] if "over" in knows else knows.get("chosen", [])[knows.get("at", 0) + 1 :]
        if rest:
            frame = token.instance.subprocesses[token.id]
            arrive(Token(frame, frame.spec.task_specs[rest[0]]))
            return False
        knows.pop("over", None)
        return super()._close(token)

    def _chosen(self, token: Token, frame: Frame) -> list[str]:
        if self.plan.elements is None:
            return [element.name for element in frame.spec.entries]
        chosen = evaluate(token, self.plan.elements)
        if not isinstance(chosen, list):
            raise ElementError("特设子流程的活动集合不是列表", self.plan.elements)
        for name in chosen:
            if not isinstance(name, str) or name not in frame.spec.task_specs:
                raise ElementError(f"特设子流程中没有这项活动：{name}", self.plan.elements)
        return list(dict.fromkeys(chosen))

    def _is_enough(self, inner: Token) -> bool:
        if self.plan.condition is None or is_instance(inner) or not inner.task_spec.is_activity:
            return False
        return evaluate(inner, self.plan.condition) is True


def _clear(frame: Any, but: Token) -> None:
    swept(but, frame.holder.id)
    for token in sorted(frame.tasks.values(), key=lambda each: each.id):
        if token.id in frame.tasks and token is not but and token.parent is not but:
            token.cancel()
