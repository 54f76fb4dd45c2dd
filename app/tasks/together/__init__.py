"""Many tasks in one go: claim, give back, and complete like ones with one form."""

from app.core.many import Outcome
from app.tasks.together.errors import (
    NoneLeftError,
    NothingChosenError,
    NotTogetherError,
    TooManyTogetherError,
    UnlikeError,
)
from app.tasks.together.policy import MOST, Kind, kind_of, why_not
from app.tasks.together.queries import Fate, Together, drawn, fate, prepare, seen
from app.tasks.together.service import check, claim, complete, unclaim

__all__ = [
    "MOST",
    "Fate",
    "Kind",
    "NoneLeftError",
    "NotTogetherError",
    "NothingChosenError",
    "Outcome",
    "Together",
    "TooManyTogetherError",
    "UnlikeError",
    "check",
    "claim",
    "complete",
    "drawn",
    "fate",
    "kind_of",
    "prepare",
    "seen",
    "unclaim",
    "why_not",
]
