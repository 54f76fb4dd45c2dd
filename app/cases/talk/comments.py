"""Comments on a case, and whom they mention."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from app import forms, identity, notifications, runtime
from app.cases import queries
from app.cases.models import Case, Comment
from app.cases.talk.seeing import seers
from app.core.db import db
from app.core.errors import ConflictError, InvalidError, NotFoundError, NotPermittedError
from app.identity import Actor, User
from app.runtime import UserTask

LONGEST = 1000
SHOWN_IN_NOTICE = 60
UNDO_IN = timedelta(minutes=5)
MENTION = re.compile(r"(?<![A-Za-z0-9._-])@([\w.·-]{1,60})")
PERSONAL = "评论里不能写电话、证件号等个人信息，请写到诉求人信息里。"


class CommentGoneError(ConflictError):
    """这条评论已经收回。"""


class NotYourCommentError(NotPermittedError):
    """只有写评论的人才能收回。"""


class TooLateError(ConflictError):
    """评论超过 5 分钟，不能再收回；可以再写一条更正。"""


def comment(
    case_id: UUID, text: str, *, task_id: UUID | None = None, actor: Actor, now: datetime
) -> Comment:
    """Say something about a case to those who see it; whom it mentions with @ is told."""
    identity.require(actor, "case.note")
    case = queries.case(case_id, actor)
    runtime.lock(case_id)
    text, mentioned = _mentioning(_checked(text), case, now)
    task = _task(task_id, case_id)
    said = Comment(
        case_id=case_id,
        task_id=task.id if task else None,
        task_name=task.name if task else None,
        text=text,
        mentions=[person.name for person in mentioned],
        by_id=actor.user_id,
        by_name=actor.name,
        by_org=actor.org_codes[0] if actor.org_codes else None,
        at=now,
    )
    db.session.add(said)
    db.session.flush()
    about = {"comment": str(said.id), "mentions": said.mentions, "task": said.task_name}
    runtime.record("comment.written", case_id=case_id, actor=actor, at=now, details=about)
    _tell(said, case, [each for each in mentioned if each.id != actor.user_id], now)
    return said


def take_back(comment_id: UUID, *, actor: Actor, now: datetime) -> Comment:
    """Delete one's own comment within five minutes; its words are gone, that it was is not."""
    said = db.session.get(Comment, comment_id)
    if said is None:
        raise NotFoundError
    queries.case(said.case_id, actor)
    if said.by_id != actor.user_id:
        raise NotYourCommentError
    runtime.lock(said.case_id)
    standing = Comment.id == comment_id, Comment.deleted_at.is_(None), Comment.at > now - UNDO_IN
    gone = update(Comment).where(*standing).values(text="", mentions=[], deleted_at=now)
    if db.session.scalar(gone.returning(Comment.id)) is None:
        db.session.refresh(said)
        raise CommentGoneError if said.deleted_at else TooLateError
    about = {"comment": str(comment_id)}
    runtime.record("comment.deleted", case_id=said.case_id, actor=actor, at=now, details=about)
    db.session.refresh(said)
    return said


def comments_of(case_id: UUID) -> Sequence[Comment]:
    """Return what was said about a case, oldest first; what was taken back is left out."""
    standing = Comment.case_id == case_id, Comment.deleted_at.is_(None)
    return db.session.scalars(
        select(Comment).where(*standing).order_by(Comment.at, Comment.id)
    ).all()


def _checked(text: str) -> str:
    text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if not text:
        raise InvalidError(fields={"text": "请写评论的内容。"})
    if len(text) > LONGEST:
        raise InvalidError(fields={"text": f"评论请控制在 {LONGEST} 字以内，现在 {len(text)} 字。"})
    if forms.has_personal_data(text):
        raise InvalidError(fields={"text": PERSONAL})
    return text


def _task(task_id: UUID | None, case_id: UUID) -> UserTask | None:
    if task_id is None:
        return None
    task = runtime.task(task_id)
    if task.case_id != case_id:
        raise NotFoundError
    return task


def _mentioning(text: str, case: Case, now: datetime) -> tuple[str, list[User]]:
    """Return the text with names for usernames, and whom it mentions; refuse who may not see."""
    if not MENTION.search(text):
        return text, []
    people, found = list(seers(case, now)), []

    def name(match: re.Match[str]) -> str:
        person, rest = _person(match[1], people)
        if person not in found:
            found.append(person)
        return f"@{person.name}{rest}"

    return MENTION.sub(name, text), found


def _person(word: str, people: Sequence[User]) -> tuple[User, str]:
    """Return whom a word after @ means, by username or the longest name it begins with."""
    for length in range(len(word), 1, -1):
        meant = [p for p in people if word[:length] in (p.username, p.name)]
        if len(meant) > 1:
            names = "、".join(person.username for person in meant)
            raise _refused(f"有 {len(meant)} 位“{word[:length]}”，请写用户名：“{names}”。")
        if meant:
            return meant[0], word[length:]
    raise _refused(_why_not(word))


def _why_not(word: str) -> str:
    """Say why nobody is meant: unknown, or outside the case."""
    prefixes = [word[:length] for length in range(len(word), 1, -1)]
    known = User.is_active, User.username.in_(prefixes) | User.name.in_(prefixes)
    person = db.session.scalar(select(User).where(*known).limit(1))
    if person is None:
        return f"没有找到“{word}”，请从名单里选，或写对方的用户名。"
    orgs = dict.fromkeys(group.split("/")[0] for group in identity.groups_of(person))
    place = "、".join(identity.organisation_name(code) for code in orgs) or person.username
    return f"不能提到“{person.name}”：“{place}”看不到这个案件，可以先抄送给对方单位。"


def _refused(sentence: str) -> InvalidError:
    return InvalidError(fields={"text": sentence})


def _tell(said: Comment, case: Case, people: Sequence[User], now: datetime) -> None:
    if not people:
        return
    short = said.text if len(said.text) <= SHOWN_IN_NOTICE else said.text[:SHOWN_IN_NOTICE] + "…"
    values = {
        "by": said.by_name,
        "case_ref": case.reference,
        "words": " ".join(short.split()),
        "comment": str(said.id),
    }
    ids = [person.id for person in people]
    notifications.tell(
        "mentioned", groups=[], user_ids=ids, values=values, case_id=case.id, now=now
    )
