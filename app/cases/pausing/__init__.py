"""The clock of a case stands still for a reason: 补正, 检测鉴定, 挂账."""

from app.cases.pausing.models import Pause
from app.cases.pausing.rules import NoPauseError, Reason, last_day
from app.cases.pausing.service import (
    Asked,
    MayNotPauseError,
    NothingPausableError,
    due_pauses,
    may_pause,
    pause,
    pauses_of,
    resume_clock,
    resume_due,
    rules_of,
)

__all__ = [
    "Asked",
    "MayNotPauseError",
    "NoPauseError",
    "NothingPausableError",
    "Pause",
    "Reason",
    "due_pauses",
    "last_day",
    "may_pause",
    "pause",
    "pauses_of",
    "resume_clock",
    "resume_due",
    "rules_of",
]
