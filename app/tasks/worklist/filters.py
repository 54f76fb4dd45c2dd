"""What narrows a list: conditions on a task, or on its case."""

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement

from app import cases
from app.cases import Case
from app.core.clock import LOCAL
from app.tasks.worklist.asked import LATE, TODAY, Asked

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)


def of_case(asked: Asked) -> list[ColumnElement[bool]]:
    """Return the conditions that need the case's row."""
    same = {
        Case.whistle_class: asked.whistle_class,
        Case.street: asked.street,
        Case.level: asked.level,
    }
    found: list[ColumnElement[bool]] = [c == value for c, value in same.items() if value]
    if asked.matter:
        found.append(Case.matter.startswith(asked.matter, autoescape=True))
    return found


def of_text(asked: Asked, case_id: Any) -> list[ColumnElement[bool]]:
    """Return the conditions on what the case says."""
    return cases.spelled(asked.text, case_id)


def of_due(asked: Asked, due: Any, ended: Any, now: datetime) -> list[ColumnElement[bool]]:
    """Return the conditions on a due time; what has ended was late if it ended later."""
    found: list[ColumnElement[bool]] = []
    if asked.overdue or asked.due == LATE:
        found.append(due < ended)
    if asked.due and asked.due != LATE:
        last = A_DAY if asked.due == TODAY else A_WEEK
        found += [due >= now, due < _midnight(now) + last]
    return found


def _midnight(now: datetime) -> datetime:
    return datetime.combine(now.astimezone(LOCAL).date(), time(), LOCAL)
