"""催办: whoever waits for a task pushes whoever must act; the answer goes back."""

from app.tasks.urging.models import Urge
from app.tasks.urging.policy import may_urge, require_waiting
from app.tasks.urging.queries import (
    of_tasks,
    open_urges,
    unanswered,
    urges_of,
    waits_for_answer,
)
from app.tasks.urging.service import answer, urge

__all__ = [
    "Urge",
    "answer",
    "may_urge",
    "of_tasks",
    "open_urges",
    "require_waiting",
    "unanswered",
    "urge",
    "urges_of",
    "waits_for_answer",
]
