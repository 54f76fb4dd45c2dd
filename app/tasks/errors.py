"""Why a task cannot be done."""

from app.core.errors import ConflictError, NotPermittedError


class TaskAlreadyClaimedError(ConflictError):
    """这项任务已被他人领取。"""


class NotYourTaskError(NotPermittedError):
    """这项任务不在您的岗位。"""


class HandledBeforeError(NotPermittedError):
    """您办理过本案的其他环节，不能办理这一环节，请交由其他人员。"""


class DidItYourselfError(NotPermittedError):
    """申请人不能审批自己的申请，请交由其他人员。"""


class NoReturnError(NotPermittedError):
    """这一环节不能退回到那里；需要时请监督人员处理。"""


class HeldError(ConflictError):
    """前加签还没有办完，暂不能办理。"""
