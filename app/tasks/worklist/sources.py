"""Where the rows of a list come from: each source is one walk along an index.

What a row must fulfil beside the index is asked of it alone, by scalar sub-selects: no planner
can turn them round and begin at the other, endless side.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select

from app import cases
from app.cases import Case
from app.core.walking import Stretch, Walk
from app.identity import Actor
from app.runtime import Candidate, Involvement, UserTask
from app.tasks.worklist import asked as names
from app.tasks.worklist import filters
from app.tasks.worklist.asked import Asked

NEITHER: frozenset[str] = frozenset()
DUE, NEWEST = frozenset({"due"}), frozenset({"newest"})
BOTH = DUE | NEWEST


@dataclass(frozen=True)
class Source:
    """Rows of a list: which, and the columns they are ordered by."""

    chosen: Select[tuple[UUID]]
    id: Any
    due: Any
    newest: Any
    indexed: frozenset[str] = NEITHER
    """By which of the two an index gives the order; by the other all rows are sorted."""
    is_past: bool = False
    """Whether these come after all that is open."""

    def walk(self, column: str) -> Walk:
        """Return the rows in the order of one of the two."""
        return Walk(self.chosen, getattr(self, column), self.id, column in self.indexed)


def of(actor: Actor, asked: Asked, now: datetime) -> list[Source]:
    """Return the sources of what is asked for; a row may be in several."""
    return TABS[asked.tab](actor, asked, now)


def stretches(found: Sequence[Source], sort: str) -> list[Stretch]:
    """Return a list's stretches: what is open by due time, undated last, or newest; then the past.

    The past is in the order of what was newest.
    """
    now = [source for source in found if not source.is_past]
    past = [source.walk("newest") for source in found if source.is_past]
    if sort == names.BY_DUE:
        dated = [source.walk("due") for source in now]
        first = [Stretch(0, dated, is_dated=True), Stretch(1, dated, is_dated=False)]
    else:
        first = [Stretch(0, [each.walk("newest") for each in now], is_descending=True)]
    parts = [*first, Stretch(2, past, is_descending=True)]
    return [part for part in parts if part.walks]


def _mine(actor: Actor, asked: Asked, now: datetime) -> list[Source]:
    walks = [UserTask.assignee_id == actor.user_id]
    for person, groups in _absent(actor).items():
        walks.append((UserTask.assignee_id == person) & _offered_to(groups).is_not(None))
    return [_open(select(UserTask.id).where(walk), asked, now, DUE) for walk in walks]


def _groups(actor: Actor, asked: Asked, now: datetime) -> list[Source]:
    task = [UserTask.assignee_id.is_(None), UserTask.ended_at.is_(None), *_narrowed(asked)]
    fits = select(and_(*task)).where(UserTask.id == Candidate.task_id).scalar_subquery()
    due = filters.of_due(asked, Candidate.due_at, now, now)
    columns = Candidate.task_id, Candidate.due_at, Candidate.opened_at
    return [
        Source(
            select(Candidate.task_id).where(Candidate.group == group, *due, fits), *columns, BOTH
        )
        for group in actor.groups
    ]


def _waiting(actor: Actor, asked: Asked, now: datetime) -> list[Source]:
    of_others = [
        UserTask.assignee_id.is_distinct_from(actor.user_id),
        or_(UserTask.assignee_id.is_not(None), _offered_to(actor.groups).is_(None)),
        *(
            or_(UserTask.assignee_id.is_distinct_from(person), _offered_to(groups).is_(None))
            for person, groups in _absent(actor).items()
        ),
    ]
    involved = select(UserTask.id).join(Involvement, Involvement.case_id == UserTask.case_id)
    walks = (
        involved.where(Involvement.user_id == actor.user_id),
        select(UserTask.id).where(UserTask.owner_id == actor.user_id),
    )
    seen = cases.seen(actor, UserTask.case_id)
    return [_open(walk.where(*of_others, *seen), asked, now, NEITHER) for walk in walks]


def _started(actor: Actor, asked: Asked, now: datetime) -> list[Source]:
    mine = Case.opened_by_id == actor.user_id
    fits = [*filters.of_case(asked), *filters.of_due(asked, Case.order_due_at, now, now)]
    fits += [Case.process_key == asked.kind] if asked.kind else []
    fits += filters.of_text(asked, Case.id)
    taken = Involvement.user_id == actor.user_id
    part = select(Involvement.case_id).where(taken, Involvement.case_id == Case.id)
    closed = select(Case.id).where(mine, part.scalar_subquery().is_(None), *fits)
    going = select(Involvement.case_id).where(taken, _of_case(and_(mine, *fits)))
    closed = closed.where(*cases.seen(actor, Case.id))
    going = going.where(*cases.seen(actor, Involvement.case_id))
    due, opened = _of_case(Case.order_due_at), _of_case(Case.opened_at)
    return [
        Source(going, Involvement.case_id, due, opened),
        Source(closed, Case.id, Case.order_due_at, Case.opened_at, NEWEST, is_past=True),
    ]


def _done(actor: Actor, asked: Asked, now: datetime) -> list[Source]:
    due = filters.of_due(asked, UserTask.due_at, func.coalesce(UserTask.ended_at, now), now)
    mine = UserTask.completed_by_id == actor.user_id
    seen = cases.seen(actor, UserTask.case_id)
    chosen = select(UserTask.id).where(mine, *seen, *due, *_narrowed(asked))
    return [Source(chosen, UserTask.id, UserTask.due_at, UserTask.ended_at, NEWEST, is_past=True)]


TABS = {
    names.MINE: _mine,
    names.GROUPS: _groups,
    names.WAITING: _waiting,
    names.STARTED: _started,
    names.DONE: _done,
}


def _open(
    chosen: Select[tuple[UUID]], asked: Asked, now: datetime, indexed: frozenset[str]
) -> Source:
    due = filters.of_due(asked, UserTask.due_at, now, now)
    still = chosen.where(UserTask.ended_at.is_(None), *due, *_narrowed(asked))
    return Source(still, UserTask.id, UserTask.due_at, UserTask.opened_at, indexed)


def _narrowed(asked: Asked) -> list[Any]:
    """Return the conditions on a task's row, and on its case."""
    found: list[Any] = [UserTask.process_key == asked.kind] if asked.kind else []
    of_case = filters.of_case(asked)
    if of_case:
        found.append(select(and_(*of_case)).where(Case.id == UserTask.case_id).scalar_subquery())
    return [*found, *filters.of_text(asked, UserTask.case_id)]


def _of_case(value: Any) -> Any:
    return select(value).where(Case.id == Involvement.case_id).scalar_subquery()


def _absent(actor: Actor) -> dict[UUID, list[str]]:
    """Return for whom the actor stands in, with which of their groups."""
    found: dict[UUID, list[str]] = {}
    for stand_in in (*actor.standing_in, *actor.covering):
        if stand_in.user_id != actor.user_id:
            found.setdefault(stand_in.user_id, []).append(stand_in.group)
    return found


def _offered_to(groups: Iterable[str]) -> Any:
    """Return one of the groups that a task is offered to, or null."""
    offered = select(Candidate.group).where(Candidate.group.in_(list(groups)))
    return offered.where(Candidate.task_id == UserTask.id).limit(1).scalar_subquery()
