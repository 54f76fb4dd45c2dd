"""Why a draft is not kept."""

from app.core.errors import ConflictError, InvalidError
from app.tasks.drafts.models import Draft


class DraftConflictError(ConflictError):
    """您在另一处也填写了这张表，两份内容不同，请选择保留哪一份。"""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft


class SentBeforeError(ConflictError):
    """这张表已经提交，不再保存草稿。"""


class TooLongError(InvalidError):
    """填写的内容太长，无法保存草稿，请精简后再试。"""
