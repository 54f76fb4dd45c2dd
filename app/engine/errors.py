"""What the engine says when it cannot do as asked."""

from collections.abc import Sequence

from app.core.errors import ConflictError, InvalidError
from app.engine.step import Failure, Problem


class InvalidDiagramError(InvalidError):
    """流程图有误，不能发布。"""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("；".join(str(problem) for problem in problems) or None)
        self.problems = list(problems)


class NotReadyError(ConflictError):
    """这项任务已经完成、撤回或不再需要办理。"""


class UnknownEntryError(InvalidError):
    """流程不能从这里开始，请指明一个开始事件。"""


class NotWaitingError(ConflictError):
    """流程现在不接受这项操作。"""


class StepFailedError(InvalidError):
    """流程中的表达式出错，操作未生效。"""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"“{failure.name or failure.element_id}”出错：{failure.reason}")
        self.failure = failure


class ElementError(InvalidError):
    """流程中的一个元素无法执行。"""

    def __init__(self, reason: str, expression: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.expression = expression


class TokenError(Exception):
    """A token met an ``ElementError``; the command starts again with that token standing still."""

    def __init__(self, failure: Failure, number: int, phase: str) -> None:
        super().__init__(failure.reason)
        self.failure = failure
        self.number = number
        self.phase = phase
