"""Claim, give back and complete many: each in a transaction of its own."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from app import definitions
from app.core.many import Outcome, each, one
from app.identity import Actor
from app.runtime import UserTask
from app.tasks import fields
from app.tasks import service as tasks
from app.tasks.together import policy, queries


def claim(ids: Sequence[UUID], *, actor: Actor, now: datetime) -> Sequence[Outcome]:
    """Take tasks for oneself; outside any transaction, one that fails stops no other."""
    policy.require_number(ids)
    return each(ids, partial(tasks.claim, actor=actor, now=now))


def unclaim(ids: Sequence[UUID], *, actor: Actor, now: datetime) -> Sequence[Outcome]:
    """Give tasks back to their posts; outside any transaction, one that fails stops no other."""
    policy.require_number(ids)
    return each(ids, partial(tasks.unclaim, actor=actor, now=now))


def check(ids: Sequence[UUID], raw: Mapping[str, Any], *, actor: Actor, now: datetime) -> None:
    """Refuse unlike tasks, and values the first of them refuses, before any is completed."""
    policy.require_number(ids)
    known = queries.seen(ids, actor)
    chosen = [known[each][0] for each in dict.fromkeys(ids) if each in known]
    queries.require_like(chosen)
    task = queries.doable(chosen, actor)
    if task is not None:
        form = definitions.form(str(task.form_key), int(task.form_version or 0))
        fields.check(form, raw, tasks.situation_of(task, known[task.id][1], actor), now=now)


def complete(
    ids: Sequence[UUID], raw: Mapping[str, Any], *, one_time_key: str, actor: Actor, now: datetime
) -> Iterator[Outcome]:
    """Complete like tasks with one reply, yielding how each went as soon as it is done.

    To be called after ``check``, outside any transaction. Each task is checked by its own rules
    and has a key derived from ``one_time_key``, so that sending again does nothing twice.
    """
    for task_id in dict.fromkeys(ids):
        key = f"{one_time_key} {task_id}"
        yield one(task_id, partial(_complete, raw=raw, one_time_key=key, actor=actor, now=now))


def _complete(task_id: UUID, **how: Any) -> UserTask:
    return tasks.complete(task_id, **how)
