"""Hand over everything of somebody who leaves, in one action."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app import audit, identity, notifications, runtime
from app.core.clock import spoken
from app.core.errors import InvalidError, NotFoundError
from app.core.many import BusyError
from app.identity import Actor, User
from app.tasks import telling
from app.tasks.leaving import policy
from app.tasks.leaving.items import Handed, Handing, hand
from app.tasks.leaving.work import POST, Item, items_of

BACK = "posts"
Choice = UUID | str | None
ALREADY = "已由“{who}”于 {when} 办结，不用再交。"
CANCELLED = "任务已取消，不用再交。"
ELSEWHERE = "已不在其名下，不用再交。"


@dataclass(frozen=True)
class Asked:
    """Who takes on everything (nobody: back to the posts); ``each``: who takes on one piece.

    ``each`` names items by key and people by id, or ``posts``. ``shown``: the keys that were
    seen, so that what went elsewhere meanwhile is told.
    """

    to: UUID | None = None
    each: Mapping[str, UUID | str] = field(default_factory=dict)
    shown: Sequence[str] = ()
    ends_posts: bool = False
    shuts_account: bool = False


@dataclass(frozen=True)
class Report:
    """How it went with each piece, and what was ended with it."""

    person: User
    handed: Sequence[Handed]
    gone: Sequence[tuple[str, str]]
    """Name and fate of what was done or went elsewhere meanwhile."""
    posts: Sequence[str] = ()
    is_shut: bool = False


def hand_over(user_id: UUID, asked: Asked, *, actor: Actor, now: datetime) -> Report:
    """Give all open work of a person away: all of it in this transaction.

    What a successor may not have goes back to its posts, and the report says why.
    """
    person = identity.user(user_id)
    held = identity.groups_of(person, now)
    policy.require_handing(actor, person, held)
    if asked.ends_posts or asked.shuts_account:
        policy.require_manager(actor)
    chosen = _receivers(asked, person, now)
    work = _held_fast(person, chosen.values(), now)
    handing = Handing(person, actor, now)
    handed = [hand(handing, item, chosen[asked.each.get(item.key, asked.to)]) for item in work]
    gone = [_gone(key) for key in asked.shown if key not in {item.key for item in work}]
    ended = _leave(asked, person, held, actor, now)
    _record(handing, asked, handed, ended)
    _tell(handing, handed, chosen.values())
    return Report(person, handed, [g for g in gone if g], ended, asked.shuts_account)


def _receivers(asked: Asked, person: User, now: datetime) -> Mapping[Choice, Actor | None]:
    found: dict[Choice, Actor | None] = {None: None, BACK: None}
    for each in {asked.to, *asked.each.values()} - {None, BACK}:
        if not isinstance(each, UUID):
            raise InvalidError(fields={"to": policy.NOT_CHOSEN})
        found[each] = policy.require_successor(each, person, now)
    return found


def _held_fast(person: User, people: Iterable[Actor | None], now: datetime) -> list[Item]:
    """Return all open work of a person, to whom nobody gives any more until it is given away.

    Cases are locked before people; what came in between is locked without waiting, since whoever
    has its case may wait for the person.
    """
    known = _cases(items_of(person, now))
    for case_id in sorted(known):
        runtime.lock(case_id)
    held = identity.leaving({person.id, *(each.user_id for each in people if each)})
    policy.require_there(held, but=person)
    work = items_of(person, now)
    for case_id in sorted(_cases(work) - known):
        if runtime.try_lock(case_id) is None:
            raise BusyError
    return work


def _cases(work: Iterable[Item]) -> set[UUID]:
    return {item.case_id for item in work if item.case_id}


def _gone(key: str) -> tuple[str, str] | None:
    kind, _, number = key.partition(":")
    if kind == POST or not _is_id(number):
        return None
    try:
        task = runtime.task(UUID(number))
    except NotFoundError:
        return None
    if task.is_open:
        return task.name, telling.fate(task) or ELSEWHERE
    if task.outcome == "completed" and task.ended_at:
        when = spoken(task.ended_at)
        return task.name, ALREADY.format(who=task.completed_by_name, when=when)
    return task.name, CANCELLED


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _leave(
    asked: Asked, person: User, held: Sequence[str], actor: Actor, now: datetime
) -> Sequence[str]:
    if asked.shuts_account:
        identity.set_active(person.id, False, actor=actor)
    if not asked.ends_posts:
        return ()
    for group in held:
        org, name = identity.split_group(group)
        identity.end_membership(person.id, org, name, actor=actor, now=now)
    return held


def _record(handing: Handing, asked: Asked, handed: Sequence[Handed], ended: Sequence[str]) -> None:
    said = {
        "handed": [[each.item.key, each.to, each.words] for each in handed],
        "ended": list(ended),
        "is_shut": asked.shuts_account,
    }
    about = telling.chain(handing.person.id)
    what, actor, now = telling.HANDED_OVER, handing.actor, handing.now
    audit.record(what, chain=about, actor=actor, at=now, details=said)


def _tell(handing: Handing, handed: Sequence[Handed], people: Iterable[Actor | None]) -> None:
    for receiver in {each.user_id: each for each in people if each}.values():
        count = sum(each.is_done and each.to == receiver.name for each in handed)
        values = {"by_name": handing.actor.name, "person": handing.person.name, "n": count}
        if count:
            notifications.tell(
                "work_handed_over",
                groups=[],
                user_ids=[receiver.user_id],
                values=values,
                case_id=None,
                now=handing.now,
            )
