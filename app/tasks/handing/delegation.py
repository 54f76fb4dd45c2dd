"""委派: let somebody prepare a task that stays one's own; 交回 and 收回."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from app import identity, runtime
from app.core.db import db
from app.core.errors import InvalidError
from app.identity import Actor
from app.runtime import TaskGoneError, UserTask
from app.tasks import drafts, policy, service, telling
from app.tasks.drafts import Draft
from app.tasks.errors import NotDelegatedError, NotYourTaskError
from app.tasks.handing.giving import give, held, locked
from app.tasks.handing.receivers import receiver
from app.tasks.returning import LONGEST, worded


def delegate(
    task_id: UUID, to: UUID | None, words: str, *, actor: Actor, now: datetime
) -> UserTask:
    """Let somebody prepare a task, with words on what is wanted; it comes back to its owner.

    Whoever may transfer it may delegate it, to the same people. The deadline stays with the
    owner; the helper fills in the form but completes, returns and hands on nothing.
    """
    task = held(task_id, actor)
    actor = service.in_name(task, actor)
    policy.require_whole(task)
    wanted, person = worded(words), receiver(task, to, actor=actor, now=now)
    owner = task.assignee_id or (actor.acting_for or actor).user_id
    give(task, person.id, owner=owner, delegated_at=now)
    runtime.involve(task.case_id, owner)
    drafts.hand_over(task.id, actor.user_id, person.id)
    telling.record(
        "task.delegated",
        task,
        actor=actor,
        now=now,
        to=person.name,
        to_id=str(person.id),
        reason=wanted,
    )
    telling.tell("task_delegated", task, [person.id], now=now, by_name=actor.name, reason=wanted)
    return task


def resolve(
    task_id: UUID, values: Mapping[str, Any], note: str, *, actor: Actor, now: datetime
) -> UserTask:
    """Give a prepared task back to its owner with what was filled in, and a note if any."""
    task = held(task_id, actor)
    actor = service.in_name(task, actor)
    owner = task.owner_id
    if owner is None:
        raise NotDelegatedError(telling.fate(task))
    words = _noted(note)
    drafts.keep(task.id, values, actor=actor, now=now)
    give(task, owner)
    _prepared(task.id, actor.user_id, owner)
    name = identity.user(owner).name
    telling.record("task.resolved", task, actor=actor, now=now, to=name, reason=words)
    telling.tell("task_resolved", task, [owner], now=now, by_name=actor.name, words=words)
    return task


def recall(task_id: UUID, *, actor: Actor, now: datetime) -> UserTask:
    """Take a delegated task back from whoever prepares it, with what they have filled in."""
    task = locked(task_id)
    _require_owner(task, actor)
    actor = actor.standing_for(task.owner_id, task.groups)
    service.require_going(task)
    helper, owner = task.assignee_id, task.owner_id
    give(task, owner)
    if helper is not None and owner is not None:
        _prepared(task.id, helper, owner)
    name = identity.user(helper).name if helper else ""
    telling.record("task.recalled", task, actor=actor, now=now, by_helper=name)
    telling.tell("task_recalled", task, [helper], now=now, by_name=actor.name)
    return task


def _require_owner(task: UserTask, actor: Actor) -> None:
    if policy.is_owner(task, actor) and task.is_open:
        return
    if policy.is_owner(task, actor):
        raise TaskGoneError(task)
    service.require_candidate(task, actor)  # a stranger, a colleague or a task that is gone
    if task.is_delegated:
        raise NotYourTaskError
    raise NotDelegatedError(telling.fate(task))


def _prepared(task_id: UUID, helper: UUID, owner: UUID) -> None:
    """Let what the helper filled in stand in place of what the owner had typed before."""
    theirs = Draft.user_id == owner, Draft.subject == drafts.key_of_task(task_id)
    db.session.execute(delete(Draft).where(*theirs))
    drafts.hand_over(task_id, helper, owner)


def _noted(note: str) -> str:
    words = " ".join(note.split())
    if len(words) > LONGEST:
        raise InvalidError(fields={"note": "请控制在 200 字以内。"})
    return words
