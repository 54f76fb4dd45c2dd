"""Take a report-in that may come late, and may come twice."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app import forms, identity, runtime
from app.cases import Document, Entered, documents
from app.cases.evidence import Told
from app.core.db import db
from app.core.errors import ConflictError
from app.identity import Actor
from app.runtime import UserTask
from app.tasks import service
from app.tasks.arriving import policy, queries
from app.tasks.arriving.policy import Ago

UNTOLD = Told()


class NoArrivalError(ConflictError):
    """这项任务不是到场登记，请在任务页办理。"""


def keep_photo(
    name: str, blob: bytes, *, told: Told = UNTOLD, actor: Actor, now: datetime
) -> Document:
    """Store a photo; sent again before its report came, it is the same document."""
    identity.require(actor, "document.upload")
    mine = (
        Document.sha256 == hashlib.sha256(blob).hexdigest(),
        Document.uploaded_by_id == actor.user_id,
        Document.case_id.is_(None),
    )
    found = db.session.scalar(select(Document).where(*mine).limit(1))
    return found or documents.upload(name, BytesIO(blob), actor=actor, now=now, told=told)


def report(
    task_id: UUID,
    raw: Mapping[str, Any],
    *,
    one_time_key: str | None,
    ago: Ago,
    accuracy_m: int | None,
    actor: Actor,
    now: datetime,
) -> UserTask:
    """Complete an arrival; sent twice it is the first again.

    The form is checked as of when it was entered on the device, within ``policy.CREDIBLE``; the
    deadlines of the case are not: they are the clock's.
    """
    task = runtime.task(task_id)
    if not queries.is_arrival(task):
        raise NoArrivalError
    entered = policy.entered_at(ago, now)
    judged = policy.judged_at(entered, task.opened_at, now)
    arrived = policy.arrived_at(ago, entered, now)
    values = dict(raw) | ({"arrived_at": forms.as_text(arrived)} if arrived else {})
    return service.complete(
        task_id,
        values,
        one_time_key=one_time_key,
        actor=actor,
        now=now,
        entered=Entered(at=entered, judged_at=judged, accuracy_m=accuracy_m),
    )
