"""Read the worklist: one statement walks to the rows and counts them, another reads them."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import defer

from app import cases
from app.cases import Case
from app.core.db import db
from app.core.paging import MOST, cut
from app.core.walking import count, walk
from app.identity import Actor, StandIn
from app.runtime import UserTask
from app.tasks.worklist import sources
from app.tasks.worklist.asked import (
    DONE,
    GROUPS,
    MINE,
    STARTED,
    WAITING,
    Asked,
    Counts,
    InboxPage,
    InboxRow,
)


def inbox(actor: Actor, asked: Asked, *, now: datetime) -> InboxPage:
    """Return one page of a person's list; InvalidError for a cursor that is none."""
    found = sources.of(actor, asked, now)
    counted = [source.chosen for source in found]
    places, total = walk(sources.stretches(found, asked.sort), asked.turn, counted)
    page = cut(places, asked.turn, str)
    rows = _rows(actor, asked, [place.id for place in page])
    return InboxPage(rows, total, page.next, page.previous)


def counts(actor: Actor, *, now: datetime) -> Counts:
    """Return the figures beside the tabs in one statement, and the unread copies in another."""
    tabs = (MINE, GROUPS, WAITING, STARTED)
    asked = [*map(Asked, tabs), Asked(MINE, overdue=True), Asked(GROUPS, overdue=True)]
    found = [sources.of(actor, each, now) for each in asked]
    going = [[each.chosen for each in of_tab if not each.is_past] for of_tab in found]
    row = db.session.execute(select(*map(count, going))).one()
    mine, groups, waiting, started, *late = row
    copies = cases.unread_copies(actor)
    return Counts(mine, groups, waiting, started, copies, min(sum(late), MOST))


def _rows(actor: Actor, asked: Asked, ids: list[UUID]) -> list[InboxRow]:
    if not ids:
        return []
    if asked.tab == STARTED:
        return _cases(ids)
    chosen = select(UserTask, Case).join(Case, Case.id == UserTask.case_id)
    found = db.session.execute(chosen.where(UserTask.id.in_(ids)).options(defer(UserTask.facts)))
    rows = {task.id: InboxRow(task, case, tasks=(task,)) for task, case in found}
    if asked.tab != DONE:
        rows = {k: replace(row, stand_in=_for(actor, row.task)) for k, row in rows.items()}
    return [rows[each] for each in ids if each in rows]


def _cases(ids: list[UUID]) -> list[InboxRow]:
    found = {case.id: case for case in db.session.scalars(select(Case).where(Case.id.in_(ids)))}
    waited_for = select(UserTask).where(UserTask.case_id.in_(ids), UserTask.ended_at.is_(None))
    tasks: dict[UUID, list[UserTask]] = {}
    for task in db.session.scalars(waited_for.options(defer(UserTask.facts))):
        tasks.setdefault(task.case_id, []).append(task)
    return [_case(found[each], tasks.get(each, [])) for each in ids if each in found]


def _case(case: Case, tasks: list[UserTask]) -> InboxRow:
    urgent = sorted(tasks, key=lambda t: (t.due_at is None, t.due_at or t.opened_at, t.id))
    return InboxRow(urgent[0] if urgent else None, case, tasks=tuple(urgent))


def _for(actor: Actor, task: UserTask | None) -> StandIn | None:
    """Return in whose place a task is the actor's: who claimed it, or whose post it waits for."""
    if task is None or not (actor.standing_in or actor.covering):
        return None
    if task.assignee_id is not None:
        return actor.stands_for(task.assignee_id, task.groups)
    lent = {each.group: each for each in actor.standing_in}
    offered = set(task.groups) & set(actor.groups)
    return (
        next((lent[g] for g in task.groups if g in offered), None)
        if offered <= lent.keys()
        else None
    )
