"""An instance ends by a person's word, as if it had reached an end event."""

from datetime import datetime
from uuid import UUID

from app import audit
from app.core.db import db
from app.identity import Actor
from app.runtime.commands.doing import Doing, do
from app.runtime.commands.operations import running
from app.runtime.models import ProcessInstance


def end(
    instance_id: UUID, end_event: str, said: audit.Happening, *, actor: Actor, now: datetime
) -> ProcessInstance:
    """End an instance where it stands with the outcome of an end event; all it waits for goes."""
    instance = running(instance_id)
    do(instance, Doing("cancel", {"end": end_event}, said), actor=actor, now=now)
    instance.end_event = end_event
    db.session.flush()
    return instance
