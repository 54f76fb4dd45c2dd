"""The four ways a request can be wrong; a class docstring is the sentence a person reads."""

from collections.abc import Mapping


class ShaodaoError(Exception):
    """操作未完成。"""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or type(self).sentence())

    @classmethod
    def sentence(cls) -> str:
        """Return the first docstring line found on the class or its bases."""
        return next(base.__doc__ for base in cls.__mro__ if base.__doc__).strip()


class NotFoundError(ShaodaoError):
    """没有找到，或您无权查看。"""


class NotPermittedError(ShaodaoError):
    """您没有权限做这件事。"""


class ConflictError(ShaodaoError):
    """情况已经变化，请刷新后再试。"""


class InvalidError(ShaodaoError):
    """填写有误，请按提示修改。"""

    def __init__(
        self, message: str | None = None, *, fields: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.fields: dict[str, str] = dict(fields or {})
