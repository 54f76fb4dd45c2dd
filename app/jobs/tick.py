"""One turn of the clock: timers, messages, cases a time opens, warnings, lateness, what goes out.

Every item is a transaction of its own, so any number of processes may tick at once, and a
failing item never stops the others. With nothing due the number of statements is fixed.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app import audit, cases, runtime, supervision, tasks
from app.audit.models import AuditAnchor
from app.core.db import db, transaction
from app.jobs import heartbeat, outbox, setbacks
from app.jobs.sweep import Sweep

ANCHOR_EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class Ticked:
    """What a tick did; ``failed`` items are tried again later."""

    woken: int
    delivered: int
    opened: int
    warned: int
    overdue: int
    failed: int
    resumed: int
    sent: int = 0
    anchored: bool = False


def tick(now: datetime) -> Ticked:
    """Do everything due at ``now``, and send what is to leave."""
    done = _swept(now)
    sent, unsent = outbox.flush(now)
    return _finished(replace(done, sent=sent, failed=done.failed + unsent), now)


def advance(now: datetime) -> Ticked:
    """Do everything due at ``now`` but sending."""
    return _finished(_swept(now), now)


def _swept(now: datetime) -> Ticked:
    db.session.rollback()  # what the caller read may be old
    earlier = setbacks.by_kind(now)
    sweeps = {kind: Sweep(kind, now, earlier.get(kind, {})) for kind in setbacks.WHAT}
    busy = sweeps["timer"].busy  # of these nothing is said yet: a timer may take the task away
    resumed, woken, delivered, opened, warned, late = (
        sweeps[kind].run(partial(due, now, *more), partial(work, now=now))
        for kind, due, work, more in (
            ("pause", cases.due_pauses, cases.resume_due, ()),
            ("timer", runtime.due_instances, runtime.wake, ()),
            ("message", runtime.undelivered, runtime.hand_over, ()),
            ("start", cases.due_starts, cases.open_due, ()),
            ("warning", supervision.to_warn, supervision.warn, (busy,)),
            ("overdue", supervision.to_announce, supervision.announce, (busy,)),
        )
    )
    failed = sum(sweep.failed for sweep in sweeps.values())
    return Ticked(woken, delivered, opened, warned, late, failed, resumed)


def _finished(done: Ticked, now: datetime) -> Ticked:
    anchored = _anchor(now)
    with transaction():
        heartbeat.beat()
    return replace(done, anchored=anchored)


def _anchor(now: datetime) -> bool:
    if not _wants_anchor(now):
        return False
    try:
        with transaction():
            if not _wants_anchor(now):
                return False
            audit.anchor(at=now)
            tasks.drafts.sweep(now)
    except IntegrityError:
        return False  # another process set it at the same moment
    return True


def _wants_anchor(now: datetime) -> bool:
    last = db.session.scalar(select(func.max(AuditAnchor.at)))
    return last is None or now - last >= ANCHOR_EVERY
