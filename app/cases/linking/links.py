"""Links between cases by hand: 相关, 重复, 同源."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy import case as sql_case

from app import audit, forms, identity, runtime
from app.cases import queries
from app.cases.models import Case, CaseLink
from app.core.clock import spoken
from app.core.db import db
from app.core.errors import ConflictError, InvalidError, NotFoundError, NotPermittedError
from app.identity import Actor

RELATIONS = ("相关", "重复", "同源")
LONGEST, SHORTEST = 200, 4
LINKED = ("link.added", "case.merged", "case.absorbed")
LINKED_BY = "“{who}”已于 {when} 关联这两个案件。"
NO_LINK = "没有这个关联，或者已经取消。"


class LinkedAlreadyError(ConflictError):
    """这两个案件已经关联。"""


class MayNotUnlinkError(NotPermittedError):
    """只有关联的人和督办人员才能取消关联。"""


def add_link(
    case_id: UUID, reference: str, relation: str, reason: str, *, actor: Actor, now: datetime
) -> Case:
    """Link a case with another one that the person sees; it stands in both."""
    identity.require(actor, "case.note")
    case, other = queries.case(case_id, actor), _other(reference, actor)
    if relation not in RELATIONS:
        raise InvalidError(fields={"relation": "请选择两个案件的关系。"})
    if other.id == case.id:
        raise InvalidError(fields={"reference": "不能与自己关联。"})
    reason = worded(reason)
    lock_both(case.id, other.id)
    if db.session.scalar(select(CaseLink.relation).where(between(case.id, other.id)).limit(1)):
        raise LinkedAlreadyError(first(LINKED, case, other, LINKED_BY))
    kept = {"relation": relation, "reason": reason, "by_id": actor.user_id}
    db.session.add(CaseLink(case_id=case.id, other_id=other.id, **kept))
    db.session.flush()
    _record("link.added", case, other, {"relation": relation, "reason": reason}, actor, now)
    return other


def remove_link(case_id: UUID, other_id: UUID, *, actor: Actor, now: datetime) -> Case:
    """Undo a link made by hand: whoever made it, or a supervisor."""
    case = queries.case(case_id, actor)
    lock_both(case_id, other_id)
    by_hand = between(case_id, other_id), CaseLink.by_id.is_not(None)
    link = db.session.scalar(select(CaseLink).where(*by_hand, CaseLink.relation.in_(RELATIONS)))
    if link is None:
        raise NotFoundError(NO_LINK)
    if not may_unlink(link, actor):
        raise MayNotUnlinkError
    said = {"relation": link.relation, "reason": None}
    other = db.session.get_one(Case, other_id)
    db.session.execute(delete(CaseLink).where(between(case_id, other_id)))
    _record("link.removed", case, other, said, actor, now)
    return case


def may_unlink(link: CaseLink, actor: Actor) -> bool:
    """Tell whether a person may undo a link made by hand."""
    if link.by_id is None or link.relation not in RELATIONS:
        return False
    return link.by_id == actor.user_id or identity.may(actor, "supervision.urge")


def related(case_id: UUID, actor: Actor) -> Sequence[tuple[CaseLink, Case]]:
    """Return a case's links with the cases at their other end, as far as the reader sees them."""
    far = sql_case((CaseLink.case_id == case_id, CaseLink.other_id), else_=CaseLink.case_id)
    near = or_(CaseLink.case_id == case_id, CaseLink.other_id == case_id)
    chosen = select(CaseLink, Case).join(Case, Case.id == far)
    rows = db.session.execute(
        chosen.where(near, queries.visible_to(actor)).order_by(Case.opened_at)
    )
    return [row._tuple() for row in rows]


def lock_both(one: UUID, other: UUID) -> None:
    """Lock two cases, always in the same order."""
    for each in sorted({one, other}):
        runtime.lock(each)


def between(one: UUID, other: UUID) -> ColumnElement[bool]:
    """Return the condition of a link between two cases, whichever way it points."""
    there = and_(CaseLink.case_id == one, CaseLink.other_id == other)
    return or_(there, and_(CaseLink.case_id == other, CaseLink.other_id == one))


def first(actions: Collection[str], case: Case, other: Case, sentence: str) -> str | None:
    """Return who did one of these things to two cases last, and when; None of nobody."""
    about = (e for e in audit.entries(case.id) if e.details.get("reference") == other.reference)
    done = [entry for entry in about if entry.action in actions]
    return sentence.format(who=done[-1].actor_name, when=spoken(done[-1].at)) if done else None


def worded(reason: str) -> str:
    """Return a reason, spaces made one; InvalidError when it says too little or too much."""
    reason = " ".join(reason.split())
    if not SHORTEST <= len(reason) <= LONGEST:
        raise InvalidError(fields={"reason": f"请写明理由，{SHORTEST} 到 {LONGEST} 个字。"})
    if forms.has_personal_data(reason):
        raise InvalidError(fields={"reason": "理由里不能写电话、证件号等个人信息。"})
    return reason


def _other(reference: str, actor: Actor) -> Case:
    try:
        return queries.by_reference(reference.strip().upper(), actor)
    except NotFoundError:
        sentence = f"没有编号为“{reference.strip()}”的案件，或您无权查看。"
        raise InvalidError(fields={"reference": sentence}) from None


def _record(
    action: str, case: Case, other: Case, said: dict[str, str | None], actor: Actor, now: datetime
) -> None:
    for here, there in ((case, other), (other, case)):
        details = {**said, "reference": there.reference}
        runtime.record(action, case_id=here.id, actor=actor, at=now, details=details)
