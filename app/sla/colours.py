"""How urgent a deadline is, and when to warn of it."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from fractions import Fraction

from app.core.errors import InvalidError

COLOURS = ("green", "yellow", "red")
YELLOW_LEFT = Fraction(1, 2)
RED_LEFT = Fraction(1, 10)
PERCENT = re.compile(r"(\d{1,3})\s*%")


class BadWarningError(InvalidError):
    """提醒时点应写成百分比，例如“90%”。"""


def colour(anchor: datetime, due: datetime, now: datetime) -> str:
    """Return ``green`` (more than half left), ``yellow``, or ``red`` (a tenth left, or overdue)."""
    left, whole = due - now, due - anchor
    if now > due or left <= whole * RED_LEFT.numerator / RED_LEFT.denominator:
        return "red"
    if left <= whole * YELLOW_LEFT.numerator / YELLOW_LEFT.denominator:
        return "yellow"
    return "green"


def worst(colours: Iterable[str]) -> str:
    """Return the most urgent of the colours; of none, ``green``."""
    return max(colours, key=COLOURS.index, default="green")


def warn_at(anchor: datetime, due: datetime, share: str = "90%") -> datetime:
    """Return the moment when ``share`` of the time from anchor to due is used up, in UTC."""
    match = PERCENT.fullmatch(share.strip())
    if match is None or int(match[1]) > 100:
        raise BadWarningError
    return (anchor + (due - anchor) * int(match[1]) / 100).astimezone(UTC)
