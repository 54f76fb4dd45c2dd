"""Open tasks and who may do them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import String, bindparam, delete, insert, select, update

from app import definitions
from app.core.db import db
from app.engine import ReadyTask
from app.runtime.handlers import Happening
from app.runtime.models import Candidate, UserTask
from app.runtime.rows.difference import UNSYNCHRONIZED, digest, iso

Versions = Mapping[str, int]
CO_SIGN = "co_sign"
OFFER = insert(Candidate.metadata.tables["candidate"]).from_select(
    ["task_id", "group", "opened_at", "due_at"],
    select(
        UserTask.id, bindparam("to_group", type_=String), UserTask.opened_at, UserTask.due_at
    ).where(UserTask.id == bindparam("of_task")),
)


def write(
    happening: Happening, before: Mapping[str, Any], versions: Versions
) -> dict[str, list[str | None]]:
    """End, open and change tasks until they equal the step's.

    Return what the rows say now: per open task its due time and a digest of the rest.
    """
    open_now = {str(task.token): task for task in happening.step.ready_tasks}
    facts: dict[int, str] = {}
    said = {k: [iso(t.due_at), _digest(t, facts)] for k, t in open_now.items()}
    gone = [UUID(token) for token in before if token not in open_now]
    new = [task for token, task in open_now.items() if token not in before]
    changed = [t for k, t in open_now.items() if k in before and before[k][1] != said[k][1]]
    _end(happening, gone)
    _open(happening, new, versions)
    moved = [task for task in changed if before[str(task.token)][0] != iso(task.due_at)]
    _change([task for task in changed if task not in moved], versions)
    _change(moved, versions, warned_at=None, overdue_at=None)  # a new date is announced anew
    _tell(happening, before, moved, new)
    return said


def _tell(
    happening: Happening, before: Mapping[str, Any], moved: list[ReadyTask], new: list[ReadyTask]
) -> None:
    for task in moved:
        old, due = before[str(task.token)][0], iso(task.due_at)
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
        "due": iso(task.due_at),
        "department": task.facts.get("department"),
    }


def _end(happening: Happening, tokens: list[UUID]) -> None:
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


def _open(happening: Happening, tasks: list[ReadyTask], versions: Versions) -> None:
    if not tasks:
        return
    shared = {
        "instance_id": happening.instance.id,
        "case_id": happening.instance.case_id,
        "region_id": happening.instance.region_id,
        "opened_at": happening.now,
    }
    rows = [{**shared, **_changing(task, versions), "id": task.token} for task in tasks]
    db.session.execute(insert(UserTask), rows)
    _candidates(tasks)


def _change(tasks: list[ReadyTask], versions: Versions, **also: Any) -> None:
    if not tasks:
        return
    rows = [{"id": task.token, **_changing(task, versions), **also} for task in tasks]
    db.session.execute(update(UserTask), rows)
    tokens = [task.token for task in tasks]
    db.session.execute(
        delete(Candidate).where(Candidate.task_id.in_(tokens)), execution_options=UNSYNCHRONIZED
    )
    _candidates(tasks)


def _candidates(tasks: list[ReadyTask]) -> None:
    """Offer tasks, whose rows are written, to their groups."""
    rows = [
        {"of_task": task.token, "to_group": group}
        for task in tasks
        for group in dict.fromkeys(task.groups)
    ]
    if rows:
        db.session.execute(OFFER, rows)


def _changing(task: ReadyTask, versions: Versions) -> dict[str, Any]:
    return {
        "process_key": task.process_key,
        "element_id": task.element_id,
        "name": task.name,
        **_form(task, versions),
        "department": task.facts.get("department"),
        "whistle_no": task.facts.get("whistle_no"),
        "properties": {} if task.signing else dict(task.properties),
        "signing": task.signing,
        "signers": _signers(task),
        "groups": task.groups,
        "facts": dict(task.facts),
        "anchor_at": task.anchor_at,
        "due_at": task.due_at,
        "warn_at": task.warn_at,
    }


def _form(task: ReadyTask, versions: Versions) -> dict[str, Any]:
    """Return the task's form as the case pins it; co-signers give their opinion on the newest."""
    if task.signing is None:
        return {"form_key": task.form_key, "form_version": versions.get(task.form_key or "")}
    newest = definitions.latest("form", CO_SIGN)
    return {"form_key": CO_SIGN, "form_version": newest.version if newest else None}


def _signers(task: ReadyTask) -> list[dict[str, Any]]:
    return [{"token": str(s.token), "groups": s.groups, "when": s.when} for s in task.signers]


def _digest(task: ReadyTask, facts: dict[int, str]) -> str:
    """Return a digest of a task; ``facts`` keeps those of values that several tasks can read."""
    for value in task.facts.values():
        if id(value) not in facts:
            facts[id(value)] = digest([value])
    read = {name: facts[id(value)] for name, value in task.facts.items()}
    times = map(iso, (task.due_at, task.warn_at, task.anchor_at))
    return digest([task.groups, read, *times, *_signers(task)])
