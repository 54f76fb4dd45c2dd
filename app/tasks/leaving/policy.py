"""Who hands over somebody's work, and to whom each piece of it may go."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from app import identity
from app.core.errors import InvalidError, NotPermittedError
from app.identity import Actor, User, standing

NOT_THERE = "“{name}”不在这项工作所属的单位。"
NOT_CHOSEN = "请选择本单位在岗的人。"
MANAGE = "people.manage"


def may_hand_over(actor: Actor, groups: Collection[str]) -> bool:
    """Tell whether the actor may hand over the work of somebody with these posts."""
    heads = standing.may_manage(actor, groups, standing.HAND_OVER)
    return heads or identity.may(actor, MANAGE)


def require_handing(actor: Actor, person: User, groups: Collection[str]) -> None:
    """Refuse whoever may not hand over this person's work, or would hand over their own."""
    if not may_hand_over(actor, groups):
        raise NotPermittedError("只有本单位负责人或系统管理员可以办理工作交接。")
    if actor.user_id == person.id:
        raise NotPermittedError("自己的工作请由负责人或系统管理员交接。")


def require_manager(actor: Actor) -> None:
    """Refuse whoever may not end posts and shut accounts."""
    if not identity.may(actor, MANAGE):
        raise NotPermittedError("结束岗位、停用账号由系统管理员办理。")


def successors(person: User, now: datetime) -> list[User]:
    """Return who may be chosen: the people of the person's organisations, then of those above."""
    near = standing.choices(person.id, now, whoever=True).values()
    return list({each.id: each for people in near for each in people}.values())


def require_successor(user_id: UUID | None, person: User, now: datetime) -> Actor | None:
    """Return who is to take work on, as an actor; refuse who may not be chosen."""
    if user_id is None:
        return None
    found = next((each for each in successors(person, now) if each.id == user_id), None)
    if found is None:
        raise InvalidError(fields={"to": NOT_CHOSEN})
    return identity.actor_of(found, now)


def require_there(people: Iterable[User], *, but: User) -> None:
    """Refuse successors whose account was closed a moment ago."""
    if not all(each.is_active for each in people if each.id != but.id):
        raise InvalidError(fields={"to": NOT_CHOSEN})


def refusal(groups: Collection[str], successor: Actor) -> str | None:
    """Return why work of these posts may not go to somebody; None when it may."""
    theirs = {identity.split_group(group)[0] for group in groups}
    held = {identity.split_group(group)[0] for group in successor.own_groups}
    return None if theirs & held else NOT_THERE.format(name=successor.name)
