"""What stands still and waits for a person."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import update

from app import identity
from app.core.db import db
from app.engine import Failure, ReadyTask
from app.runtime.handlers import Happening
from app.runtime.models import Incident
from app.runtime.rows.difference import UNSYNCHRONIZED

NOBODY = "没有可以办理的人"


def projected(happening: Happening) -> dict[str, str]:
    """Return why each incident is open, by token."""
    return {str(token): reason for token, _, reason in _failures(happening)}


def write(happening: Happening, before: Mapping[str, Any]) -> None:
    """Resolve what goes on again and open an incident for what has just stopped."""
    failures = {str(token): (failure, reason) for token, failure, reason in _failures(happening)}
    _resolve(happening, [UUID(token) for token in before if token not in failures])
    for token, (failure, reason) in failures.items():
        if token not in before:
            db.session.add(_incident(happening, failure, reason))
            element, name = failure.element_id, failure.name
            happening.say("incident.opened", element=element, name=name, reason=reason)
        elif reason != before[token]:
            _tell(UUID(token), {"reason": reason})


def _resolve(happening: Happening, tokens: list[UUID]) -> None:
    if tokens:
        is_open = Incident.token.in_(tokens), Incident.resolved_at.is_(None)
        values = {"resolved_at": happening.now, "resolved_by": happening.actor.name}
        db.session.execute(
            update(Incident).where(*is_open).values(values), execution_options=UNSYNCHRONIZED
        )


def _tell(token: UUID, values: Mapping[str, Any]) -> None:
    is_it = Incident.token == token, Incident.resolved_at.is_(None)
    db.session.execute(
        update(Incident).where(*is_it).values(values), execution_options=UNSYNCHRONIZED
    )


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


def _failures(happening: Happening) -> Iterable[tuple[UUID, Failure | ReadyTask, str]]:
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
