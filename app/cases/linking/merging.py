"""A case registered twice goes into its main case (并案): it ends, its requester stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app import audit, identity, notifications, runtime
from app.cases import queries
from app.cases.linking.links import lock_both, worded
from app.cases.models import Case, CaseLink, Party, Whistle
from app.core.clock import spoken
from app.core.db import db
from app.core.errors import ConflictError, InvalidError, NotFoundError, NotPermittedError
from app.identity import Actor
from app.identity.actor import STREET
from app.runtime import UserTask

MERGED, MERGED_NAME, RELATION = "merged", "已并入", "并案"
MERGED_BY = "“{who}”已于 {when} 把“{case}”并入“{other}”，不用再做。"
GONE_BY = "“{who}”已于 {when} 把“{case}”并入“{other}”，它自己已并入其他案件，请选它的主案。"


class NotYourStreetError(NotPermittedError):
    """只能合并本街镇的案件。"""


class CannotMergeError(ConflictError):
    """这两个案件不能合并。"""


@dataclass(frozen=True)
class Merging:
    """What merging would do: ``cancels`` are the open tasks of the duplicate."""

    duplicate: Case
    main: Case
    cancels: Sequence[UserTask]
    requesters: int
    """How many people will be called back in the main case."""


def preview(case_id: UUID, reference: str, *, actor: Actor) -> Merging:
    """Return what merging a duplicate into the case of that number would do; nothing is changed."""
    identity.require(actor, "case.merge")
    duplicate, main = queries.case(case_id, actor), _main(reference, actor)
    _require(duplicate, main, actor)
    open_tasks = [task for task in runtime.tasks_of(case_id) if task.is_open]
    people = len(_parties(duplicate.id)) + len(_parties(main.id))
    return Merging(duplicate, main, open_tasks, people)


def merge(case_id: UUID, reference: str, reason: str, *, actor: Actor, now: datetime) -> Case:
    """Merge a duplicate into its main case; this cannot be undone. Return the main case."""
    identity.require(actor, "case.merge")
    duplicate, main = queries.case(case_id, actor), _main(reference, actor)
    reason = worded(reason)
    lock_both(duplicate.id, main.id)
    found = preview(case_id, reference, actor=actor)
    told = _people(found.cancels, now)
    duplicate.result = MERGED_NAME
    said = audit.Happening("case.merged", {"reference": main.reference, "reason": reason})
    runtime.end(case_id, MERGED, said, actor=actor, now=now)
    about = {"reference": duplicate.reference, "reason": reason}
    runtime.record("case.absorbed", case_id=main.id, actor=actor, at=now, details=about)
    _join(duplicate, main, reason, actor)
    _tell(duplicate, main, reason, found.cancels, told, now)
    return main


def _main(reference: str, actor: Actor) -> Case:
    try:
        return queries.by_reference(reference.strip().upper(), actor)
    except NotFoundError:
        sentence = f"没有编号为“{reference.strip()}”的案件，或您无权查看。"
        raise InvalidError(fields={"reference": sentence}) from None


def _require(duplicate: Case, main: Case, actor: Actor) -> None:
    """Refuse two cases that are none of the actor's, or no pair."""
    if duplicate.id == main.id:
        raise CannotMergeError("不能并入自己。")
    if actor.level == STREET and not {duplicate.street, main.street} <= {*actor.org_codes}:
        raise NotYourStreetError
    if duplicate.region_id != main.region_id:
        raise CannotMergeError("两个案件不在同一个区，不能并案。")
    _require_open(duplicate, main)


def _require_open(duplicate: Case, main: Case) -> None:
    if duplicate.is_closed:
        raise CannotMergeError(_closed(duplicate, "“{case}”已办结，不能再并案。", MERGED_BY))
    if main.instance.end_event == MERGED:
        raise CannotMergeError(_closed(main, "“{case}”自己已并入其他案件，请选它的主案。", GONE_BY))
    if main.is_closed:
        raise CannotMergeError(f"主案“{main.reference}”已办结，不能并入。")
    blown = Whistle.case_id == duplicate.id, Whistle.ended_at.is_(None)
    if db.session.scalar(select(Whistle.whistle_no).where(*blown).limit(1)):
        raise CannotMergeError(f"“{duplicate.reference}”有未结的哨，请先撤哨或办结。")


def _closed(case: Case, sentence: str, by: str) -> str:
    """Return why a closed case is not merged; who merged it and when, if somebody did."""
    merged = [entry for entry in audit.entries(case.id) if entry.action == "case.merged"]
    if not merged:
        return sentence.format(case=case.reference)
    last = merged[-1]
    other = last.details["reference"]
    return by.format(who=last.actor_name, when=spoken(last.at), case=case.reference, other=other)


def _parties(case_id: UUID) -> Sequence[Party]:
    return db.session.scalars(select(Party).where(Party.case_id == case_id)).all()


def _join(duplicate: Case, main: Case, reason: str, actor: Actor) -> None:
    """Link the cases; the main case calls both requesters back."""
    there = CaseLink.case_id == duplicate.id, CaseLink.other_id == main.id
    back = CaseLink.case_id == main.id, CaseLink.other_id == duplicate.id
    for way in (there, back):
        link = db.session.scalar(select(CaseLink).where(*way))
        if link is not None:
            db.session.delete(link)
    db.session.flush()
    kept = {"relation": RELATION, "reason": reason, "by_id": actor.user_id}
    db.session.add(CaseLink(case_id=duplicate.id, other_id=main.id, **kept))
    columns = ("kind", "name", "phone", "phone_digest", "keep_secret")
    known = {party.phone_digest for party in _parties(main.id) if party.phone_digest}
    for party in _parties(duplicate.id):
        if party.phone_digest is None or party.phone_digest not in known:
            said = {name: getattr(party, name) for name in columns}
            db.session.add(Party(case_id=main.id, **said))
    db.session.flush()


def _people(tasks: Sequence[UserTask], now: datetime) -> list[UUID]:
    held = [task.assignee_id for task in tasks if task.assignee_id]
    groups = {group for task in tasks if not task.assignee_id for group in task.groups}
    return [*held, *(person.id for person in identity.people_in(groups, now))]


def _tell(
    duplicate: Case,
    main: Case,
    reason: str,
    tasks: Sequence[UserTask],
    people: list[UUID],
    now: datetime,
) -> None:
    values = {"case_ref": duplicate.reference, "duplicate_of": main.reference, "reason": reason}
    groups = list(dict.fromkeys(group for task in tasks for group in task.groups))
    ids = duplicate.id
    notifications.tell(
        "merged_away", groups=groups, user_ids=people, values=values, case_id=ids, now=now
    )
    if _parties(ids):
        notifications.tell_requester("request_merged", values=values, case_id=ids, now=now)
