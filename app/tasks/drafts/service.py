"""Keep, drop and hand over drafts. Nothing of a draft reaches the audit or a log."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from app import cases
from app.core.clock import spoken
from app.core.db import db
from app.identity import Actor
from app.runtime import UserTask
from app.tasks.drafts import subjects
from app.tasks.drafts.errors import DraftConflictError, SentBeforeError, TooLongError
from app.tasks.drafts.models import Draft
from app.tasks.drafts.queries import about
from app.tasks.drafts.subjects import Subject

INSERT: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
SENT = "您已于 {when} 提交这张表，不再保存草稿。"
MOST = 200_000
"""Characters of one draft."""
KEPT_FOR = timedelta(days=30)
"""How long a draft outlives its task, or its last change when it is about no task."""


def keep(
    task_id: UUID,
    raw: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    revision: int | None = None,
    page: str | None = None,
    device: str = "",
) -> Draft:
    """Keep what was typed into a task's form; see ``keep_about``."""
    subject = subjects.of_task(task_id, actor)
    return keep_about(
        subject, raw, actor=actor, now=now, revision=revision, page=page, device=device
    )


def keep_about(
    subject: Subject,
    raw: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    revision: int | None = None,
    page: str | None = None,
    device: str = "",
) -> Draft:
    """Keep what was typed, wrong values too; the same again changes nothing.

    ``revision`` is the one the sender started from (0: none). When another page has kept
    something else since, nothing is overwritten and DraftConflictError holds what it kept.
    Without a revision the sender's words replace whatever was there.
    """
    sent_at = _sent_at(subject.task_id, page, actor)
    if sent_at:
        raise SentBeforeError(SENT.format(when=spoken(sent_at)))
    typed = json.dumps(raw, ensure_ascii=False, sort_keys=True)
    if len(typed) > MOST:
        raise TooLongError
    values = {
        "task_id": subject.task_id,
        "form_key": subject.form_key,
        "form_version": subject.form_version,
        "typed": typed,
        "page": page,
        "device": device[:40],
        "updated_at": now,
    }
    mine = Draft.user_id == actor.user_id, Draft.subject == subject.key
    if not _first(values, actor, subject) and not _says(subject, actor, typed):
        _next(values, mine, revision, page)
    found = about(subject.key, actor)
    if found is None:
        raise SentBeforeError
    if found.raw != json.loads(typed):
        raise DraftConflictError(found)
    return found


def _says(subject: Subject, actor: Actor, typed: str) -> bool:
    """Tell whether the same is kept already, whoever sent it: then nobody else need hear of it."""
    found = about(subject.key, actor)
    return found is not None and found.raw == json.loads(typed)


def _sent_at(task_id: UUID | None, page: str | None, actor: Actor) -> datetime | None:
    """Return when this person sent the page or completed the task.

    Nobody ends the task until the draft is kept.
    """
    reply = cases.answered(page, actor)
    if reply is not None:
        return reply.at
    if task_id is None:
        return None
    asked = select(UserTask.completed_by_id, UserTask.ended_at).where(UserTask.id == task_id)
    found = db.session.execute(asked.with_for_update(read=True)).first()
    return found.ended_at if found and found.completed_by_id == actor.user_id else None


def drop(task_id: UUID, actor: Actor) -> None:
    """Forget the actor's draft about a task."""
    drop_about(subjects.key_of_task(task_id), actor)


def drop_about(key: str, actor: Actor) -> None:
    """Forget the actor's draft about a subject, if there is one."""
    mine = Draft.user_id == actor.user_id, Draft.subject == key
    db.session.execute(delete(Draft).where(*mine))


def hand_over(task_id: UUID, from_id: UUID, to_id: UUID) -> None:
    """Give a person's draft about a task to another, unless that one has begun their own."""
    key, other = subjects.key_of_task(task_id), aliased(Draft)
    theirs = exists(select(other.user_id).where(other.user_id == to_id, other.subject == key))
    mine = Draft.user_id == from_id, Draft.subject == key, ~theirs
    db.session.execute(update(Draft).where(*mine).values(user_id=to_id, page=None))


def sweep(now: datetime) -> None:
    """Forget drafts of tasks that ended long ago, and long untouched ones about no task."""
    since = now - KEPT_FOR
    ended = exists(
        select(UserTask.id).where(UserTask.id == Draft.task_id, UserTask.ended_at < since)
    )
    over = Draft.updated_at < since, or_(Draft.task_id.is_(None), ended)
    db.session.execute(delete(Draft).where(*over), execution_options=UNSEEN)


UNSEEN = {"synchronize_session": False}


def _first(values: dict[str, Any], actor: Actor, subject: Subject) -> bool:
    row = {"user_id": actor.user_id, "subject": subject.key, "revision": 1, **values}
    insert = INSERT[db.engine.dialect.name](Draft).values(row).on_conflict_do_nothing()
    return db.session.scalar(insert.returning(Draft.revision)) is not None


def _next(
    values: dict[str, Any], mine: tuple[Any, ...], revision: int | None, page: str | None
) -> None:
    known = [*mine] if revision is None else [*mine, _expected(revision, page)]
    changed = update(Draft).where(*known).values(revision=Draft.revision + 1, **values)
    db.session.execute(changed, execution_options=UNSEEN)


def _expected(revision: int, page: str | None) -> ColumnElement[bool]:
    if page is None:
        return Draft.revision == revision
    return or_(Draft.revision == revision, Draft.page == page)
