"""Read the worklist: indexed walks over open tasks, joined with their cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy import case as sql_case

from app import cases, definitions, runtime
from app.cases import Case
from app.core.db import db
from app.identity import Actor
from app.runtime import Candidate, Subscription, UserTask
from app.tasks import policy, service
from app.tasks.fields import FormView
from app.tasks.fields import view as form_view
from app.tasks.situation import Situation

MOST = 1000


@dataclass(frozen=True)
class InboxRow:
    """One task of a list, with the case it belongs to."""

    task: UserTask
    case: Case


@dataclass(frozen=True)
class InboxPage:
    """One page of a list, and how many there are (to 1000)."""

    rows: Sequence[InboxRow]
    total: int


@dataclass(frozen=True)
class Counts:
    """The figures beside the tabs, each up to 1000."""

    mine: int
    groups: int
    waiting: int
    copies: int
    overdue: int


@dataclass(frozen=True)
class TaskView:
    """A task as the person who may do it sees it."""

    task: UserTask
    case: Case
    fields: FormView


@dataclass(frozen=True)
class ActionView:
    """An action the case offers, with its form."""

    subscription: Subscription
    case: Case
    fields: FormView


def inbox(
    actor: Actor,
    *,
    tab: str = "mine",
    text: str = "",
    sort: str = "due",
    whistle_class: str = "",
    overdue: bool = False,
    limit: int = 50,
    offset: int = 0,
    now: datetime,
) -> InboxPage:
    """Return one page of a person's tasks: ``mine``, ``groups``, ``waiting`` or ``done``."""
    chosen = select(UserTask, Case).join(Case, Case.id == UserTask.case_id)
    chosen = chosen.where(TABS[tab](actor), *cases.matching(text))
    if whistle_class:
        chosen = chosen.where(Case.whistle_class == whistle_class)
    if overdue:
        chosen = chosen.where(UserTask.due_at < now)
    ids = chosen.with_only_columns(UserTask.id).limit(MOST).subquery()
    total = db.session.scalar(select(func.count()).select_from(ids)) or 0
    page = chosen.order_by(*_order(tab, sort)).limit(limit).offset(offset)
    return InboxPage([InboxRow(*row) for row in db.session.execute(page)], total)


def counts(actor: Actor, *, now: datetime) -> Counts:
    """Return the figures beside the tabs in one statement, and the unread copies in another."""
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
    return Counts(row[0], row[1], row[2], cases.unread_copies(actor), row[3])


def view(
    task_id: UUID,
    *,
    actor: Actor,
    now: datetime,
    raw: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
) -> TaskView:
    """Return a task with its form filled in beforehand, or as typed with ``raw``."""
    task = runtime.task(task_id)
    policy.require_doer(task, actor, service.earlier(task))
    case = db.session.get_one(Case, task.case_id)
    situation = service.situation_of(task, case, actor)
    form = definitions.form(str(task.form_key), int(task.form_version or 0))
    filled = form_view(form, situation, now=now, raw=raw, errors=errors)
    return TaskView(task, case, filled)


def action(
    subscription_id: UUID,
    *,
    actor: Actor,
    now: datetime,
    raw: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
) -> ActionView:
    """Return an action of a case with its form."""
    subscription, case = service.offered(subscription_id, actor)
    form, _ = service.action_form(subscription)
    situation = Situation(
        actor=actor,
        facts=service.facts_of(subscription, now),
        case=case,
        department=subscription.department,
    )
    filled = form_view(form, situation, now=now, raw=raw, errors=errors)
    return ActionView(subscription, case, filled)


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


def _done(actor: Actor) -> ColumnElement[bool]:
    return UserTask.completed_by_id == actor.user_id


TABS = {"mine": _mine, "groups": _groups, "waiting": _waiting, "done": _done}


def _order(tab: str, sort: str) -> tuple[Any, ...]:
    if tab == "done":
        return UserTask.ended_at.desc(), UserTask.id
    if sort == "newest":
        return UserTask.opened_at.desc(), UserTask.id
    undated = sql_case((UserTask.due_at.is_(None), 1), else_=0)
    return undated, UserTask.due_at, UserTask.id


def _counted(condition: ColumnElement[bool]) -> Any:
    some: Select[Any] = select(UserTask.id).where(condition).limit(MOST)
    return select(func.count()).select_from(some.subquery()).scalar_subquery()
