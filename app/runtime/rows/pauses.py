"""Which open tasks stand in a pause of the clock."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update

from app.core.db import db
from app.runtime.handlers import Happening
from app.runtime.models import UserTask
from app.runtime.rows.difference import UNSYNCHRONIZED


def write(happening: Happening, before: dict[str, str]) -> dict[str, str]:
    """Mark the tasks whose clock stands still, and only those; return until when, by token."""
    pauses = happening.instance.pauses
    lasts = pauses[-1] if pauses and pauses[-1]["open"] else None
    if lasts is None and not before:
        return {}
    stands = {*lasts["limits"], *lasts["names"]} if lasts else set()
    until: datetime | None = lasts["to"] if lasts else None
    tasks = happening.step.ready_tasks
    now = {str(task.token): str(until) for task in tasks if task.counts in stands}
    _mark([token for token, told in now.items() if before.get(token) != told], until, lasts)
    _mark([token for token in before if token not in now], None, None)
    return now


def _mark(tokens: list[str], until: datetime | None, lasts: dict[str, Any] | None) -> None:
    if not tokens:
        return
    said = {"since": lasts["from"], "reason": lasts["reason"]} if lasts else None
    chosen = update(UserTask).where(UserTask.id.in_([UUID(token) for token in tokens]))
    marked = chosen.values(paused_until=until, paused=said)
    db.session.execute(marked, execution_options=UNSYNCHRONIZED)
