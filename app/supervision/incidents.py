"""Work that failed and waits for a person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from app import identity, runtime
from app.cases import Case
from app.core.db import db
from app.core.errors import ConflictError, NotFoundError
from app.identity import Actor
from app.runtime import Incident
from app.supervision import policy


class AlreadyResolvedError(ConflictError):
    """这个异常已经处理。"""


def solve(incident_id: UUID, *, actor: Actor, now: datetime) -> Incident:
    """Try again what failed; the incident stays open when it fails once more.

    A background job's incident is resolved, so that the next tick tries it again.
    """
    identity.require(actor, "incident.retry")
    incident = db.session.get(Incident, incident_id)
    if incident is None or not _may_see(incident, actor):
        raise NotFoundError
    if incident.token is None:
        return resolve(incident, actor=actor, now=now)
    return runtime.retry(incident_id, actor=actor, now=now)


def resolve(incident: Incident, *, actor: Actor, now: datetime) -> Incident:
    """Close an incident; whoever does so first counts."""
    runtime.lock(incident.instance_id)
    unresolved = Incident.id == incident.id, Incident.resolved_at.is_(None)
    values = {"resolved_at": now, "resolved_by": actor.name}
    closing = update(Incident).where(*unresolved).values(values).returning(Incident.id)
    if db.session.scalar(closing) is None:
        raise AlreadyResolvedError
    said = {"name": incident.name}
    runtime.record("incident.retried", case_id=incident.case_id, actor=actor, at=now, details=said)
    return incident


def _may_see(incident: Incident, actor: Actor) -> bool:
    chosen = select(Case.id).where(Case.id == incident.case_id, policy.visible(actor))
    return db.session.scalar(chosen) is not None
