"""Time, pure: the working calendar, four clocks, limits, colours and lateness.

Every date-time that goes in is aware; everything is computed in Asia/Shanghai and
returned in UTC. Nothing here reads a clock or a database.
"""

from app.sla.calendar import SHANGHAI, WEEKDAY_HOURS, Calendar
from app.sla.clocks import Clock, add_work_days, add_work_hours, due_at
from app.sla.colours import COLOURS, colour, warn_at, worst
from app.sla.elapsed import (
    Remaining,
    elapsed,
    lateness,
    remaining,
    skipped_days,
    skipped_sentence,
)
from app.sla.limits import (
    Limit,
    Limits,
    UnknownLimitError,
    anchor,
    keys,
    limit,
    read_limits,
    term,
)
from app.sla.pauses import Pause, postponed
from app.sla.terms import Term, read_term

__all__ = [
    "COLOURS",
    "SHANGHAI",
    "WEEKDAY_HOURS",
    "Calendar",
    "Clock",
    "Limit",
    "Limits",
    "Pause",
    "Remaining",
    "Term",
    "UnknownLimitError",
    "add_work_days",
    "add_work_hours",
    "anchor",
    "colour",
    "due_at",
    "elapsed",
    "keys",
    "lateness",
    "limit",
    "postponed",
    "read_limits",
    "read_term",
    "remaining",
    "skipped_days",
    "skipped_sentence",
    "term",
    "warn_at",
    "worst",
]
