"""The write that all handing on shares."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from app import identity, runtime
from app.cases import Case
from app.core.db import db
from app.identity import Actor
from app.runtime import TaskGoneError, UserTask
from app.tasks import service, telling
from app.tasks.errors import TaskAlreadyClaimedError


def locked(task_id: UUID) -> UserTask:
    """Lock a task's case and return the task as it then stands."""
    task, _ = runtime.lock_of_task(task_id, Case)
    return task


def held(task_id: UUID, actor: Actor) -> UserTask:
    """Lock a task that waits for this person, in a case that goes on."""
    task = locked(task_id)
    service.require_doer(task, actor)
    service.require_going(task)
    return task


def give(
    task: UserTask,
    to: UUID | None,
    *,
    owner: UUID | None = None,
    delegated_at: datetime | None = None,
) -> None:
    """Let an open task be somebody's, if it still is whose it was when it was read.

    Whose it becomes, or to whom it is to come back, keeps their account and a post.
    """
    new = {to} - {task.assignee_id} | {owner} - {task.owner_id}
    people = [each for each in new if each]
    telling.require_staying(people)
    unchanged = (
        UserTask.id == task.id,
        UserTask.ended_at.is_(None),
        UserTask.assignee_id.is_not_distinct_from(task.assignee_id),
        UserTask.owner_id.is_not_distinct_from(task.owner_id),
    )
    values = {"assignee_id": to, "owner_id": owner, "delegated_at": delegated_at}
    given = (
        update(UserTask)
        .where(*unchanged, *map(identity.has_post, people))
        .values(values)
        .returning(UserTask.id)
    )
    if db.session.scalar(given) is None:
        telling.require_posts(people)
        db.session.refresh(task)
        if not task.is_open:
            raise TaskGoneError(task)
        raise TaskAlreadyClaimedError(telling.fate(task))
