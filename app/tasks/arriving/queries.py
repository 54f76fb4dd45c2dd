"""The arrivals that wait for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select

from app.cases import Case
from app.core.db import db
from app.core.paging import Page, Turn, cut
from app.core.walking import Stretch, Walk, walk
from app.identity import Actor
from app.runtime import Candidate, UserTask

FORM = "arrive"
"""The form by which a department says that it has arrived."""
BEGINNING = Turn()
_WAITS = (UserTask.ended_at.is_(None), UserTask.form_key == FORM, UserTask.signing.is_(None))


@dataclass(frozen=True)
class Arrival:
    """An arrival that waits, with its case."""

    task: UserTask
    case: Case


def is_arrival(task: UserTask) -> bool:
    """Tell whether a task is a report-in."""
    return task.form_key == FORM and not task.signing


def arrivals(actor: Actor, turn: Turn = BEGINNING) -> Page[Arrival]:
    """Return a page of the open report-ins a person may do, the nearest due first."""
    walks = [_mine(actor), *map(_offered, actor.groups)]
    dated, undated = Stretch(0, walks, is_dated=True), Stretch(1, walks, is_dated=False)
    places, _none = walk([dated, undated], turn)
    page = cut(places, turn, str)
    return Page(_rows([place.id for place in page]), page.next, page.previous)


def _mine(actor: Actor) -> Walk:
    mine = UserTask.assignee_id == actor.user_id
    return Walk(select(UserTask.id).where(mine, *_WAITS), UserTask.due_at, UserTask.id)


def _offered(group: str) -> Walk:
    free = and_(UserTask.assignee_id.is_(None), *_WAITS)
    fits = select(free).where(UserTask.id == Candidate.task_id).scalar_subquery()
    chosen = select(Candidate.task_id).where(Candidate.group == group, fits)
    return Walk(chosen, Candidate.due_at, Candidate.task_id)


def _rows(ids: Sequence[UUID]) -> list[Arrival]:
    if not ids:
        return []
    chosen = select(UserTask, Case).join(Case, Case.id == UserTask.case_id)
    rows = db.session.execute(chosen.where(UserTask.id.in_(ids)))
    found = {row[0].id: Arrival(*row) for row in rows}
    return [found[each] for each in ids if each in found]
