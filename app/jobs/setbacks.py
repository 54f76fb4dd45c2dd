"""Items that failed: pushed away for a while, and an incident once their retries are used up."""

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, mapped_column

from app import runtime
from app.core.db import Base, UtcDateTime, db

WAITS = (1, 5, 15, 60)
"""Minutes to wait after each failure; one more makes it an incident."""
WHAT = {
    "timer": "到时事件",
    "warning": "将到期提醒",
    "overdue": "逾期通知",
    "message": "案件间消息",
    "start": "定时开案",
    "pause": "恢复计时",
}


class Setback(Base):
    """One item of background work that failed, and when it is tried again."""

    __tablename__ = "setback"

    kind: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[UUID] = mapped_column(primary_key=True)
    attempts: Mapped[int]
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    error: Mapped[str]
    incident_id: Mapped[UUID | None]


def by_kind(now: datetime) -> dict[str, dict[UUID, bool]]:
    """Return every item that failed before, by kind, and whether it has to wait at ``now``.

    An item with an incident waits until somebody has resolved that.
    """
    is_open = Setback.incident_id == runtime.Incident.id, runtime.Incident.resolved_at.is_(None)
    incident = select(runtime.Incident.id).where(*is_open).exists()
    chosen = select(Setback.kind, Setback.item_id, (Setback.next_at > now) | incident)
    found: dict[str, dict[UUID, bool]] = defaultdict(dict)
    for kind, item_id, waits in db.session.execute(chosen):
        found[kind][item_id] = bool(waits)
    return found


def note(kind: str, item_id: UUID, error: str, *, now: datetime) -> None:
    """Note a failure; after the last retry it becomes an incident of its case."""
    setback = db.session.get(Setback, (kind, item_id))
    if setback is None:
        setback = Setback(kind=kind, item_id=item_id, attempts=0, error="")
        db.session.add(setback)
    wait = WAITS[min(setback.attempts, len(WAITS) - 1)]
    setback.attempts += 1
    setback.error, setback.next_at = error[:500], now + timedelta(minutes=wait)
    if setback.attempts > len(WAITS):
        setback.incident_id = _incident(setback, now)
    db.session.flush()


def clear(kind: str, item_id: UUID) -> None:
    """Forget a failure: the item went through."""
    db.session.execute(
        delete(Setback).where(Setback.kind == kind, Setback.item_id == item_id),
        execution_options={"synchronize_session": False},
    )


def _incident(setback: Setback, now: datetime) -> UUID | None:
    instance = _instance(setback.kind, setback.item_id)
    if instance is None:
        return None  # nobody's case: doctor names it
    what = WHAT[setback.kind]
    incident = runtime.Incident(
        instance_id=instance.id,
        case_id=instance.case_id,
        token=None,
        process_key=instance.process_key,
        element_id=setback.kind,
        name=what,
        expression=None,
        reason=f"{what}连续 {setback.attempts} 次失败：{setback.error}",
        attempts=setback.attempts,
        opened_at=now,
    )
    db.session.add(incident)
    db.session.flush()
    return incident.id


def _instance(kind: str, item_id: UUID) -> runtime.ProcessInstance | None:
    if kind in ("timer", "pause"):
        return db.session.get(runtime.ProcessInstance, item_id)
    if kind == "message":
        message = db.session.get(runtime.Message, item_id)
        of = (message.receiver_case_id or message.sender_case_id) if message else None
        return db.session.get(runtime.ProcessInstance, of) if of else None
    if kind == "start":
        return None
    return runtime.instance(runtime.task(item_id).instance_id)
