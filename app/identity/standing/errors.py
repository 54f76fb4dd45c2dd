"""Why an absence cannot be entered or ended."""

from app.core.errors import ConflictError, NotFoundError


class UnknownAbsenceError(NotFoundError):
    """没有这次请假，或您无权查看。"""


class AbsenceOverlapsError(ConflictError):
    """这段时间与另一次请假重叠。"""


class AbsenceOverError(ConflictError):
    """这次请假已经结束。"""
