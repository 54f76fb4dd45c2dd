"""Where a notice leads: the task it is about while it waits for the reader, else the case."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from app import cases
from app.cases import Case
from app.core.db import db
from app.identity import Actor
from app.notifications import NEW, Notice, Receipt, keys_of
from app.runtime import Candidate, UserTask

MOST_FRESH = 200


@dataclass(frozen=True)
class Aims:
    """The open tasks of some cases that wait for one person, and which cases they may see."""

    seen: frozenset[UUID]
    waiting: frozenset[UUID]
    by_case: Mapping[UUID, UUID]
    """The most pressing of each case."""

    def may_see(self, notice: Notice) -> bool:
        """Tell whether the person may still read what a notice says: posts and rights move on."""
        return notice.case_id is None or notice.case_id in self.seen

    def task_of(self, notice: Notice) -> UUID | None:
        """Return the task to open for a notice, or None when nothing waits any more."""
        if notice.task_id is not None:
            return notice.task_id if notice.task_id in self.waiting else None
        return self.by_case.get(notice.case_id) if notice.case_id else None

    def path(self, notice: Notice) -> str:
        """Return the page to open for a notice; empty when it is about no case one may see."""
        if not self.may_see(notice):
            return ""
        if notice.values.get("comment"):
            return f"/cases/{notice.case_id}#comment-{notice.values['comment']}"
        task_id = self.task_of(notice)
        if task_id is not None:
            return f"/tasks/{task_id}"
        return f"/cases/{notice.case_id}" if notice.case_id else ""


def aims(actor: Actor, notices: Iterable[Notice]) -> Aims:
    """Find in one statement which of the cases of these notices the actor may see, and what
    still waits for them there.
    """
    case_ids = {notice.case_id for notice in notices if notice.case_id}
    if not case_ids:
        return Aims(frozenset(), frozenset(), {})
    theirs = and_(UserTask.case_id == Case.id, *_waits_for(actor))
    chosen = select(Case.id, UserTask.id).outerjoin(UserTask, theirs)
    visible = chosen.where(Case.id.in_(case_ids), cases.visible_to(actor))
    pressing = UserTask.due_at.is_(None), UserTask.due_at, UserTask.id
    rows: Sequence[Any] = db.session.execute(visible.order_by(*pressing)).all()
    found = [(case_id, task_id) for case_id, task_id in rows if task_id is not None]
    by_case = dict(reversed(found))
    waiting = frozenset(task_id for _, task_id in found)
    return Aims(frozenset(case_id for case_id, _ in rows), waiting, by_case)


def titles(found: Aims) -> dict[UUID | None, Any]:
    """Return reference, matter and place of the cases that may be seen."""
    case_ids = found.seen
    if not case_ids:
        return {}
    columns = (Case.id, Case.reference, Case.matter_name, Case.place_text)
    rows = db.session.execute(select(*columns).where(Case.id.in_(case_ids)))
    return {row.id: row for row in rows}


def ended(notices: Iterable[Notice]) -> frozenset[UUID]:
    """Return which of the tasks these notices are about have ended."""
    task_ids = {notice.task_id for notice in notices if notice.task_id}
    if not task_ids:
        return frozenset()
    over = UserTask.id.in_(task_ids), UserTask.ended_at.is_not(None)
    return frozenset(db.session.scalars(select(UserTask.id).where(*over)))


def fresh(actor: Actor, since: datetime, until: datetime) -> Sequence[Any]:
    """Return tasks that came to the actor between two moments and still wait, with their case.

    What a notice of its own told of (a whistle, an order) is left out.
    """
    columns = (UserTask.id, UserTask.name, UserTask.due_at, Case.reference, Case.matter_name)
    whose = (UserTask.assignee_id, UserTask.groups)
    told = (
        select(Notice.case_id)
        .join(Receipt, Receipt.notice_id == Notice.id)
        .where(Receipt.user_id == actor.user_id, Notice.key.in_(keys_of(NEW)))
        .where(Notice.at > since, Notice.at <= until, Notice.case_id.is_not(None))
    )
    chosen = (
        select(*columns, *whose, Case.place_text)
        .join(Case, Case.id == UserTask.case_id)
        .where(*_waits_for(actor), UserTask.opened_at > since, UserTask.opened_at <= until)
        .where(UserTask.case_id.not_in(told), cases.visible_to(actor))
    )
    pressing = UserTask.due_at.is_(None), UserTask.due_at, UserTask.id
    return db.session.execute(chosen.order_by(*pressing).limit(MOST_FRESH)).all()


def _waits_for(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Return as conditions what ``tasks.policy.may_do`` says of one open task."""
    places = (*actor.standing_in, *actor.covering)
    absent = [(UserTask.assignee_id == place.user_id) & _is_for([place.group]) for place in places]
    is_open_to_us = UserTask.assignee_id.is_(None) & _is_for(actor.groups)
    whose = or_(UserTask.assignee_id == actor.user_id, is_open_to_us, *absent)
    return UserTask.ended_at.is_(None), whose


def _is_for(groups: Iterable[str]) -> ColumnElement[bool]:
    offered = select(Candidate.task_id).where(Candidate.group.in_(list(groups)))
    return UserTask.id.in_(offered)
