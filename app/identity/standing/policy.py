"""Which absences there may be, who stands in, and who enters them for others: pure rules."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from app.core.clock import spoken
from app.identity.actor import Actor
from app.identity.directory import above
from app.identity.models import Absence
from app.identity.permissions import permissions_of, post, split_group

MANAGE, HAND_OVER = "absence.manage", "work.hand_over"
KINDS = ("休假", "出差", "培训", "病假", "其他")
LONGEST = timedelta(days=180)


@dataclass(frozen=True)
class Plan:
    """An absence before it is entered; ``substitutes``: for each group who, or nobody."""

    starts_at: datetime
    ends_at: datetime
    kind: str
    substitutes: Mapping[str, UUID | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """What is known of somebody who is to stand in; ``away`` during the same time."""

    user_id: UUID
    name: str
    is_active: bool
    org_codes: frozenset[str]
    away: tuple[Absence, ...] = ()


def may_manage(actor: Actor, groups: Iterable[str], permission: str = MANAGE) -> bool:
    """Tell whether these are posts of an organisation where, or below one where, they may."""
    mine = organisations(actor, permission)
    places = {split_group(name)[0] for name in groups}
    return actor.is_system or any(mine & set(above(place)) for place in places)


def organisations(actor: Actor, permission: str = MANAGE) -> set[str]:
    """Return the organisations in which the actor has a post with the permission."""
    posts = (split_group(name) for name in actor.groups)
    return {org for org, name in posts if permission in permissions_of([name])}


def faults(plan: Plan, held: Collection[str], now: datetime) -> Iterator[tuple[str, str]]:
    """Yield field and sentence for what is wrong with a plan, substitutes aside."""
    if plan.kind not in KINDS:
        yield "kind", "请选择请假类别。"
    if plan.starts_at < now.replace(second=0, microsecond=0):
        yield "starts_at", "开始时间不能早于现在。"
    if plan.ends_at <= plan.starts_at:
        yield "ends_at", "结束时间须晚于开始时间。"
    elif plan.ends_at - plan.starts_at > LONGEST:
        yield "ends_at", f"一次请假不能超过 {LONGEST.days} 天。"
    for name in plan.substitutes:
        if name not in held:
            yield substitute(name), "本人没有这个岗位。"


def refusal(group: str, absent: UUID, facts: Facts | None) -> str | None:
    """Return why somebody may not stand in for a post; None when they may."""
    org, name = split_group(group)
    if facts is None:
        return "没有这个人。"
    if not post(name).delegable:
        return f"“{name}”只能由本人履行，不能由他人代办。"
    if facts.user_id == absent:
        return "请选择本人以外的人。"
    if not facts.is_active:
        return f"“{facts.name}”的账号已停用，不能代办。"
    if not facts.org_codes & set(above(org)[:2]):
        return f"“{facts.name}”在本单位和上一级单位都没有岗位，不能代办。"
    if facts.away:
        span = lasting(facts.away[0])
        return f"“{facts.name}”这段时间也请假（{span}），不能代办；代办不会再转给别人，请另选。"
    return None


def substitute(group: str) -> str:
    """Return the name of the field in which the substitute for a post is chosen."""
    return f"substitute:{group}"


def lasting(absence: Absence) -> str:
    """Return kind and time of an absence, as a sentence quotes them."""
    return f"“{absence.kind}”，{spoken(absence.starts_at)} 至 {spoken(absence.ends_at)}"
