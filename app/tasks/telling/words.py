"""What the record says of a task, and the sentence for whoever came second."""

from datetime import datetime
from typing import Any

from app import audit, runtime
from app.core.clock import LOCAL
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
}


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
    token = str(task.id)
    handed = (
        entry
        for entry in reversed(audit.entries(task.case_id))
        if entry.action in FATES and entry.details.get("token") == token
    )
    last = next(handed, None)
    if last is None:
        return None
    to = last.details.get("to") or ""
    return FATES[last.action].format(who=last.actor_name, when=at_time(last.at), to=to)


def at_time(moment: datetime, now: datetime | None = None) -> str:
    """Return a moment in a sentence; without its day when that is the day of ``now``."""
    here = moment.astimezone(LOCAL)
    same = now is not None and now.astimezone(LOCAL).date() == here.date()
    return f"{here:%H:%M}" if same else f"{here:%m-%d %H:%M}"
