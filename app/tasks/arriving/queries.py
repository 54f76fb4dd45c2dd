"""The arrivals that wait for a person."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case as sql_case
from sqlalchemy import or_, select

from app.cases import Case
from app.core.db import db
from app.identity import Actor
from app.runtime import Candidate, UserTask

FORM = "arrive"
"""The form by which a department says that it has arrived."""
MOST = 50


@dataclass(frozen=True)
class Arrival:
    """An arrival that waits, with its case."""

    task: UserTask
    case: Case


def is_arrival(task: UserTask) -> bool:
    """Tell whether a task is a report-in."""
    return task.form_key == FORM and not task.signing


def arrivals(actor: Actor) -> Sequence[Arrival]:
    """Return the open report-ins a person may do, the nearest due first."""
    ours = select(Candidate.task_id).where(Candidate.group.in_(actor.groups))
    free = UserTask.assignee_id.is_(None) & UserTask.id.in_(ours)
    chosen = (
        select(UserTask, Case)
        .join(Case, Case.id == UserTask.case_id)
        .where(UserTask.ended_at.is_(None), UserTask.form_key == FORM, UserTask.signing.is_(None))
        .where(or_(UserTask.assignee_id == actor.user_id, free))
    )
    undated = sql_case((UserTask.due_at.is_(None), 1), else_=0)
    nearest = chosen.order_by(undated, UserTask.due_at, UserTask.id).limit(MOST)
    return [Arrival(*row) for row in db.session.execute(nearest)]
