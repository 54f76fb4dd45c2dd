"""Commands on the case file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from app import forms, identity, runtime
from app.cases import documents, queries, searching
from app.cases.models import Case, CaseLink, CaseNumber, CasePart, Copy, Party, Submission
from app.core import crypto
from app.core.clock import LOCAL
from app.core.db import db
from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.identity import Actor, Membership
from app.runtime import UserTask

INSERT: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
TITLE_LENGTH = 40
SHORTEST_REASON, LONGEST_REASON = 4, 100
SIGNATURE = "signature"


class KeyUsedError(ConflictError):
    """这一页的内容已经提交过，没有再次提交；请刷新页面后再填。"""


@dataclass(frozen=True)
class Entered:
    """What a device says of a reply it sent later: when it was entered, how exact its place."""

    at: datetime
    judged_at: datetime
    """As of when the form is checked."""
    accuracy_m: int | None = None


@dataclass(frozen=True)
class Reply:
    """What a person entered, checked: where it was asked and what was said."""

    form: forms.Form
    form_version: int
    clean: forms.Clean
    process_key: str
    element_id: str
    one_time_key: str | None = None
    task_id: UUID | None = None
    department: str | None = None
    whistle_no: str | None = None
    entered: Entered | None = None
    has_its_files: bool = False
    """Whether its files became the case's when they were checked."""


def open_case(
    process_key: str, about: Mapping[str, Any], *, region_id: str, actor: Actor, now: datetime
) -> Case:
    """Write a new case with its number; its process is started by the caller."""
    facts = str(about.get("facts") or "")
    case = Case(
        reference=_reference(region_id, now),
        region_id=region_id,
        process_key=process_key,
        title=about.get("title") or headline(facts),
        matter_name=about.get("matter_name") or "",
        channel=about.get("channel") or "",
        place_text=about.get("place_text") or "",
        facts=facts,
        received_at=about.get("received_at") or now,
        opened_at=now,
        opened_by_id=actor.user_id,
        **{k: about.get(k) for k in ("matter", "request_type", "place_key", "street")},
        **{k: _float(about.get(k)) for k in ("lat", "lon")},
    )
    db.session.add(case)
    db.session.flush()
    searching.keep(case)
    return case


def add_party(case_id: UUID, entered: Mapping[str, Any]) -> Party:
    """Keep the requester's particulars, encrypted."""
    phone = entered.get("requester_phone")
    party = Party(
        case_id=case_id,
        kind=entered.get("requester_kind") or "匿名",
        name=entered.get("requester_name"),
        phone=phone,
        phone_digest=crypto.digest(phone) if phone else None,
        keep_secret=bool(entered.get("keep_secret")),
    )
    db.session.add(party)
    db.session.flush()
    return party


def submit(case_id: UUID, reply: Reply, *, actor: Actor, now: datetime) -> Submission:
    """Keep a reply as a row, with its files."""
    values = reply.clean.submission()
    submission = Submission(
        case_id=case_id,
        task_id=reply.task_id,
        process_key=reply.process_key,
        element_id=reply.element_id,
        department=reply.department,
        whistle_no=reply.whistle_no,
        form_key=reply.form.id,
        form_version=reply.form_version,
        by_id=actor.user_id,
        by_name=actor.name,
        by_org=actor.org_codes[0] if actor.org_codes else None,
        at=now,
        values=values,
        one_time_key=reply.one_time_key,
        entered_at=reply.entered.at if reply.entered else None,
        accuracy_m=reply.entered.accuracy_m if reply.entered else None,
    )
    _keep(submission)
    if not reply.has_its_files:
        documents.attach(_files(reply.clean), case_id, actor=actor)
    if signatures := _files(reply.clean, SIGNATURE):
        documents.sign(signatures, reply.clean.digest(), actor=actor)
    return submission


def _keep(submission: Submission) -> None:
    db.session.add(submission)
    try:
        db.session.flush()
    except IntegrityError as twice:
        if submission.one_time_key is None:
            raise
        raise KeyUsedError from twice


def answered(one_time_key: str | None, actor: Actor) -> Submission | None:
    """Return the reply this person already gave with this key, if any."""
    if not one_time_key:
        return None
    if db.engine.dialect.name == "postgresql":  # sent twice at once: the second waits here
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(one_time_key))))
    mine = Submission.by_id == actor.user_id, Submission.one_time_key == one_time_key
    return db.session.scalar(select(Submission).where(*mine))


