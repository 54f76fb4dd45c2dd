"""转办: hand a task to somebody else for good."""

from datetime import datetime
from uuid import UUID

from app.identity import Actor
from app.runtime import UserTask
from app.tasks import drafts, policy, service, telling
from app.tasks.handing.giving import give, held
from app.tasks.handing.receivers import receiver
from app.tasks.returning import worded


def transfer(
    task_id: UUID, to: UUID | None, reason: str, *, actor: Actor, now: datetime
) -> UserTask:
    """Hand a task for good to somebody of the organisations it belongs to, with a reason.

    Its assignee may, a candidate while nobody has claimed it, and who stands in for them; not
    to oneself, not to whom the four-eyes rules exclude, not what one only prepares, and not
    while the case stands still. Who receives it may give it back to the post or hand it on.
    """
    task = held(task_id, actor)
    actor = service.in_name(task, actor)
    policy.require_whole(task)
    words, person = worded(reason), receiver(task, to, actor=actor, now=now)
    give(task, person.id)
    drafts.hand_over(task.id, actor.user_id, person.id)
    telling.record(
        "task.transferred",
        task,
        actor=actor,
        now=now,
        to=person.name,
        to_id=str(person.id),
        reason=words,
    )
    telling.tell("task_transferred", task, [person.id], now=now, by_name=actor.name, reason=words)
    return task
