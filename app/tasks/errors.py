"""Why a task cannot be done."""

from app.core.errors import ConflictError, InvalidError, NotPermittedError


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


class MoreCancelledError(ConflictError):
    """案件刚有进展，退回会取消的任务比您看到的多，请看过清单再确认。"""


class HeldError(ConflictError):
    """前加签还没有办完，暂不能办理。"""


class OnlyPreparedError(NotPermittedError):
    """这项任务是委派给您协办的，请填好后交回，由委派人办结。"""


class NotDelegatedError(ConflictError):
    """这项任务没有委派在外。"""


class NoReceiverError(InvalidError):
    """请选择任务所属单位里在岗的人。"""


class NoTakingOverError(NotPermittedError):
    """您不能接管这项任务，请由它所属单位或街道的负责人员接管。"""


class AlreadyYoursError(ConflictError):
    """这项任务就在您这里，请直接办理。"""


class NotWaitingForItError(NotPermittedError):
    """您不在等这项任务，不能催办。"""


class UrgedJustNowError(ConflictError):
    """刚催办过，请稍后再催。"""


class UrgedEnoughError(ConflictError):
    """已有几次催办没有答复，请等对方答复后再催。"""


class AnsweredError(ConflictError):
    """这次催办已经答复。"""
