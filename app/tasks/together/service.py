"""Claim, give back and complete many: each in a transaction of its own."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from app import definitions, runtime
from app.core.errors import InvalidError
from app.core.many import Outcome, each, one
from app.forms import Form
from app.identity import Actor
from app.runtime import UserTask
from app.tasks import fields
from app.tasks import service as tasks
from app.tasks.situation import Situation
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
        at = tasks.situation_of(task, known[task.id][1], actor)
        whole = {**raw, **queries.own_values(task, actor, now)}
        _refuse_shared(form, policy.own_keys(form), whole, at, now)


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


def _refuse_shared(
    form: Form, own: frozenset[str], raw: Mapping[str, Any], at: Situation, now: datetime
) -> None:
    """Refuse what is wrong for all; what is wrong with one case is told in its own line."""
    try:
        fields.check(form, raw, at, now=now)
    except InvalidError as wrong:
        common = {key: said for key, said in wrong.fields.items() if _field_of(key) not in own}
        if common or not wrong.fields:
            raise InvalidError(str(wrong), fields=common) from wrong


def _complete(
    task_id: UUID, *, raw: Mapping[str, Any], actor: Actor, now: datetime, one_time_key: str
) -> UserTask:
    task = runtime.task(task_id)
    form = definitions.form(str(task.form_key), int(task.form_version or 0))
    whole = {**raw, **queries.own_values(task, actor, now)}
    try:
        return tasks.complete(task_id, whole, actor=actor, now=now, one_time_key=one_time_key)
    except InvalidError as wrong:
        raise InvalidError(_why_singly(form, wrong) or str(wrong)) from wrong


def _why_singly(form: Form, wrong: InvalidError) -> str:
    """Return what to do, and on a line each what is wrong with which field."""
    told = [f"{form.field(_field_of(key)).label}：{said}" for key, said in wrong.fields.items()]
    return "\n".join(["请打开逐件办理。", *told]) if told else ""


def _field_of(name: str) -> str:
    return name.split("-", 1)[0]
