"""Being away, and leaving: absences with their substitutes; all open work handed over at once."""

from app.tasks.leaving.absences import end, enter
from app.tasks.leaving.handing import Asked, Report, hand_over
from app.tasks.leaving.items import Handed
from app.tasks.leaving.policy import may_hand_over, successors
from app.tasks.leaving.work import (
    FILTER,
    HELPING,
    OWNED,
    POST,
    STANDING,
    TASK,
    Item,
    open_work,
)

__all__ = [
    "FILTER",
    "HELPING",
    "OWNED",
    "POST",
    "STANDING",
    "TASK",
    "Asked",
    "Handed",
    "Item",
    "Report",
    "end",
    "enter",
    "hand_over",
    "may_hand_over",
    "open_work",
    "successors",
]