def give_part(case_id: UUID, orgs: Iterable[str]) -> None:
    """Let organisations see a case."""
    rows = [{"case_id": case_id, "org_code": code} for code in sorted(set(orgs))]
    if rows:
        insert = INSERT[db.engine.dialect.name](CasePart).values(rows)
        db.session.execute(insert.on_conflict_do_nothing())


def take_part(case: Case, org: str) -> None:
    """Let an organisation see a case no more, unless something but a copy lets it."""
    theirs = Membership.user_id == case.opened_by_id, Membership.org_code == org
    reasons = (
        select(Copy.id).where(Copy.case_id == case.id, Copy.group.startswith(f"{org}/")),
        select(Membership.id).where(*theirs),
    )
    groups = db.session.scalars(select(UserTask.groups).where(UserTask.case_id == case.id))
    known = {group.split("/")[0] for each in groups for group in each} | {case.street}
    if org not in known and not any(db.session.scalar(each.limit(1)) for each in reasons):
        part = CasePart.case_id == case.id, CasePart.org_code == org
        db.session.execute(delete(CasePart).where(*part))


def link(case_id: UUID, other_id: UUID, relation: str) -> None:
    """Relate two cases."""
    db.session.add(CaseLink(case_id=case_id, other_id=other_id, relation=relation))
    db.session.flush()


def linked(case_id: UUID, relation: str) -> Sequence[Case]:
    """Return the open cases related to a case in this way."""
    chosen = select(Case).join(CaseLink, CaseLink.other_id == Case.id)
    rows = db.session.scalars(
        chosen.where(CaseLink.case_id == case_id, CaseLink.relation == relation)
    )
    return [case for case in rows if not case.is_closed]


def has_link(case_id: UUID, relation: str) -> bool:
    """Tell whether a case was ever related in this way."""
    related = select(CaseLink.other_id).where(
        CaseLink.case_id == case_id, CaseLink.relation == relation
    )
    return db.session.scalar(related.limit(1)) is not None


def read_copy(copy_id: UUID, *, actor: Actor, now: datetime) -> Copy:
    """Give the read receipt of a copy; the first reader's counts."""
    copy = db.session.get(Copy, copy_id)
    if copy is None or copy.group not in actor.groups:
        raise NotFoundError
    runtime.lock(copy.case_id)
    unread = Copy.id == copy_id, Copy.read_at.is_(None)
    read = update(Copy).where(*unread).values(read_at=now, read_by=actor.name)
    if db.session.scalar(read.returning(Copy.id)) is not None:
        runtime.record(
            "copy.read",
            case_id=copy.case_id,
            actor=actor,
            at=now,
            details={"group": copy.group},
        )
    db.session.refresh(copy)
    return copy


def reveal(case_id: UUID, reason: str, *, actor: Actor, now: datetime) -> None:
    """Let a person see who the requester is, for a reason that is recorded (DOMAIN 2.6)."""
    identity.require(actor, "party.reveal")
    found = queries.case(case_id, actor)
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise InvalidError(fields={"reason": "请写明查看的理由，至少四个字。"})
    if len(reason) > LONGEST_REASON:
        raise InvalidError(fields={"reason": f"理由请控制在 {LONGEST_REASON} 字以内。"})
    runtime.lock(found.id)
    said = {"reason": reason}
    runtime.record("party.revealed", case_id=found.id, actor=actor, at=now, details=said)


def headline(facts: str) -> str:
    """Return the first sentence of the facts, shortened."""
    first = facts.split("。")[0].split("\n")[0].strip()
    return first if len(first) <= TITLE_LENGTH else first[: TITLE_LENGTH - 1] + "…"


def _files(clean: forms.Clean, kind: str | None = None) -> list[UUID]:
    held = (each for each in clean.held("filepicker") if kind in (None, each[1].kind))
    return [_file_id(name, one) for name, _, ids in held for one in ids or []]


def _file_id(key: str, text: object) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        raise InvalidError(fields={key: "这个文件已失效，请重新上传。"}) from None


def _reference(region_id: str, now: datetime) -> str:
    year = now.astimezone(LOCAL).year
    key = {"region_id": region_id, "year": year}
    insert = INSERT[db.engine.dialect.name](CaseNumber).values(**key, last=1)
    bumped = insert.on_conflict_do_update(
        index_elements=list(key), set_={"last": CaseNumber.last + 1}
    )
    number = db.session.scalar(bumped.returning(CaseNumber.last))
    return f"{region_id.upper()}-{year}-{number:06d}"


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
