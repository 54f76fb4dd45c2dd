"""Read cases, always within what the reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, true

from app import audit, identity, notifications, runtime
from app.audit import AuditEntry
from app.cases.models import (
    Case,
    CaseLink,
    CasePart,
    Copy,
    Document,
    Party,
    Submission,
    Whistle,
)
from app.core.db import db
from app.core.errors import NotFoundError
from app.identity import Actor
from app.notifications import Notice
from app.runtime import Incident, Subscription, UserTask

NOT_REPEATED = ("merged", "rejected", "withdrawn")
"""End events of cases that do not count as an earlier report of the same matter."""
Any_ = TypeVar("Any_")


@dataclass(frozen=True)
class CaseFile:
    """Everything the case page shows."""

    case: Case
    tasks: Sequence[UserTask]
    submissions: Sequence[Submission]
    entries: Sequence[AuditEntry]
    documents: Sequence[Document]
    whistles: Sequence[Whistle]
    copies: Sequence[Copy]
    notices: Sequence[Notice]
    links: Sequence[tuple[str, Case]]
    parties: Sequence[Party]
    actions: Sequence[Subscription]
    incidents: Sequence[Incident]

    @property
    def open_tasks(self) -> list[UserTask]:
        """Return the tasks that wait now."""
        return [task for task in self.tasks if task.is_open]


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition every list of cases carries: the reader's part of the world (R09)."""
    if identity.may(actor, "case.read.district"):
        return true()
    parts = select(CasePart.case_id).where(CasePart.org_code.in_(actor.org_codes))
    return Case.id.in_(parts)


def seen(actor: Actor, case_id: Any) -> list[ColumnElement[bool]]:
    """Return as conditions on rows that name a case what ``visible_to`` says of cases.

    Each row is asked by itself: no planner can begin at the other, endless side.
    """
    if identity.may(actor, "case.read.district"):
        return []
    part = select(CasePart.org_code).where(CasePart.case_id == case_id)
    mine = part.where(CasePart.org_code.in_(actor.org_codes)).limit(1)
    return [mine.correlate_except(CasePart).scalar_subquery().is_not(None)]


def case(case_id: UUID, actor: Actor) -> Case:
    """Return a case the reader may see; NotFoundError otherwise, without saying which."""
    found = db.session.scalar(select(Case).where(Case.id == case_id, visible_to(actor)))
    if found is None:
        raise NotFoundError
    return found


def by_reference(reference: str, actor: Actor) -> Case:
    """Return a case by its number."""
    found = db.session.scalar(select(Case).where(Case.reference == reference, visible_to(actor)))
    if found is None:
        raise NotFoundError
    return found


def file(case_id: UUID, actor: Actor) -> CaseFile:
    """Return the whole case file of a case the reader may see."""
    found = case(case_id, actor)
    return CaseFile(
        case=found,
        tasks=runtime.tasks_of(case_id),
        submissions=submissions(case_id),
        entries=audit.entries(case_id),
        documents=_all(select(Document).where(Document.case_id == case_id)),
        whistles=_all(select(Whistle).where(Whistle.case_id == case_id)),
        copies=_all(select(Copy).where(Copy.case_id == case_id).order_by(Copy.sent_at)),
        notices=notifications.of_case(case_id),
        links=_links(case_id, actor),
        parties=parties(case_id, actor),
        actions=_actions(case_id, actor),
        incidents=runtime.incidents_of(case_id),
    )


def submissions(case_id: UUID) -> Sequence[Submission]:
    """Return the replies given in a case, oldest first."""
    chosen = select(Submission).where(Submission.case_id == case_id)
    return _all(chosen.order_by(Submission.at, Submission.id))


def submission(submission_id: UUID, actor: Actor) -> Submission:
    """Return a reply given in a case the reader may see."""
    found = db.session.get(Submission, submission_id)
    if found is None:
        raise NotFoundError
    case(found.case_id, actor)
    return found


def parties(case_id: UUID, actor: Actor) -> Sequence[Party]:
    """Return the requester, for those who need one; empty for everybody else (R: 2.6)."""
    if not identity.may(actor, "party.read"):
        return []
    return _all(select(Party).where(Party.case_id == case_id))


def any_party() -> Party | None:
    """Return some requester, for checks of the installation."""
    return db.session.scalar(select(Party).limit(1))


def similar(
    matter: str, place_key: str, *, since: datetime, actor: Actor, limit: int
) -> Sequence[Case]:
    """Return cases of the same matter and place since a moment, newest first (R07)."""
    same = Case.matter == matter, Case.place_key == place_key, Case.received_at >= since
    chosen = select(Case).where(*same, visible_to(actor))
    return _all(chosen.order_by(Case.received_at.desc()).limit(limit))


def repeats(matter: str, place_key: str, *, since: datetime, until: datetime) -> int:
    """Count earlier cases of the same matter and place; merged and refused ones do not count."""
    ended = runtime.ProcessInstance.end_event
    joined = select(func.count(Case.id)).join(
        runtime.ProcessInstance, runtime.ProcessInstance.id == Case.id
    )
    counted = joined.where(
        Case.matter == matter,
        Case.place_key == place_key,
        Case.received_at >= since,
        Case.received_at < until,
        or_(ended.is_(None), ended.not_in(NOT_REPEATED)),
    )
    return db.session.scalar(counted) or 0


def has_open_whistle(case: Case) -> bool:
    """Tell whether another open case of the same matter and place has a whistle in force."""
    if not (case.matter and case.place_key):
        return False
    same = Case.matter == case.matter, Case.place_key == case.place_key, Case.id != case.id
    blown = select(Whistle.whistle_no).join(Case, Case.id == Whistle.case_id)
    return db.session.scalar(blown.where(*same, Whistle.ended_at.is_(None)).limit(1)) is not None


def document(document_id: UUID, actor: Actor) -> Document:
    """Return a file of a case the reader may see, or one the reader has just uploaded."""
    found = db.session.get(Document, document_id)
    if found is None:
        raise NotFoundError
    if found.case_id is None:
        if found.uploaded_by_id != actor.user_id:
            raise NotFoundError
    else:
        case(found.case_id, actor)
    return found


def _links(case_id: UUID, actor: Actor) -> list[tuple[str, Case]]:
    forward = select(CaseLink.relation, Case).join(Case, Case.id == CaseLink.other_id)
    backward = select(CaseLink.relation, Case).join(Case, Case.id == CaseLink.case_id)
    seen = visible_to(actor)
    rows = [
        *db.session.execute(forward.where(CaseLink.case_id == case_id, seen)),
        *db.session.execute(backward.where(CaseLink.other_id == case_id, seen)),
    ]
    return [row._tuple() for row in rows]


def _actions(case_id: UUID, actor: Actor) -> list[Subscription]:
    waiting = runtime.subscriptions_of(case_id)
    return [s for s in waiting if s.is_offered and set(s.groups) & set(actor.groups)]


def _all(chosen: Select[tuple[Any_]]) -> Sequence[Any_]:
    return db.session.scalars(chosen).all()
