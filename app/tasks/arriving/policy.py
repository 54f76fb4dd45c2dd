"""Which times of a device count: pure rules.

A device tells how long ago something was entered, not when: its clock may be wrong, its sense of
how much time has passed hardly is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

CREDIBLE = timedelta(hours=24)
"""Reports older than this are judged as of when they arrive; the form then asks why so late."""


@dataclass(frozen=True)
class Ago:
    """How long ago a report was entered, and how long ago the person said they had arrived."""

    entered: timedelta = timedelta()
    arrived: timedelta | None = None


def entered_at(ago: Ago, now: datetime) -> datetime:
    """Return when a report was entered on its device; never in the future."""
    return now - max(ago.entered, timedelta())


def judged_at(entered: datetime, opened_at: datetime, now: datetime) -> datetime:
    """Return as of when the form is checked: when it was entered, if that can be believed."""
    is_credible = opened_at <= entered and now - entered <= CREDIBLE
    return entered if is_credible else now


def arrived_at(ago: Ago, entered: datetime, now: datetime) -> datetime | None:
    """Return when the person said they had arrived, not after it was entered."""
    return None if ago.arrived is None else min(now - ago.arrived, entered)
