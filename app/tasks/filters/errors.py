"""Why a filter cannot be saved or changed."""

from app.core.errors import ConflictError, InvalidError, NotPermittedError


class NotYourFilterError(NotPermittedError):
    """这个筛选是同事共享的，只有保存它的人才能修改；可以另存为自己的。"""


class NameTakenError(InvalidError):
    """已有同名的筛选，请换一个名称。"""


class TooManyFiltersError(ConflictError):
    """最多保存 50 个筛选，请先删除不用的。"""
