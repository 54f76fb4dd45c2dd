"""Copies (抄送): sent by hand or by the process, read once, taken back while unread."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, or_, select, update

from app import forms, identity, notifications, runtime
from app.cases import queries, service
from app.cases.models import Case, CasePart, Copy
from app.core.db import db
from app.core.errors import ConflictError, InvalidError, NotFoundError, NotPermittedError
from app.core.paging import Page, Turn, cut
from app.core.walking import Stretch, Walk, count, walk
from app.identity import Actor
from app.runtime import Candidate, UserTask

LONGEST, MOST_RECEIVERS = 200, 20
BEGINNING = Turn()
COPIED = "copied"


class MayNotCopyError(NotPermittedError):
    """只有正在办理、办过或督办这个案件的人才能抄送。"""


class CopyReadError(ConflictError):
    """对方已阅，不能再收回。"""


@dataclass(frozen=True)
class Receiver:
    """One post, or one person of a post."""

    group: str
    user_id: UUID | None = None
    name: str | None = None


@dataclass(frozen=True)
class CopyPage(Page[tuple[Copy, Case]]):
    """One page of somebody's copies; ``total`` is how many there are, to 1000."""

    total: int = 0


def may_send_copies(case: Case, actor: Actor) -> bool:
    """Tell whether a person works on the case, did so, or supervises."""
    if identity.may(actor, "supervision.urge"):
        return True
    mine = UserTask.assignee_id == actor.user_id
    offered = UserTask.id.in_(select(Candidate.task_id).where(Candidate.group.in_(actor.groups)))
    waits = and_(UserTask.ended_at.is_(None), or_(mine, offered))
    did = UserTask.completed_by_id == actor.user_id
    found = select(UserTask.id).where(UserTask.case_id == case.id, or_(waits, did))
    return db.session.scalar(found.limit(1)) is not None


def send_copies(
    case_id: UUID, to: Sequence[str], words: str = "", *, actor: Actor, now: datetime
) -> list[Copy]:
    """Send copies to posts (``post:org/post``) and people (``user:username``), told at once."""
    case = queries.case(case_id, actor)
    runtime.lock(case_id)
    if not may_send_copies(case, actor):
        raise MayNotCopyError
    words = _checked(words)
    chosen = _new(case_id, _chosen(case_id, to, now))
    sent = [_row(case_id, each, words, actor, now) for each in chosen]
    db.session.add_all(sent)
    db.session.flush()
    service.give_part(case_id, {each.group.split("/")[0] for each in chosen})
    said = {"to": [name_of(copy) for copy in sent], "words": words}
    runtime.record("copy.sent", case_id=case_id, actor=actor, at=now, details=said)
    _tell(case, sent, words, actor, now)
    return sent


def read_copy(copy_id: UUID, *, actor: Actor, now: datetime) -> Copy:
    """Give the read receipt of a copy; the first reader's counts."""
    copy = db.session.scalar(select(Copy).where(Copy.id == copy_id, or_(*_mine(actor))))
    if copy is None:
        raise NotFoundError("这份抄送已被收回，或者不是给您的。")
    runtime.lock(copy.case_id)
    unread = Copy.id == copy_id, Copy.read_at.is_(None)
    read = update(Copy).where(*unread).values(read_at=now, read_by=actor.name)
    if db.session.scalar(read.returning(Copy.id)) is not None:
        said = {"group": copy.group, "person": copy.user_name}
        runtime.record("copy.read", case_id=copy.case_id, actor=actor, at=now, details=said)
    db.session.refresh(copy)
    return copy


def recall_copy(copy_id: UUID, *, actor: Actor, now: datetime) -> Case:
    """Take back a copy that one sent and nobody has read; return its case.

    Whoever saw the case only by this copy does so no more.
    """
    sent = Copy.id == copy_id, Copy.sent_by_id == actor.user_id
    copy = db.session.scalar(select(Copy).where(*sent))
    if copy is None:
        raise NotFoundError
    case = queries.case(copy.case_id, actor)
    runtime.lock(copy.case_id)
    name = name_of(copy)
    db.session.expunge(copy)
    gone = delete(Copy).where(*sent, Copy.read_at.is_(None)).returning(Copy.id)
    if db.session.scalar(gone) is None:
        raise _read_first(copy_id)
    service.take_part(case, copy.group.split("/")[0])
    runtime.record("copy.recalled", case_id=case.id, actor=actor, at=now, details={"to": [name]})
    return case


def copies_of(case_id: UUID) -> Sequence[Copy]:
    """Return every copy of a case, oldest first."""
    chosen = select(Copy).where(Copy.case_id == case_id).order_by(Copy.sent_at, Copy.id)
    return db.session.scalars(chosen).all()


def copies_for(actor: Actor, turn: Turn = BEGINNING) -> CopyPage:
    """Return the copies sent to a reader or the reader's posts: the newest unread, then the read.

    Those read last come first among the read.
    """
    mine = _mine(actor)
    unread = [_walk(each, Copy.read_at.is_(None), Copy.sent_at) for each in mine]
    read = [_walk(each, Copy.read_at.is_not(None), Copy.read_at) for each in mine]
    listed = [Stretch(0, unread, is_descending=True), Stretch(1, read, is_descending=True)]
    places, total = walk(listed, turn, [each.chosen for each in (*unread, *read)])
    page = cut(places, turn, str)
    rows = _rows_of([place.id for place in page])
    return CopyPage(rows, page.next, page.previous, total)


