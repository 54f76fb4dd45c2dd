"""Make the rows equal to a step: tasks, timers, subscriptions, incidents.

The instance row keeps what the other rows say (``projected``), so a step reads none of them and
writes only what changed.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import orjson
from sqlalchemy import delete, insert, update

from app import identity
from app.core.db import db
from app.core.values import to_json
from app.engine import Failure, Loop, ReadyTask, Step, WaitingTimer
from app.engine import Subscription as Waiting
from app.runtime.handlers import Happening
from app.runtime.models import Candidate, Incident, ProcessInstance, Subscription, Timer, UserTask

T = TypeVar("T")
ADD, ADDING = "add", "加派部门"
NOBODY = "没有可以办理的人"


def project(happening: Happening, form_versions: Mapping[str, int]) -> None:
    """Write what changed, and let the audit say so."""
    before = happening.remembered
    _tasks(happening, before.get("tasks", {}), form_versions)
    _incidents(happening, before.get("incidents", {}))
    _timers(happening, before.get("timers", {}))
    _subscriptions(happening, before.get("subscriptions", {}))
    before.update(_projected(happening))


def _projected(happening: Happening) -> dict[str, Any]:
    step = happening.step
    return {
        "tasks": {str(t.token): [_iso(t.due_at), _digest(t)] for t in step.ready_tasks},
        "timers": {str(t.token): _iso(t.due_at) for t in step.timers},
        "subscriptions": {str(s.token): _digest(s) for s in offers(step)},
        "incidents": {str(token): reason for token, _, reason in _failures(happening)},
    }


def _tasks(
    happening: Happening, before: Mapping[str, Any], form_versions: Mapping[str, int]
) -> None:
    open_now = {str(task.token): task for task in happening.step.ready_tasks}
    gone = [UUID(token) for token in before if token not in open_now]
    new = [task for token, task in open_now.items() if token not in before]
    changed = [t for k, t in open_now.items() if k in before and before[k][1] != _digest(t)]
    _end_tasks(happening, gone)
    _open_tasks(happening, new, form_versions)
    moved = [task for task in changed if before[str(task.token)][0] != _iso(task.due_at)]
    _change_tasks([task for task in changed if task not in moved])
    _change_tasks(moved, warned_at=None, overdue_at=None)  # a new date is announced anew
    for task in moved:
        old, due = before[str(task.token)][0], _iso(task.due_at)
        happening.say("due.moved", task=task.name, token=str(task.token), old=old, new=due)
    for task in new:
        happening.say("task.opened", **_said(task))


def _said(task: ReadyTask) -> dict[str, Any]:
    return {
        "token": str(task.token),
        "process": task.process_key,
        "element": task.element_id,
        "name": task.name,
        "groups": task.groups,
        "due": _iso(task.due_at),
        "department": task.facts.get("department"),
    }


def _end_tasks(happening: Happening, tokens: list[UUID]) -> None:
    if not tokens:
        return
    cancelled = [token for token in tokens if token != happening.completed]
    if cancelled:
        db.session.execute(
            update(UserTask)
            .where(UserTask.id.in_(cancelled), UserTask.ended_at.is_(None))
            .values(ended_at=happening.now, outcome="cancelled", ended_by=happening.kind, facts={}),
            execution_options=UNSYNCHRONIZED,
        )
    db.session.execute(
        delete(Candidate).where(Candidate.task_id.in_(tokens)), execution_options=UNSYNCHRONIZED
    )


def _open_tasks(
    happening: Happening, tasks: list[ReadyTask], form_versions: Mapping[str, int]
) -> None:
    if not tasks:
        return
    shared = {
        "instance_id": happening.instance.id,
        "case_id": happening.instance.case_id,
        "region_id": happening.instance.region_id,
        "opened_at": happening.now,
    }
    rows = [
        {
            **shared,
            **_changing(task),
            "id": task.token,
            "process_key": task.process_key,
            "element_id": task.element_id,
            "name": task.name,
            "form_key": task.form_key,
            "form_version": form_versions.get(task.form_key or ""),
            "department": task.facts.get("department"),
            "whistle_no": task.facts.get("whistle_no"),
            "properties": dict(task.properties),
        }
        for task in tasks
    ]
    db.session.execute(insert(UserTask), rows)
    _candidates(tasks)


def _change_tasks(tasks: list[ReadyTask], **also: Any) -> None:
    if not tasks:
        return
    rows = [{"id": task.token, **_changing(task), **also} for task in tasks]
    db.session.execute(update(UserTask), rows)
    tokens = [task.token for task in tasks]
    db.session.execute(
        delete(Candidate).where(Candidate.task_id.in_(tokens)), execution_options=UNSYNCHRONIZED
    )
    _candidates(tasks)


def _candidates(tasks: list[ReadyTask]) -> None:
    rows = [
        {"task_id": task.token, "group": group, "due_at": task.due_at}
        for task in tasks
        for group in dict.fromkeys(task.groups)
    ]
    if rows:
        db.session.execute(insert(Candidate), rows)


def _changing(task: ReadyTask) -> dict[str, Any]:
    return {
        "groups": task.groups,
        "facts": dict(task.facts),
        "anchor_at": task.anchor_at,
        "due_at": task.due_at,
        "warn_at": task.warn_at,
    }


def _timers(happening: Happening, before: Mapping[str, Any]) -> None:
    now_waiting = {str(timer.token): timer for timer in happening.step.timers}
    gone, new = _difference(before, now_waiting, lambda timer: _iso(timer.due_at))
    _replace(Timer, gone, [_timer_row(happening.instance, timer) for timer in new])


def _timer_row(instance: ProcessInstance, timer: WaitingTimer) -> dict[str, Any]:
    return {
        "id": timer.token,
        "instance_id": instance.id,
        "process_key": timer.process_key,
        "element_id": timer.element_id,
        "due_at": timer.due_at,
        "attempts": 0,
    }


def offers(step: Step) -> list[Waiting]:
    """Return what a case offers: its message events, and calling in one more of several (加派)."""
    return [*step.subscriptions, *(_adding(loop) for loop in step.loops if loop.groups)]


def _adding(loop: Loop) -> Waiting:
    return Waiting(
        token=loop.token,
        process_key=loop.process_key,
        element_id=loop.element_id,
        name=ADDING,
        message=ADD,
        key="",
        groups=loop.groups,
        form_key=loop.form_key,
        offered=True,
        facts=loop.facts,
        properties=loop.properties,
    )


def _subscriptions(happening: Happening, before: Mapping[str, Any]) -> None:
    now_waiting = {str(waiting.token): waiting for waiting in offers(happening.step)}
    gone, new = _difference(before, now_waiting, _digest)
    _replace(Subscription, gone, [_subscription_row(happening.instance, s) for s in new])


def _subscription_row(instance: ProcessInstance, waiting: Waiting) -> dict[str, Any]:
    return {
        "id": waiting.token,
        "instance_id": instance.id,
        "case_id": instance.case_id,
        "process_key": waiting.process_key,
        "element_id": waiting.element_id,
        "name": waiting.name,
        "message": waiting.message,
        "key": str(waiting.key),
        "groups": waiting.groups,
        "form_key": waiting.form_key,
        "is_offered": waiting.offered,
        "department": waiting.facts.get("department"),
        "whistle_no": waiting.facts.get("whistle_no"),
    }


def _incidents(happening: Happening, before: Mapping[str, Any]) -> None:
    failures = {str(token): (failure, reason) for token, failure, reason in _failures(happening)}
    solved = [UUID(token) for token in before if token not in failures]
    if solved:
        is_open = Incident.token.in_(solved), Incident.resolved_at.is_(None)
        values = {"resolved_at": happening.now, "resolved_by": happening.actor.name}
        db.session.execute(
            update(Incident).where(*is_open).values(values), execution_options=UNSYNCHRONIZED
        )
    for token, (failure, reason) in failures.items():
        if token not in before:
            db.session.add(_incident(happening, failure, reason))
            element, name = failure.element_id, failure.name
            happening.say("incident.opened", element=element, name=name, reason=reason)


def _incident(happening: Happening, failure: Failure | ReadyTask, reason: str) -> Incident:
    return Incident(
        instance_id=happening.instance.id,
        case_id=happening.instance.case_id,
        token=failure.token,
        process_key=failure.process_key,
        element_id=failure.element_id,
        name=failure.name,
        expression=failure.expression if isinstance(failure, Failure) else None,
        reason=reason,
        opened_at=happening.now,
    )


def _failures(
    happening: Happening,
) -> Iterable[tuple[UUID, Failure | ReadyTask, str]]:
    for failure in happening.step.incidents:
        yield failure.token, failure, failure.reason
    for task in happening.step.ready_tasks:
        if task.problem or _is_nobodys(task, happening):
            yield task.token, task, task.problem or NOBODY


def _is_nobodys(task: ReadyTask, happening: Happening) -> bool:
    token, before = str(task.token), happening.remembered
    if token in before.get("tasks", {}) and token not in before.get("incidents", {}):
        return False  # asked when it was opened
    return not task.assignee and not identity.is_held(task.groups, happening.now)


def _difference(
    before: Mapping[str, Any], now_waiting: Mapping[str, T], say: Any
) -> tuple[list[UUID], list[T]]:
    changed = {k for k, item in now_waiting.items() if before.get(k) != say(item)}
    gone = [UUID(k) for k in before if k not in now_waiting or k in changed]
    return gone, [now_waiting[k] for k in now_waiting if k in changed]


def _replace(model: type[Timer | Subscription], gone: list[UUID], rows: list[Any]) -> None:
    if gone:
        db.session.execute(
            delete(model).where(model.id.in_(gone)), execution_options=UNSYNCHRONIZED
        )
    if rows:
        db.session.execute(insert(model), rows)


def _digest(waiting: ReadyTask | Waiting) -> str:
    said: list[Any] = [waiting.groups]
    if isinstance(waiting, ReadyTask):
        said += [waiting.facts, *map(_iso, (waiting.due_at, waiting.warn_at, waiting.anchor_at))]
    else:
        said += [waiting.offered, waiting.key, waiting.facts.get("department")]
    return hashlib.blake2b(
        orjson.dumps(to_json(said), option=orjson.OPT_SORT_KEYS), digest_size=8
    ).hexdigest()


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


UNSYNCHRONIZED = {"synchronize_session": False}
