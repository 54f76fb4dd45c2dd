"""What the record says of a task, and the sentence for whoever came second."""

from datetime import datetime
from typing import Any

from app import audit, runtime
from app.audit import AuditEntry
from app.core.clock import spoken
from app.identity import Actor
from app.runtime import UserTask

FATES = {
    "task.claimed": "“{who}”已于 {when} 领取这项任务。",
    "task.unclaimed": "“{who}”已于 {when} 把这项任务退回本岗。",
    "task.transferred": "“{who}”已于 {when} 把这项任务转办给“{to}”。",
    "task.delegated": "“{who}”已于 {when} 把这项任务委派给“{to}”。",
    "task.resolved": "“{who}”已于 {when} 把这项任务交回给“{to}”。",
    "task.recalled": "“{who}”已于 {when} 收回这项任务。",
    "task.taken_over": "“{who}”已于 {when} 接管这项任务。",
    "task.reassigned": "“{who}”已于 {when} 把这项任务改派给“{to}”。",
    "task.handed_over": "“{who}”已于 {when} 移交了这项任务。",
}

HELD = "前加签还没有办完，暂不能办理。“{who}”已于 {when} 请他人先签。"


def about(task: UserTask) -> dict[str, Any]:
    """Return what an audit entry says of a task."""
    return {
        "token": str(task.id),
        "process": task.process_key,
        "element": task.element_id,
        "name": task.name,
        "department": task.department,
        "due": task.due_at.isoformat() if task.due_at else None,
    }


def record(what: str, task: UserTask, *, actor: Actor, now: datetime, **said: Any) -> None:
    """Append what was done with a task to the record of its case."""
    details = about(task) | said
    runtime.record(what, case_id=task.case_id, actor=actor, at=now, details=details)


def fate(task: UserTask) -> str | None:
    """Return who changed hands of an open task last, and when, as a sentence; None of nobody."""
    handed = _handed(task)
    if not handed:
        return None
    last = handed[-1]
    to = last.details.get("to") or ""
    return FATES[last.action].format(who=last.actor_name, when=spoken(last.at), to=to)


def had(task: UserTask, actor: Actor) -> bool:
    """Tell whether an open task was in this person's hands, so that they may be told its fate.

    Nobody is told that they gave it back themselves.
    """
    person, handed = actor.user_id, _handed(task)
    if task.assignee_id is None and handed and handed[-1].actor_id == person:
        return False
    return any(
        person == entry.actor_id or str(person) == entry.details.get("to_id") for entry in handed
    )


def held(task: UserTask) -> str | None:
    """Return who asked others to sign an open task first, and when."""
    entries = audit.entries(task.case_id)
    asked = [e for e in entries if e.action == "task.signers_added" and _is_about(e, task)]
    return HELD.format(who=asked[-1].actor_name, when=spoken(asked[-1].at)) if asked else None


def _is_about(entry: AuditEntry, task: UserTask) -> bool:
    return bool(entry.details.get("token") == str(task.id))


def _handed(task: UserTask) -> list[AuditEntry]:
    entries = audit.entries(task.case_id)
    return [entry for entry in entries if entry.action in FATES and _is_about(entry, task)]
