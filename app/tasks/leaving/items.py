"""Give one piece of somebody's work to a successor, or back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from app import identity, runtime
from app.core.db import db
from app.core.errors import ShaodaoError
from app.identity import Actor, User, standing
from app.runtime import UserTask
from app.tasks import drafts, service, telling
from app.tasks.filters.models import LONGEST, SavedFilter
from app.tasks.handing import give, receivers
from app.tasks.leaving import policy, work
from app.tasks.leaving.work import Item

INSTEAD = "{why}\n已退回原岗位。"
BACK = {
    work.TASK: "已退回原岗位。",
    work.OWNED: "已退回原岗位。",
    work.HELPING: "已交回委派人。",
    work.STANDING: "不再有人代办，由该岗位的同事办理。",
    work.FILTER: "已不再共享。",
    work.POST: "这个岗位将没有人，请尽快任命。",
}


@dataclass(frozen=True)
class Handed:
    """How it went with one piece: done or not, to whom, and what else is to be said."""

    item: Item
    is_done: bool
    to: str = ""
    words: str = ""


@dataclass(frozen=True)
class Handing:
    """Whose work is handed over, by whom, and when."""

    person: User
    actor: Actor
    now: datetime


Give = Callable[[Handing, Item, Actor | None], None]


def hand(handing: Handing, item: Item, to: Actor | None) -> Handed:
    """Give a piece of work to a successor; where they may not have it, or of nobody: back."""
    why = _refusal(item, to) if to else None
    if item.kind == work.POST:
        return _post(handing, item, to, why)
    receiver = None if why else to
    try:
        GIVE[item.kind](handing, item, receiver)
    except ShaodaoError as refused:
        return Handed(item, False, words=str(refused))
    if why:
        return Handed(item, False, words=INSTEAD.format(why=why))
    return Handed(item, True, to.name if to else "", "" if to else BACK[item.kind])


def _refusal(item: Item, to: Actor) -> str | None:
    why = policy.refusal(item.groups, to)
    if why or item.kind not in (work.TASK, work.OWNED) or item.about is None:
        return why
    task = runtime.task(item.about)
    return receivers.barred(task, to.user_id, to.name, service.earlier(task))


def _task(handing: Handing, item: Item, to: Actor | None) -> None:
    task, receiver = _fresh(item), to.user_id if to else None
    if item.kind == work.HELPING:
        owner, delegated_at = task.owner_id, task.delegated_at
        if to is None:
            give(task, owner)
        else:
            give(task, receiver, owner=owner, delegated_at=delegated_at)
    elif item.kind == work.OWNED and to is not None:
        give(task, task.assignee_id, owner=receiver, delegated_at=task.delegated_at)
    else:
        give(task, receiver)
    if receiver and item.kind != work.OWNED:
        drafts.hand_over(task.id, handing.person.id, receiver)
    said = {"to": to.name if to else "", "held_by": handing.person.name}
    said |= {"to_id": str(receiver)} if receiver else {}
    telling.record("task.handed_over", task, actor=handing.actor, now=handing.now, **said)


def _fresh(item: Item) -> UserTask:
    return db.session.get_one(UserTask, item.about)


def _standing(handing: Handing, item: Item, to: Actor | None) -> None:
    if item.about is not None:
        standing.replace(
            item.about,
            item.groups[0],
            handing.person.id,
            to.user_id if to else None,
            now=handing.now,
        )


def _filter(handing: Handing, item: Item, to: Actor | None) -> None:
    mine = SavedFilter.id == item.about, SavedFilter.owner_id == handing.person.id
    change = update(SavedFilter).where(*mine)
    if to is None:
        db.session.execute(change.values(shared_with=None))
        return
    name = _free_name(item.words, handing.person.name, to.user_id)
    db.session.execute(change.values(owner_id=to.user_id, name=name, is_start=False))


def _free_name(name: str, origin: str, owner: UUID) -> str:
    taken = set(db.session.scalars(select(SavedFilter.name).where(SavedFilter.owner_id == owner)))
    tail = f"（{origin}）"
    found, number = name, 1
    while found in taken:
        found = f"{name[: LONGEST - len(tail) - 2]}{tail}{number if number > 1 else ''}"
        number += 1
    return found


def _post(handing: Handing, item: Item, to: Actor | None, why: str | None) -> Handed:
    if to is None:
        return Handed(item, False, words=BACK[work.POST])
    if why is None and not identity.may(handing.actor, policy.MANAGE):
        why = "岗位由系统管理员任命。"
    if why:
        return Handed(item, False, words=f"{why}\n{BACK[work.POST]}")
    org, name = identity.split_group(item.groups[0])
    try:
        identity.add_membership(to.user_id, org, name, actor=handing.actor, now=handing.now)
    except ShaodaoError as refused:
        return Handed(item, False, words=str(refused))
    return Handed(item, True, to.name)


GIVE: Mapping[str, Give] = {
    work.TASK: _task,
    work.HELPING: _task,
    work.OWNED: _task,
    work.STANDING: _standing,
    work.FILTER: _filter,
}
