"""Why tasks cannot be dealt with in one go."""

from app.core.errors import ConflictError, InvalidError


class NothingChosenError(InvalidError):
    """请先选中要办理的任务。"""


class TooManyTogetherError(InvalidError):
    """一次最多办理 100 件，请分几次选择。"""


class UnlikeError(InvalidError):
    """只有同一流程、同一环节、同一表单的任务才能一起办理，请重新选择。"""


class NotTogetherError(ConflictError):
    """这类任务要逐件办理。"""


class NoneLeftError(ConflictError):
    """选中的任务都不再等您办理：已被他人领取、办结，或要由其他人员办理。"""
