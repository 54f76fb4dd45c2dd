"""Read who urged what."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select

from app.core.db import db
from app.runtime import UserTask
from app.tasks.urging.models import Urge


def urges_of(case_id: UUID) -> Sequence[Urge]:
    """Return every push of a case, the newest first."""
    chosen = select(Urge).where(Urge.case_id == case_id)
    return db.session.scalars(chosen.order_by(Urge.at.desc(), Urge.id.desc())).all()


def of_tasks(task_ids: Collection[UUID]) -> dict[UUID, list[Urge]]:
    """Return by task every push of these tasks, the newest first."""
    chosen = select(Urge).where(Urge.task_id.in_(task_ids))
    found: dict[UUID, list[Urge]] = {}
    for each in db.session.scalars(chosen.order_by(Urge.at.desc(), Urge.id.desc())):
        found.setdefault(each.task_id, []).append(each)
    return found


def waits_for_answer() -> ColumnElement[bool]:
    """Return as a condition that a task has a push without an answer."""
    return exists().where(Urge.task_id == UserTask.id, Urge.answered_at.is_(None))


def open_urges(task: UserTask) -> Sequence[Urge]:
    """Return the pushes an open task has not answered, oldest first; a task done answers all."""
    if not task.is_open:
        return []
    waiting = Urge.task_id == task.id, Urge.answered_at.is_(None)
    return db.session.scalars(select(Urge).where(*waiting).order_by(Urge.at, Urge.id)).all()


def unanswered(task_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many pushes of these open tasks have no answer."""
    waiting = Urge.task_id.in_(task_ids), Urge.answered_at.is_(None)
    counted = select(Urge.task_id, func.count()).where(*waiting).group_by(Urge.task_id)
    return dict(db.session.execute(counted).tuples().all())
