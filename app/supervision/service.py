"""What a supervisor does by hand: reassign."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app import cases, identity, runtime
from app.core.errors import InvalidError
from app.identity import Actor
from app.runtime import TaskGoneError, UserTask
from app.tasks import drafts, telling
from app.tasks.handing import Receiver, give, receivers

REASSIGN = "task.reassign"


class NotACandidateError(InvalidError):
    """这个人不在该任务的办理岗位上。"""


def candidates(task_id: UUID, *, actor: Actor, now: datetime) -> Sequence[Receiver]:
    """Return the people an open task may be reassigned to, with how much each has open."""
    task = _open_task(task_id, actor)
    return receivers.those(task, task.groups, but=task.assignee_id, now=now)


def reassign(task_id: UUID, user_id: UUID, *, actor: Actor, now: datetime) -> UserTask:
    """Give a task to another of its candidates, whoever holds it now; the four-eyes rules hold.

    The new and the former holder are told.
    """
    identity.require(actor, REASSIGN)
    runtime.lock_of_task(task_id, cases.Case)
    task = _open_task(task_id, actor)
    if runtime.hold(task.instance_id).is_suspended:
        raise runtime.SuspendedError
    person = _candidate(task, user_id, now)
    before = [each for each in (task.assignee_id, task.owner_id) if each not in (None, user_id)]
    give(task, person.id)
    for each in filter(None, before):
        drafts.hand_over(task.id, each, person.id)
    telling.record(
        "task.reassigned", task, actor=actor, now=now, to=person.name, to_id=str(person.id)
    )
    said = {"by_name": actor.name, "to": person.name}
    telling.tell("task_reassigned", task, [person.id, *before], now=now, **said)
    return task


def _candidate(task: UserTask, user_id: UUID, now: datetime) -> Receiver:
    found = receivers.those(task, task.groups, but=None, now=now)
    if user_id not in {each.id for each in found}:
        raise NotACandidateError(receivers.left(user_id))
    return receivers.chosen(found, user_id)


def _open_task(task_id: UUID, actor: Actor) -> UserTask:
    identity.require(actor, REASSIGN)
    task = runtime.task(task_id)
    cases.case(task.case_id, actor)
    if not task.is_open:
        raise TaskGoneError(task)
    return task
