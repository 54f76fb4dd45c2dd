"""Read chosen tasks: their kind, their form, and what became of those that were lost."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app import audit, definitions, identity
from app.cases import Case
from app.core.db import db
from app.core.errors import NotFoundError, ShaodaoError
from app.identity import Actor
from app.runtime import UserTask, fates
from app.tasks import fields, telling
from app.tasks import policy as doing
from app.tasks import queries as tasks
from app.tasks.errors import TaskAlreadyClaimedError
from app.tasks.fields import FormView
from app.tasks.service import earlier, situation_of
from app.tasks.together import policy
from app.tasks.together.errors import NoneLeftError, NotTogetherError, UnlikeError

CLAIMED = "task.claimed"


@dataclass(frozen=True)
class Together:
    """Like tasks, and their form as it is filled in once for all of them."""

    chosen: Sequence[tuple[UserTask, Case]]
    first: UserTask
    fields: FormView
    own: tuple[str, ...] = ()
    """Labels of what is not asked: each case keeps what its own form says there."""


@dataclass(frozen=True)
class Fate:
    """What became of a task somebody else was faster with."""

    what: str
    """``claimed``, ``completed``, ``timed_out`` or ``cancelled``."""
    by: str | None
    at: datetime | None
    words: str
    """The same as a sentence."""


def seen(ids: Collection[UUID], actor: Actor) -> Mapping[UUID, tuple[UserTask, Case]]:
    """Return those of the tasks that wait, or waited, for this person or their posts."""
    chosen = select(UserTask, Case).join(Case, Case.id == UserTask.case_id)
    rows = db.session.execute(chosen.where(UserTask.id.in_(list(ids))))
    return {task.id: (task, case) for task, case in rows if _is_known(task, actor)}


def prepare(
    ids: Collection[UUID],
    *,
    actor: Actor,
    now: datetime,
    raw: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Together:
    """Return chosen tasks with their one form; refused when they are unlike, or not together."""
    policy.require_number(ids)
    known = seen(ids, actor)
    chosen = [known[each] for each in dict.fromkeys(ids) if each in known]
    require_like([task for task, _ in chosen])
    first = doable((task for task, _ in chosen), actor)
    if first is None:
        raise NoneLeftError
    view = drawn(first.id, actor=actor, now=now, raw=raw, errors=errors)
    return Together(chosen, first, view, _own_labels(first))


def drawn(
    task_id: UUID,
    *,
    actor: Actor,
    now: datetime,
    raw: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
) -> FormView:
    """Return the one form of tasks like this one: without what belongs to a single case."""
    found = tasks.view(task_id, actor=actor, now=now)
    form = policy.shared(found.fields.form)
    at = situation_of(found.task, found.case, actor)
    return fields.view(form, at, now=now, raw=dict(raw) if raw else None, errors=errors)


def _own_labels(task: UserTask) -> tuple[str, ...]:
    form = definitions.form(str(task.form_key), int(task.form_version or 0))
    own = policy.own_keys(form)
    return tuple(field.label for field in form.fields if field.key in own)


def own_values(task: UserTask, actor: Actor, now: datetime) -> dict[str, Any]:
    """Return what the form of one task says at first where it belongs to that task's case."""
    form = definitions.form(str(task.form_key), int(task.form_version or 0))
    own = policy.own_keys(form)
    if not own or not task.is_open:
        return {}
    at = situation_of(task, db.session.get_one(Case, task.case_id), actor)
    first = fields.view(form, at, now=now).values
    return {key: value for key, value in first.items() if key in own}


def require_like(chosen: Sequence[UserTask]) -> None:
    """Refuse tasks of several kinds, and kinds whose form belongs to one case."""
    kinds = {policy.kind_of(task) for task in chosen}
    if not kinds:
        raise NotFoundError
    if len(kinds) > 1:
        raise UnlikeError
    kind = kinds.pop()
    if kind is None:
        raise NotTogetherError
    why_not = policy.why_not(definitions.form(kind.form_key, kind.form_version))
    if why_not:
        raise NotTogetherError(why_not)


def doable(chosen: Iterable[UserTask], actor: Actor) -> UserTask | None:
    """Return the first of the tasks this person may do now."""
    return next((task for task in chosen if _may_do(task, actor)), None)


def fate(task_id: UUID, actor: Actor) -> Fate | None:
    """Return who was faster with a task, and when; None while nobody was, or for strangers."""
    task = db.session.get(UserTask, task_id, populate_existing=True)
    if task is None or not _is_known(task, actor):
        return None
    if task.ended_at:
        what = {"complete": "completed", "wake": "timed_out"}.get(task.ended_by or "", "cancelled")
        return Fate(what, task.completed_by_name, task.ended_at, fates.of_task(task))
    if task.assignee_id in (None, actor.user_id):
        return None
    words = telling.fate(task) or TaskAlreadyClaimedError.sentence()
    return Fate("claimed", identity.user(task.assignee_id).name, _claimed_at(task), words)


def _may_do(task: UserTask, actor: Actor) -> bool:
    try:
        doing.require_doer(task, actor, earlier(task))
    except ShaodaoError:
        return False
    return True


def _is_known(task: UserTask, actor: Actor) -> bool:
    is_theirs = actor.user_id in (task.assignee_id, task.completed_by_id)
    return is_theirs or bool(set(task.groups) & set(actor.groups))


def _claimed_at(task: UserTask) -> datetime | None:
    """Return when a task was last taken, as the record says."""
    token = str(task.id)
    found = (e for e in audit.entries(task.case_id) if e.details.get("token") == token)
    return max((entry.at for entry in found if entry.action == CLAIMED), default=None)
