"""接管: a supervisor takes a task from whoever holds it and does it."""

from datetime import datetime
from uuid import UUID

from app import cases, identity, runtime
from app.identity import Actor
from app.runtime import UserTask
from app.tasks import drafts, policy, service, telling
from app.tasks.errors import AlreadyYoursError, NoTakingOverError
from app.tasks.handing.giving import give, locked
from app.tasks.returning import worded

TAKE_OVER = "task.take_over"
WATCH, HEAD, DESK, DEPUTY = "值守岗", "负责人", "指挥中心", "分管领导"
LEADERS = (DEPUTY, "书记", "主任", "值班领导", HEAD)


def take_over(task_id: UUID, reason: str, *, actor: Actor, now: datetime) -> UserTask:
    """Take an open task, whoever holds it, and do it oneself, with a reason.

    The district's watch may, the head of an organisation the task belongs to, and the deputy
    head and the command desk of its street; the desk takes nothing that waits for a leader. The
    four-eyes rules hold. Who held it is told.
    """
    task = locked(task_id)
    cases.case(task.case_id, actor)
    require_taker(task, actor)
    service.require_going(task)
    words = worded(reason)
    before = [each for each in (task.assignee_id, task.owner_id) if each is not None]
    give(task, actor.user_id)
    for each in before:
        drafts.hand_over(task.id, each, actor.user_id)
    names = "、".join(identity.user(each).name for each in before)
    telling.record("task.taken_over", task, actor=actor, now=now, held_by=names, reason=words)
    telling.tell("task_taken_over", task, before, now=now, by_name=actor.name, reason=words)
    return task


def require_taker(task: UserTask, actor: Actor) -> None:
    """Refuse whoever may not take over this task."""
    identity.require(actor, TAKE_OVER)
    if not task.is_open:
        raise runtime.TaskGoneError(task)
    if policy.may_do(task, actor) and not task.is_delegated:
        raise AlreadyYoursError
    if not _is_above(task, actor):
        raise NoTakingOverError
    refused = policy.forbidden(task, policy.selves(task, actor), service.earlier(task))
    if refused:
        raise refused


def may_take_over(task: UserTask, actor: Actor) -> bool:
    """Tell whether this person may take an open task over; four-eyes rules aside."""
    allowed = identity.may(actor, TAKE_OVER) and task.is_open
    return allowed and not policy.may_do(task, actor) and _is_above(task, actor)


def _is_above(task: UserTask, actor: Actor) -> bool:
    places = [identity.split_group(group) for group in task.groups]
    orgs = {org for org, _ in places}
    streets = {identity.street_of(org) for org in orgs}
    for_leaders = any(post in LEADERS for _, post in places)
    above = {
        *((HEAD, org) for org in orgs),
        *((DEPUTY, street) for street in streets),
        *((DESK, street) for street in streets if not for_leaders),
    }
    held = [identity.split_group(group) for group in actor.groups]
    return any(post == WATCH or (post, org) in above for org, post in held)
