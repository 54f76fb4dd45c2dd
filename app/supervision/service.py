"""What a supervisor does by hand: urge, reassign."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from app import cases, identity, notifications, runtime
from app.core.db import db
from app.core.errors import InvalidError
from app.identity import Actor
from app.runtime import TaskGoneError, UserTask
from app.supervision.deadlines import about, audience

LONGEST = 200
HEAD = "负责人"


class NotACandidateError(InvalidError):
    """这个人不在该任务的办理岗位上。"""


def urge(task_id: UUID, words: str, *, actor: Actor, now: datetime) -> UserTask:
    """Push whoever must act on a task, and the heads of their organisations, with ``words``."""
    identity.require(actor, "supervision.urge")
    task, case = _open_task(task_id, actor)
    words = _checked(words)
    said = about(task) | {"words": words}
    runtime.record("task.urged", case_id=task.case_id, actor=actor, at=now, details=said)
    heads = _heads(task)
    people = [*audience(task, now), *(person.id for person in identity.people_in(heads, now))]
    notifications.tell(
        "urged",
        groups=[*task.groups, *heads],
        user_ids=people,
        values={"task": task.name, "case_ref": case.reference, "words": words},
        case_id=task.case_id,
        now=now,
    )
    return task


def reassign(task_id: UUID, user_id: UUID, *, actor: Actor, now: datetime) -> UserTask:
    """Give a task to another of its candidates, whoever holds it now."""
    identity.require(actor, "task.reassign")
    task, _ = _open_task(task_id, actor)
    person = identity.user(user_id)
    if person.id not in {candidate.id for candidate in identity.people_in(task.groups, now)}:
        raise NotACandidateError
    still_open = UserTask.id == task_id, UserTask.ended_at.is_(None)
    given = update(UserTask).where(*still_open).values(assignee_id=person.id)
    if db.session.scalar(given.returning(UserTask.id)) is None:
        raise TaskGoneError(task)
    said = about(task) | {"to": person.name}
    runtime.record("task.reassigned", case_id=task.case_id, actor=actor, at=now, details=said)
    return task


def _open_task(task_id: UUID, actor: Actor) -> tuple[UserTask, cases.Case]:
    task = runtime.task(task_id)
    case = cases.case(task.case_id, actor)
    runtime.lock(task.instance_id)
    db.session.refresh(task)
    if not task.is_open:
        raise TaskGoneError(task)
    return task, case


def _checked(words: str) -> str:
    words = " ".join(words.split())
    if not words:
        raise InvalidError(fields={"words": "请写明催办的话。"})
    if len(words) > LONGEST:
        raise InvalidError(fields={"words": "请控制在 200 字以内。"})
    return words


def _heads(task: UserTask) -> list[str]:
    orgs = dict.fromkeys(group.split("/")[0] for group in task.groups)
    heads = [identity.group(org, HEAD) for org in orgs]
    return [head for head in heads if head not in task.groups and identity.is_group(head)]
