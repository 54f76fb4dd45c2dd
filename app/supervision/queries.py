"""What is late and whose move it is, always within what the reader may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union_all
from sqlalchemy import case as sql_case

from app import cases, identity, runtime, sla
from app.audit import AuditEntry
from app.cases import Case
from app.core.clock import LOCAL
from app.core.db import db
from app.core.paging import Page, Turn, cut
from app.core.walking import Stretch, Walk, walk
from app.identity import Actor
from app.identity.models import User
from app.runtime import UserTask
from app.tasks import urging
from app.tasks.urging import Urge

SIGNING = ("sign_order", "sign_whistle")
ARRIVING = ("arrive",)
MOST = 10_000
BEGINNING = Turn()
PUSHES = ("task.urged", "task.overdue", "task.warned")
RED, YELLOW = 0.1, 0.5
FIGURES = ("late", "red", "yellow", "today", "unsigned", "absent", "unanswered")


BY_TIME = ("late", "red", "yellow", "today")
"""Figures of which those due first have most; of the others all are found and then sorted."""


@dataclass(frozen=True)
class Late:
    """A task whose time runs out or is over, with everything its line says."""

    task: UserTask
    case: Case
    colour: str
    late_by: timedelta
    """Negative while there is time left."""
    why: str
    """``unsigned``, ``absent``, ``unclaimed`` or ``unfinished``."""
    assignee: str | None
    orgs: tuple[str, ...]
    last_push: AuditEntry | None
    urges: Sequence[Urge]
    """What was urged by hand, the newest first."""

    @property
    def pushes(self) -> int:
        """Return how often somebody has urged it by hand."""
        return len(self.urges)

    @property
    def is_answered(self) -> bool:
        """Tell whether somebody has urged it, and nobody waits for an answer."""
        return bool(self.urges) and all(each.is_answered for each in self.urges)

    @property
    def answered(self) -> Urge | None:
        """Return the push that was answered last."""
        said = [each for each in self.urges if each.answered_at]
        return max(said, key=lambda each: (each.answered_at, each.id), default=None)


@dataclass(frozen=True)
class Strip:
    """The figures above the monitor, of the 10,000 open tasks that are due first.

    Where there are more, ``is_all`` is False and the figures say how many there are at least.
    """

    late: int
    red: int
    yellow: int
    today: int
    unsigned: int
    absent: int
    unanswered: int
    incidents: int
    is_all: bool = True


def overdue(
    actor: Actor, now: datetime, *, figure: str = "late", turn: Turn = BEGINNING
) -> Page[Late]:
    """Return a page of the tasks behind one figure of the strip, the most urgent first."""
    identity.require(actor, "supervision.read")
    find = _by_time if figure in BY_TIME else _sorted
    places, _none = walk([Stretch(0, find(_open(actor, _conditions(now)[figure])))], turn)
    page = cut(places, turn, str)
    return Page(_rows([place.id for place in page], now), page.next, page.previous)


def strip(actor: Actor, now: datetime) -> Strip:
    """Return the figures of the monitor."""
    identity.require(actor, "supervision.read")
    conditions = _conditions(now)
    counted = [_counted(conditions[name]) for name in FIGURES]
    figures = select(*counted, func.count()).where(UserTask.id.in_(_nearest(actor)))
    *row, seen = db.session.execute(figures).one()
    found = {name: int(value or 0) for name, value in zip(FIGURES, row, strict=True)}
    return Strip(**found, incidents=_incidents(actor), is_all=seen < MOST)


def _rows(ids: Sequence[UUID], now: datetime) -> list[Late]:
    if not ids:
        return []
    joined = select(UserTask, Case, User.name).join(Case, Case.id == UserTask.case_id)
    named = joined.outerjoin(User, User.id == UserTask.assignee_id).where(UserTask.id.in_(ids))
    rows = {row[0].id: row._tuple() for row in db.session.execute(named)}
    found = [rows[each] for each in ids if each in rows]
    pushes = _pushes([task for task, _, _ in found])
    urges = urging.of_tasks([task.id for task, _, _ in found])
    return [
        _late(task, case, assignee, pushes.get(str(task.id), []), urges.get(task.id, []), now)
        for task, case, assignee in found
    ]


def _open(actor: Actor, *narrowed: ColumnElement[bool]) -> Select[tuple[UUID]]:
    dated = UserTask.ended_at.is_(None), UserTask.due_at.is_not(None)
    return select(UserTask.id).where(*dated, *narrowed, *_seen(actor))


def _by_time(chosen: Select[tuple[UUID]]) -> list[Walk]:
    """Return a walk by due time, and the few that are announced as late.

    Lateness is announced soon after it begins, and the index holds what is announced apart.
    """
    announced = UserTask.overdue_at.is_not(None)
    return [
        Walk(chosen.where(UserTask.overdue_at.is_(None)), UserTask.due_at, UserTask.id),
        *_sorted(chosen.where(announced)),
    ]


def _sorted(chosen: Select[tuple[UUID]]) -> list[Walk]:
    return [Walk(chosen, UserTask.due_at, UserTask.id)]


def _seen(actor: Actor) -> list[Any]:
    if identity.may(actor, "case.read.district"):
        return []
    seen = select(cases.visible_to(actor)).where(Case.id == UserTask.case_id)
    return [seen.correlate(UserTask).scalar_subquery()]


def _nearest(actor: Actor) -> Select[tuple[UUID]]:
    """Return the ids of the open tasks that are due first."""
    walks = [each.chosen.add_columns(UserTask.due_at) for each in _by_time(_open(actor))]
    first = [each.order_by(UserTask.due_at).limit(MOST).subquery() for each in walks]
    both = union_all(*map(select, first)).subquery()
    return select(both.c.id).order_by(both.c.due_at).limit(MOST)


def _conditions(now: datetime) -> Mapping[str, ColumnElement[bool]]:
    late = UserTask.due_at < now
    midnight = now.astimezone(LOCAL).replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = midnight + timedelta(days=1)
    return {
        "late": late,
        "red": or_(late, _left(now) <= _whole() * RED),
        "yellow": and_(
            UserTask.due_at >= now, _left(now) <= _whole() * YELLOW, _left(now) > _whole() * RED
        ),
        "today": and_(UserTask.due_at >= midnight, UserTask.due_at < tomorrow),
        "unsigned": UserTask.form_key.in_(SIGNING),
        "absent": UserTask.form_key.in_(ARRIVING),
        "unanswered": urging.waits_for_answer(),
    }


def _left(now: datetime) -> ColumnElement[Any]:
    return _seconds(UserTask.due_at) - now.timestamp()


def _whole() -> ColumnElement[Any]:
    return _seconds(UserTask.due_at) - _seconds(UserTask.anchor_at)


def _seconds(column: Any) -> ColumnElement[Any]:
    if db.engine.dialect.name == "sqlite":
        return (func.julianday(column) - 2_440_587.5) * 86_400
    return func.date_part("epoch", column)


def _counted(condition: ColumnElement[bool]) -> Any:
    return func.sum(sql_case((condition, 1), else_=0))


def _incidents(actor: Actor) -> int:
    found = select(runtime.Incident.id).join(Case, Case.id == runtime.Incident.case_id)
    unresolved = found.where(runtime.Incident.resolved_at.is_(None), cases.visible_to(actor))
    some = unresolved.limit(MOST).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def _late(
    task: UserTask,
    case: Case,
    assignee: str | None,
    pushes: Sequence[AuditEntry],
    urges: Sequence[Urge],
    now: datetime,
) -> Late:
    due = task.due_at or now
    groups = [group.split("/")[0] for group in task.groups]
    return Late(
        task=task,
        case=case,
        colour=sla.colour(task.anchor_at, due, now),
        late_by=now - due,
        why=_why(task),
        assignee=assignee,
        orgs=tuple(dict.fromkeys(groups)),
        last_push=pushes[-1] if pushes else None,
        urges=urges,
    )


def _why(task: UserTask) -> str:
    if task.form_key in SIGNING:
        return "unsigned"
    if task.form_key in ARRIVING:
        return "absent"
    return "unfinished" if task.assignee_id else "unclaimed"


def _pushes(tasks: Sequence[UserTask]) -> dict[str, list[AuditEntry]]:
    """Return by token what was sent about each task, oldest first."""
    chains = {str(task.case_id) for task in tasks}
    of_cases = AuditEntry.chain.in_(chains), AuditEntry.action.in_(PUSHES)
    found: dict[str, list[AuditEntry]] = {}
    for entry in db.session.scalars(select(AuditEntry).where(*of_cases).order_by(AuditEntry.at)):
        found.setdefault(str(entry.details.get("token")), []).append(entry)
    return found
