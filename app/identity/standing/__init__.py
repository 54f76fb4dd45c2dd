"""Absence, and who stands in: from, until, and for each post somebody else."""

from app.identity.standing.errors import (
    AbsenceOverError,
    AbsenceOverlapsError,
    UnknownAbsenceError,
)
from app.identity.standing.policy import HAND_OVER, KINDS, LONGEST, MANAGE, Plan, may_manage
from app.identity.standing.queries import (
    Place,
    Spell,
    absences_of,
    away_in,
    choices,
    people_of,
    spell,
    stands_in_for,
    substitutes_of,
)
from app.identity.standing.service import end, enter, replace

__all__ = [
    "HAND_OVER",
    "KINDS",
    "LONGEST",
    "MANAGE",
    "AbsenceOverError",
    "AbsenceOverlapsError",
    "Place",
    "Plan",
    "Spell",
    "UnknownAbsenceError",
    "absences_of",
    "away_in",
    "choices",
    "end",
    "enter",
    "may_manage",
    "people_of",
    "replace",
    "spell",
    "stands_in_for",
    "substitutes_of",
]
