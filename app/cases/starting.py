"""Cases nobody registers: a message, a signal or a time opens them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from app import audit, definitions, engine, identity, runtime
from app.cases import service
from app.cases.models import StartTimer
from app.core.db import db
from app.identity import SYSTEM
from app.runtime import Message

CHANNEL = "系统"
TIMES = frozenset({"date", "duration", "cycle"})
ABOUT = ("title", "facts", "place_text", "street")
"""What a message may say of the case it opens, beside what the process reads."""


def open_by(process_key: str, element_id: str, message: Message, now: datetime) -> UUID:
    """Open a case of a process at the event a message starts; its payload are the variables."""
    said = {"message": message.name}
    return _open(process_key, element_id, message.payload, _region(message), said, now)


def arm(definition: definitions.Definition, now: datetime) -> None:
    """Let the timers of a newest version open cases, and those of earlier ones no more."""
    if definition.kind != "bpmn":
        return
    db.session.execute(delete(StartTimer).where(StartTimer.process_key == definition.key))
    for kind, text, element_id in definition.parts["starts"]:
        if kind in TIMES:
            due_at, left = engine.first_start(kind, text, now)
            db.session.add(
                StartTimer(
                    process_key=definition.key,
                    element_id=element_id,
                    text=text,
                    since=now,
                    due_at=due_at,
                    left=left,
                )
            )
    db.session.flush()


def due_starts(now: datetime, limit: int) -> list[UUID]:
    """Return the timers that shall open a case by now, the longest due first."""
    due = select(StartTimer.id).where(StartTimer.due_at <= now)
    return list(db.session.scalars(due.order_by(StartTimer.due_at).limit(limit)))


def open_due(timer_id: UUID, *, now: datetime) -> bool:
    """Open a timer's case; False when another worker was first. Missed times count as one."""
    is_it = StartTimer.id == timer_id, StartTimer.due_at <= now
    chosen = select(StartTimer).where(*is_it).with_for_update(skip_locked=True)
    timer = db.session.scalar(chosen.execution_options(populate_existing=True))
    if timer is None:
        return False
    said = {"element": timer.element_id}
    _open(timer.process_key, timer.element_id, {}, _home(), said, now)
    _advance(timer, now)
    db.session.flush()
    return True


def _advance(timer: StartTimer, now: datetime) -> None:
    later = engine.later_start(timer.text, timer.since, timer.due_at, timer.left, now)
    if later is None:
        db.session.delete(timer)
    else:
        timer.due_at, timer.left = later


def _open(
    process_key: str,
    element_id: str,
    variables: Mapping[str, Any],
    region: str,
    said: Mapping[str, Any],
    now: datetime,
) -> UUID:
    about = _about(process_key, variables)
    case = service.open_case(process_key, about, region_id=region, actor=SYSTEM, now=now)
    known: dict[str, Any] = {"case_ref": case.reference, "district": region, "street": case.street}
    runtime.start(
        process_key,
        {**variables, **known},
        case_id=case.id,
        region_id=region,
        actor=SYSTEM,
        now=now,
        said=audit.Happening("case.opened", {"channel": CHANNEL, **said}),
        entry=element_id,
    )
    return case.id


def _about(process_key: str, variables: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: variables.get(name) for name in ABOUT}
    texts = {name: value for name, value in said.items() if isinstance(value, str)}
    process = definitions.latest("bpmn", process_key)
    return {"title": process.name if process else process_key, **texts, "channel": CHANNEL}


def _region(message: Message) -> str:
    if message.sender_case_id is not None:
        return runtime.instance(message.sender_case_id).region_id
    if message.sender_id is not None:
        return identity.user(message.sender_id).region_id
    return _home()


def _home() -> str:
    return identity.organisations(("district",))[0].region_id
