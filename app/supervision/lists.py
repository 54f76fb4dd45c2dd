"""What the operations page lists: a page each in one statement, within what the reader sees."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, literal, or_, select

from app.audit import AuditEntry
from app.cases import Case
from app.core.db import db
from app.core.paging import Page, Place, Turn, cut
from app.core.walking import in_order
from app.definitions import DefinitionSet
from app.identity import Actor
from app.runtime import MESSAGE, Incident, Message, ProcessInstance, Subscription, Timer
from app.supervision import policy

MOST = 10_000
BEGINNING = Turn()


@dataclass(frozen=True)
class Figures:
    """How many there are of each, exact up to 10,000."""

    incidents: int
    waiting: int
    kept: int
    expired: int
    timers: int
    suspended: int


@dataclass(frozen=True)
class Listed:
    """One row of a list: an incident, a subscription, a timer or an instance, with its case."""

    row: Any
    case: Case


@dataclass(frozen=True)
class Kept:
    """A message that was not delivered, and the case that sent it; None: from outside."""

    message: Message
    case: Case | None
    is_awaited: bool
    """Somebody waits for it, but is suspended or was busy when it came."""
    is_expired: bool


@dataclass(frozen=True)
class Running:
    """How many cases run on one set of versions."""

    process_key: str
    set_id: str
    members: Mapping[str, int]
    """``"bpmn:p_report_in" -> 3``"""
    count: int


def figures(actor: Actor, now: datetime) -> Figures:
    """Return how many there are of each, in one statement."""
    policy.require_reader(actor)
    seen = policy.visible(actor)
    counted = (
        _counted(_incidents(seen)),
        _counted(_waiting(seen)),
        _counted(_undelivered(seen).where(Message.expires_at > now)),
        _counted(_undelivered(seen).where(Message.expires_at <= now)),
        _counted(_timers(seen)),
        _counted(_suspended(seen)),
    )
    return Figures(*db.session.execute(select(*counted)).one())


def open_incidents(actor: Actor, turn: Turn = BEGINNING) -> Page[Listed]:
    """Return what failed and waits for a person, the oldest first."""
    policy.require_reader(actor)
    return _paged(_incidents(policy.visible(actor)), Incident.opened_at, Incident.id, turn)


def chosen_incidents(actor: Actor, ids: Collection[UUID]) -> Sequence[Listed]:
    """Return those of some incidents that are still open, the oldest first."""
    policy.require_reader(actor)
    chosen = _incidents(policy.visible(actor)).where(Incident.id.in_(ids))
    return _listed(chosen.order_by(Incident.opened_at, Incident.id))


def chosen_cases(actor: Actor, ids: Collection[UUID]) -> Sequence[Listed]:
    """Return those of some cases that have not ended, by reference."""
    policy.require_reader(actor)
    chosen = _with_case(ProcessInstance, ProcessInstance.id, policy.visible(actor))
    on = ProcessInstance.id.in_(ids), ProcessInstance.ended_at.is_(None)
    return _listed(chosen.where(*on).order_by(Case.reference))


def waiting_messages(actor: Actor, turn: Turn = BEGINNING) -> Page[Listed]:
    """Return the messages and signals that cases wait for, the oldest case first."""
    policy.require_reader(actor)
    return _paged(_waiting(policy.visible(actor)), Subscription.case_id, Subscription.id, turn)


def kept_messages(
    actor: Actor, now: datetime, turn: Turn = BEGINNING, *, expired: bool = False
) -> Page[Kept]:
    """Return the messages that were not delivered, newest first; or those whose time is over."""
    policy.require_reader(actor)
    lives = Message.expires_at <= now if expired else Message.expires_at > now
    chosen = _undelivered(policy.visible(actor)).where(lives)
    rows = in_order(chosen, Message.sent_at, Message.id, turn, is_descending=True)
    found = [(Kept(m, case, awaited, m.is_expired(now)), m) for m, case, awaited in rows]
    page = cut(found, turn, lambda each: Place(0, each[1].sent_at, each[1].id))
    return Page([kept for kept, _ in page], page.next, page.previous)


def timers(actor: Actor, turn: Turn = BEGINNING) -> Page[Listed]:
    """Return the timers that run, the next due first; those of suspended cases stand still."""
    policy.require_reader(actor)
    return _paged(_timers(policy.visible(actor)), Timer.due_at, Timer.id, turn)


def suspended(actor: Actor, turn: Turn = BEGINNING) -> Page[Listed]:
    """Return the suspended cases, the longest suspended first."""
    policy.require_reader(actor)
    since = ProcessInstance.suspended_at
    return _paged(_suspended(policy.visible(actor)), since, ProcessInstance.id, turn)


def why_suspended(ids: Collection[UUID]) -> Mapping[UUID, AuditEntry]:
    """Return of each of some cases the entry that says who suspended it last, and why."""
    of_cases = AuditEntry.chain.in_([str(case_id) for case_id in ids])
    chosen = select(AuditEntry).where(of_cases, AuditEntry.action == "case.suspended")
    return {UUID(each.chain): each for each in db.session.scalars(chosen.order_by(AuditEntry.at))}


def versions(actor: Actor) -> Sequence[Running]:
    """Return on which versions cases run, and how many on each."""
    policy.require_reader(actor)
    on = ProcessInstance.process_key, ProcessInstance.set_id
    counted = (
        select(*on, func.count().label("n"))
        .where(ProcessInstance.ended_at.is_(None))
        .group_by(*on)
        .subquery()
    )
    named = select(counted.c.process_key, counted.c.set_id, DefinitionSet.members, counted.c.n)
    joined = named.join(DefinitionSet, DefinitionSet.id == counted.c.set_id)
    rows = db.session.execute(joined.order_by(counted.c.process_key, counted.c.n.desc()))
    return [Running(*row) for row in rows]


def running(actor: Actor, set_id: str, turn: Turn = BEGINNING) -> Page[Listed]:
    """Return the cases that run on one set of versions, the oldest first."""
    policy.require_reader(actor)
    on = ProcessInstance.set_id == set_id, ProcessInstance.ended_at.is_(None)
    chosen = _with_case(ProcessInstance, ProcessInstance.id, policy.visible(actor)).where(*on)
    return _paged(chosen, None, ProcessInstance.id, turn)


def _incidents(seen: ColumnElement[bool]) -> Select[Any]:
    return _with_case(Incident, Incident.case_id, seen).where(Incident.resolved_at.is_(None))


def _waiting(seen: ColumnElement[bool]) -> Select[Any]:
    """Return what waits for a machine: what a form answers is an action of the case page."""
    joined = _with_case(Subscription, Subscription.case_id, seen)
    return joined.where(Subscription.form_key.is_(None))


def _undelivered(seen: ColumnElement[bool]) -> Select[Any]:
    same = Subscription.message == Message.name, Subscription.key == Message.key
    awaited = exists().where(Subscription.kind == MESSAGE, *same).label("awaited")
    chosen = select(Message, Case, awaited)
    joined = chosen.outerjoin(Case, Case.id == Message.sender_case_id)
    mine = or_(Message.sender_case_id.is_(None), seen)
    return joined.where(Message.delivered_at.is_(None), mine)


def _timers(seen: ColumnElement[bool]) -> Select[Any]:
    return _with_case(Timer, Timer.instance_id, seen)


def _suspended(seen: ColumnElement[bool]) -> Select[Any]:
    still = ProcessInstance.suspended_at.is_not(None), ProcessInstance.ended_at.is_(None)
    return _with_case(ProcessInstance, ProcessInstance.id, seen).where(*still)


def _with_case(model: Any, case_id: Any, seen: ColumnElement[bool]) -> Select[Any]:
    chosen: Select[Any] = select(model, Case)
    return chosen.join(Case, Case.id == case_id).where(seen)


def _listed(chosen: Select[Any]) -> Sequence[Listed]:
    return [Listed(*row) for row in db.session.execute(chosen.limit(MOST))]


def _paged(chosen: Select[Any], at: Any, id_: Any, turn: Turn) -> Page[Listed]:
    """Return a page of rows in the order of a column of theirs."""
    found = [Listed(*row) for row in in_order(chosen, at, id_, turn)]
    return cut(
        found,
        turn,
        lambda each: Place(0, None if at is None else getattr(each.row, at.key), each.row.id),
    )


def _counted(chosen: Select[Any]) -> Any:
    some = chosen.with_only_columns(literal(1), maintain_column_froms=True).limit(MOST)
    return select(func.count()).select_from(some.subquery()).scalar_subquery()
