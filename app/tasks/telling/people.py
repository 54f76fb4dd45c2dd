"""Whom a task concerns, and how they are told."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app import identity, notifications
from app.cases import Case
from app.core.db import db
from app.runtime import UserTask

HEAD = "负责人"


def audience(task: UserTask, now: datetime) -> list[UUID]:
    """Return who must act: the assignee and the owner, or everybody who may claim the task."""
    if task.assignee_id is not None:
        return [each for each in (task.assignee_id, task.owner_id) if each is not None]
    return [person.id for person in identity.people_in(task.groups, now)]


def heads(task: UserTask) -> list[str]:
    """Return the groups of the heads of whoever must act, where they are not asked anyway."""
    orgs = dict.fromkeys(identity.split_group(group)[0] for group in task.groups)
    found = [identity.group(org, HEAD) for org in orgs]
    return [head for head in found if head not in task.groups and identity.is_group(head)]


def tell(
    key: str,
    task: UserTask,
    people: Iterable[UUID | None],
    *,
    now: datetime,
    groups: Sequence[str] = (),
    **values: Any,
) -> None:
    """Send a notice about a task to people; nobody is told twice, and nobody tells nobody."""
    readers = [each for each in dict.fromkeys(people) if each is not None]
    if not readers:
        return
    case = db.session.get_one(Case, task.case_id)
    notifications.tell(
        key,
        groups=list(groups),
        user_ids=readers,
        values={"task": task.name, "case_ref": case.reference, **values},
        case_id=task.case_id,
        task_id=task.id,
        now=now,
    )
