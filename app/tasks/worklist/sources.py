"""Where the rows of a list come from: each source is one walk along an index."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select

from app.cases import Case
from app.identity import Actor
from app.runtime import Candidate, Involvement, UserTask
from app.tasks.worklist import asked as names
from app.tasks.worklist import filters
from app.tasks.worklist.asked import Asked


@dataclass(frozen=True)
class Source:
    """Rows of a list: which, and the columns they are ordered by."""

    chosen: Select[tuple[UUID]]
    id: Any
    due: Any
    newest: Any
    is_past: bool = False
    """Whether these come after all that is open."""

    def where(self, *conditions: ColumnElement[bool]) -> Select[tuple[UUID]]:
        """Return the ids of the rows that meet conditions too."""
        return self.chosen.where(*conditions)


def of(actor: Actor, asked: Asked, now: datetime) -> list[Source]:
    """Return the sources of what is asked for; a row may be in several."""
    return TABS[asked.tab](actor, asked, now)


def _mine(actor: Actor, asked: Asked, now: datetime) -> list[Source]:
    walks = [UserTask.assignee_id == actor.user_id]
    for person, groups in _absent(actor).items():
        walks.append((UserTask.assignee_id == person) & _offered_to(groups))
    return [_open(select(UserTask.id).where(walk), asked, now) for walk in walks]


def _groups(actor: Actor, asked: Asked, now: datetime) -> list[Source]:
    columns = Candidate.task_id, Candidate.due_at, Candidate.opened_at
    chosen = select(Candidate.task_id).join(UserTask, UserTask.id == Candidate.task_id)
    free = chosen.where(UserTask.assignee_id.is_(None))
    return [
        _open(free.where(Candidate.group == group), asked, now, *columns) for group in actor.groups
    ]


def _waiting(actor: Actor, asked: Asked, now: datetime) -> list[Source]:
    of_others = [
        UserTask.assignee_id.is_distinct_from(actor.user_id),
        or_(UserTask.assignee_id.is_not(None), ~_offered_to(actor.groups)),
        *(
            or_(UserTask.assignee_id.is_distinct_from(person), ~_offered_to(groups))
            for person, groups in _absent(actor).items()
        ),
    ]
    involved = select(UserTask.id).join(Involvement, Involvement.case_id == UserTask.case_id)
    walks = (
        involved.where(Involvement.user_id == actor.user_id),
        select(UserTask.id).where(UserTask.owner_id == actor.user_id),
    )
    return [_open(walk.where(*of_others), asked, now) for walk in walks]


def _started(actor: Actor, asked: Asked, now: datetime) -> list[Source]:
    mine = Case.opened_by_id == actor.user_id
    taken = select(Involvement.case_id).where(
        Involvement.user_id == actor.user_id, Involvement.case_id == Case.id
    )
    walked = select(Case.id).join(Involvement, Involvement.case_id == Case.id)
    going = walked.where(Involvement.user_id == actor.user_id, mine)
    closed = select(Case.id).where(mine, ~taken.exists())
    return [_of_cases(going, asked, now), _of_cases(closed, asked, now, is_past=True)]


def _done(actor: Actor, asked: Asked, now: datetime) -> list[Source]:
    chosen = select(UserTask.id).where(UserTask.completed_by_id == actor.user_id)
    due = filters.of_due(asked, UserTask.due_at, func.coalesce(UserTask.ended_at, now), now)
    narrowed = _narrowed(chosen.where(*due), asked)
    return [Source(narrowed, UserTask.id, UserTask.due_at, UserTask.ended_at, is_past=True)]


TABS = {
    names.MINE: _mine,
    names.GROUPS: _groups,
    names.WAITING: _waiting,
    names.STARTED: _started,
    names.DONE: _done,
}


def _open(
    chosen: Select[tuple[UUID]],
    asked: Asked,
    now: datetime,
    id_: Any = UserTask.id,
    due: Any = UserTask.due_at,
    opened: Any = UserTask.opened_at,
) -> Source:
    still = UserTask.ended_at.is_(None), *filters.of_due(asked, due, now, now)
    return Source(_narrowed(chosen.where(*still), asked), id_, due, opened)


def _narrowed(chosen: Select[tuple[UUID]], asked: Asked) -> Select[tuple[UUID]]:
    if asked.kind:
        chosen = chosen.where(UserTask.process_key == asked.kind)
    of_case = filters.of_case(asked)
    if of_case:
        chosen = chosen.join(Case, Case.id == UserTask.case_id).where(*of_case)
    return chosen.where(*filters.of_text(asked, UserTask.case_id))


def _of_cases(
    chosen: Select[tuple[UUID]], asked: Asked, now: datetime, *, is_past: bool = False
) -> Source:
    if asked.kind:
        chosen = chosen.where(Case.process_key == asked.kind)
    due = filters.of_due(asked, Case.order_due_at, now, now)
    narrowed = chosen.where(*filters.of_case(asked), *due, *filters.of_text(asked, Case.id))
    return Source(narrowed, Case.id, Case.order_due_at, Case.opened_at, is_past)


def _absent(actor: Actor) -> dict[UUID, list[str]]:
    """Return for whom the actor stands in, with which of their groups."""
    found: dict[UUID, list[str]] = {}
    for stand_in in actor.standing_in:
        if stand_in.user_id != actor.user_id:
            found.setdefault(stand_in.user_id, []).append(stand_in.group)
    return found


def _offered_to(groups: Iterable[str]) -> ColumnElement[bool]:
    offered = select(Candidate.group).where(Candidate.group.in_(list(groups)))
    return offered.where(Candidate.task_id == UserTask.id).correlate(UserTask).exists()