def unread_copies(actor: Actor) -> int:
    """Count the copies a reader has not opened, to 1000."""
    unread = [_walk(each, Copy.read_at.is_(None), Copy.sent_at).chosen for each in _mine(actor)]
    return db.session.scalar(select(count(unread))) or 0


def name_of(copy: Copy) -> str:
    """Return for whom a copy is: a person's name, or a post as a group."""
    return copy.user_name or copy.group


def _mine(actor: Actor) -> list[ColumnElement[bool]]:
    """Return what makes a copy the reader's: each is one walk along an index."""
    posts = [and_(Copy.group == group, Copy.user_id.is_(None)) for group in actor.groups]
    own = and_(Copy.user_id == actor.user_id, *queries.seen(actor, Copy.case_id))
    return [own, *posts]


def _walk(mine: ColumnElement[bool], state: ColumnElement[bool], at: Any) -> Walk:
    return Walk(select(Copy.id).where(mine, state), at, Copy.id)


def _rows_of(ids: list[UUID]) -> list[tuple[Copy, Case]]:
    if not ids:
        return []
    chosen = select(Copy, Case).join(Case, Case.id == Copy.case_id).where(Copy.id.in_(ids))
    found = {row[0].id: row._tuple() for row in db.session.execute(chosen)}
    return [found[each] for each in ids if each in found]


def _checked(words: str) -> str:
    words = " ".join(words.split())
    if len(words) > LONGEST:
        raise InvalidError(fields={"words": f"附言请控制在 {LONGEST} 字以内。"})
    if forms.has_personal_data(words):
        raise InvalidError(fields={"words": "附言里不能写电话、证件号等个人信息。"})
    return words


def _chosen(case_id: UUID, to: Sequence[str], now: datetime) -> list[Receiver]:
    asked = list(dict.fromkeys(each.strip() for each in to if each.strip()))
    if not asked:
        raise InvalidError(fields={"to": "请选择抄送给谁。"})
    if len(asked) > MOST_RECEIVERS:
        raise InvalidError(fields={"to": f"一次最多抄送给 {MOST_RECEIVERS} 个岗位或人员。"})
    chosen = [_receiver(each, now) for each in asked]
    _refuse_utilities(case_id, {each.group.split("/")[0] for each in chosen})
    return chosen


def _receiver(asked: str, now: datetime) -> Receiver:
    kind, _, name = asked.partition(":")
    if kind == "post" and "/" in name and identity.is_group(name):
        return Receiver(name)
    person = identity.find_user(name) if kind == "user" else None
    groups = identity.groups_of(person, now) if person and person.is_active else []
    if person is None or not groups:
        raise InvalidError(fields={"to": f"没有“{name or asked}”这个岗位或人员，请从名单里选。"})
    return Receiver(groups[0], person.id, person.name)


def _refuse_utilities(case_id: UUID, orgs: Iterable[str]) -> None:
    """Utilities see only the cases they have a part in: a copy gives them none."""
    parts = select(CasePart.org_code).where(CasePart.case_id == case_id)
    known = set(db.session.scalars(parts))
    outside = map(identity.organisation, sorted(set(orgs) - known))
    refused = [org.name for org in outside if not org.is_government]
    if refused:
        names = "、".join(refused)
        raise InvalidError(fields={"to": f"“{names}”不是行政机关，没有参与这个案件，不能抄送。"})


def _new(case_id: UUID, chosen: list[Receiver]) -> list[Receiver]:
    """Leave out who has an unread copy already."""
    unread = Copy.case_id == case_id, Copy.read_at.is_(None), Copy.sent_by_id.is_not(None)
    waiting = {(c.group, c.user_id) for c in db.session.scalars(select(Copy).where(*unread))}
    new = [each for each in chosen if (each.group, each.user_id) not in waiting]
    if not new:
        raise InvalidError(fields={"to": "都已抄送过，对方还没有查阅。"})
    return new


def _row(case_id: UUID, to: Receiver, words: str, actor: Actor, now: datetime) -> Copy:
    return Copy(
        case_id=case_id,
        group=to.group,
        user_id=to.user_id,
        user_name=to.name,
        notice_key=COPIED,
        sent_by_id=actor.user_id,
        sent_by_name=actor.name,
        words=words or None,
        sent_at=now,
    )


def _tell(case: Case, sent: list[Copy], words: str, actor: Actor, now: datetime) -> None:
    groups = [copy.group for copy in sent if copy.user_id is None]
    people = [person.id for person in identity.people_in(groups, now)]
    people += [copy.user_id for copy in sent if copy.user_id]
    values = {"by": actor.name, "case_ref": case.reference, "matter_name": case.matter_name}
    values["words"] = words or "请阅知。"
    notifications.tell(
        COPIED, groups=groups, user_ids=people, values=values, case_id=case.id, now=now
    )


def _read_first(copy_id: UUID) -> CopyReadError:
    copy = db.session.get(Copy, copy_id)
    if copy is None or copy.read_at is None:
        return CopyReadError("这份抄送已经收回。")
    return CopyReadError(f"“{copy.read_by}”已阅，不能再收回。")
