"""Who may be handed a task: the people of the organisations it belongs to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from app import identity, runtime
from app.core.db import db
from app.core.errors import InvalidError
from app.identity import Actor
from app.identity.models import User
from app.runtime import UserTask
from app.tasks import policy, service, telling
from app.tasks.errors import HandledBeforeError, NoReceiverError

NOBODY = "请选择接手的人。"
BARRED = {
    True: "“{name}”办理过本案的其他环节，不能接手这一环节。",
    False: "“{name}”是申请人，不能审批自己的申请。",
}


@dataclass(frozen=True)
class Receiver:
    """Somebody who could be handed the task; ``refused`` says why not after all."""

    id: UUID
    name: str
    groups: tuple[str, ...]
    open_tasks: int
    refused: str | None = None


def of(task_id: UUID, *, actor: Actor, now: datetime) -> list[Receiver]:
    """Return the people this task may be handed to, candidates of the task first."""
    task = runtime.task(task_id)
    service.require_doer(task, actor)
    return those(task, _posts(task), but=actor.user_id, now=now)


def those(
    task: UserTask, groups: Collection[str], *, but: UUID | None, now: datetime
) -> list[Receiver]:
    """Return the people of these posts with their open tasks, who may take it on and why not.

    Who only stands in for a while, from another organisation, is not among them.
    """
    held: dict[UUID, list[str]] = {}
    people: dict[UUID, User] = {}
    for group, members in identity.members_by_group(groups, now).items():
        for person in members:
            people[person.id] = person
            held.setdefault(person.id, []).append(group)
    near, open_tasks = identity.at_home(people, groups, now), _open_tasks(people)
    earlier = service.earlier(task)
    found = [
        Receiver(each.id, each.name, tuple(held[each.id]), open_tasks.get(each.id, 0),
                 barred(task, each.id, each.name, earlier))
        for each in people.values() if each.id != but and each.id in near
    ]  # fmt: skip
    return sorted(found, key=lambda each: not set(each.groups) & set(task.groups))


def receiver(task: UserTask, to: UUID | None, *, actor: Actor, now: datetime) -> Receiver:
    """Return the person chosen; InvalidError at ``to`` says why they cannot be handed it."""
    if to is None:
        raise InvalidError(fields={"to": NOBODY})
    found = those(task, _posts(task), but=actor.user_id, now=now)
    return chosen(found, to)


def chosen(found: Collection[Receiver], to: UUID) -> Receiver:
    """Return one of those found, unless something speaks against them."""
    one = next((each for each in found if each.id == to), None)
    if one is None:
        raise InvalidError(fields={"to": left(to) or NoReceiverError.sentence()})
    if one.refused:
        raise InvalidError(fields={"to": one.refused})
    return one


def barred(task: UserTask, user_id: UUID, name: str, earlier: policy.Earlier) -> str | None:
    """Return why the four-eyes rules keep a person from the task, naming them."""
    refused = policy.forbidden(task, {user_id}, earlier)
    return BARRED[refused is HandledBeforeError].format(name=name) if refused else None


def left(user_id: UUID) -> str | None:
    """Return who closed somebody's account or ended their posts, and when; None of who is there."""
    person = identity.people([user_id]).get(user_id)
    return telling.left(person) if person else None


def _posts(task: UserTask) -> list[str]:
    """Return every post of the organisations that the task's groups belong to."""
    codes = dict.fromkeys(identity.split_group(group)[0] for group in task.groups)
    orgs = [identity.organisation(code) for code in codes]
    return [
        identity.group(org.code, post.name)
        for org in orgs
        for post in identity.posts()
        if org.kind in post.kinds
    ]


def _open_tasks(people: Collection[UUID]) -> dict[UUID, int]:
    mine = UserTask.assignee_id.in_(people), UserTask.ended_at.is_(None)
    counted = select(UserTask.assignee_id, func.count()).where(*mine)
    rows = db.session.execute(counted.group_by(UserTask.assignee_id))
    return {person: number for person, number in rows if person is not None}
