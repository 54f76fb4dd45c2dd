"""What a supervisor sees and does: lateness, urging, reassignment, incidents."""

from app.supervision.deadlines import announce, to_announce, to_warn, warn
from app.supervision.incidents import Stuck, incidents, resolve, solve
from app.supervision.queries import FIGURES, Late, Strip, overdue, strip
from app.supervision.service import NotACandidateError, reassign, urge

__all__ = [
    "FIGURES",
    "Late",
    "NotACandidateError",
    "Strip",
    "Stuck",
    "announce",
    "incidents",
    "overdue",
    "reassign",
    "resolve",
    "solve",
    "strip",
    "to_announce",
    "to_warn",
    "urge",
    "warn",
]
