"""Read the worklist: indexed walks over open tasks, joined with their cases."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy import case as sql_case

from app import cases
from app.cases import Case
from app.core.db import db
from app.identity import Actor
from app.runtime import Candidate, UserTask
from app.tasks.worklist.asked import MOST, Asked, Counts, InboxPage, InboxRow


def inbox(actor: Actor, asked: Asked, *, now: datetime) -> InboxPage:
    """Return one page of a person's tasks."""
    chosen = select(UserTask, Case).join(Case, Case.id == UserTask.case_id)
    chosen = chosen.where(TABS[asked.tab](actor), *cases.matching(asked.text))
    if asked.whistle_class:
        chosen = chosen.where(Case.whistle_class == asked.whistle_class)
    if asked.overdue:
        chosen = chosen.where(UserTask.due_at < now)
    ids = chosen.with_only_columns(UserTask.id).limit(MOST).subquery()
    total = db.session.scalar(select(func.count()).select_from(ids)) or 0
    page = chosen.order_by(*_order(asked)).limit(asked.limit).offset(asked.skip)
    return InboxPage([InboxRow(*row) for row in db.session.execute(page)], total)


def counts(actor: Actor, *, now: datetime) -> Counts:
    """Return the figures beside the tabs."""
    open_mine = _mine(actor)
    open_groups = _groups(actor)
    row = db.session.execute(
        select(
            _counted(open_mine),
            _counted(open_groups),
            _counted(_waiting(actor)),
            _counted((open_mine | open_groups) & (UserTask.due_at < now)),
        )
    ).one()
    return Counts(row[0], row[1], row[2], 0, cases.unread_copies(actor), row[3])


def _mine(actor: Actor) -> ColumnElement[bool]:
    return and_(UserTask.assignee_id == actor.user_id, UserTask.ended_at.is_(None))


def _groups(actor: Actor) -> ColumnElement[bool]:
    candidates = select(Candidate.task_id).where(Candidate.group.in_(actor.groups))
    return and_(
        UserTask.id.in_(candidates), UserTask.assignee_id.is_(None), UserTask.ended_at.is_(None)
    )


def _waiting(actor: Actor) -> ColumnElement[bool]:
    handled = select(UserTask.case_id).where(UserTask.completed_by_id == actor.user_id)
    ours = select(Candidate.task_id).where(Candidate.group.in_(actor.groups))
    return and_(
        UserTask.case_id.in_(handled), UserTask.ended_at.is_(None), UserTask.id.not_in(ours)
    )


def _started(actor: Actor) -> ColumnElement[bool]:
    return and_(Case.opened_by_id == actor.user_id, UserTask.ended_at.is_(None))


def _done(actor: Actor) -> ColumnElement[bool]:
    return UserTask.completed_by_id == actor.user_id


TABS = {
    "mine": _mine, "groups": _groups, "waiting": _waiting, "started": _started, "done": _done,
}  # fmt: skip


def _order(asked: Asked) -> tuple[Any, ...]:
    if asked.tab == "done":
        return UserTask.ended_at.desc(), UserTask.id
    if asked.sort == "newest":
        return UserTask.opened_at.desc(), UserTask.id
    undated = sql_case((UserTask.due_at.is_(None), 1), else_=0)
    return undated, UserTask.due_at, UserTask.id


def _counted(condition: ColumnElement[bool]) -> Any:
    some: Select[Any] = select(UserTask.id).join(Case, Case.id == UserTask.case_id)
    limited = some.where(condition).limit(MOST)
    return select(func.count()).select_from(limited.subquery()).scalar_subquery()
