"""Report-in from a phone: what waits, and reports that reach us late or twice."""

from app.tasks.arriving.policy import CREDIBLE, Ago
from app.tasks.arriving.queries import FORM, Arrival, arrivals, is_arrival
from app.tasks.arriving.service import keep_photo, report

__all__ = [
    "CREDIBLE",
    "FORM",
    "Ago",
    "Arrival",
    "arrivals",
    "is_arrival",
    "keep_photo",
    "report",
]
