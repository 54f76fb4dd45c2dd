"""How a person wants to be told: which kinds on which channel, how often, when not."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, update

from app.core.db import db
from app.core.errors import InvalidError
from app.identity import Actor
from app.notifications import contacts, moments
from app.notifications.models import (
    AT_ONCE,
    BOT,
    DAILY,
    HOURLY,
    MAIL,
    Contact,
    Outgoing,
    Preference,
)
from app.notifications.texts import BEARING, DUE, KINDS, MENTION, MOVED, NEW, URGE, WATCH

PACES = (AT_ONCE, HOURLY, DAILY)
A_DAY = 24 * 60
WEEK = tuple(range(7))
Workdays = Callable[[date], bool]


@dataclass(frozen=True)
class Wanted:
    """What a person chooses; ``silent`` are the kinds the bell does not ring for."""

    mail: Collection[str]
    bot: Collection[str]
    silent: Collection[str] = ()
    pace: str = AT_ONCE
    daily_at: int = 8 * 60 + 30
    quiet_from: int | None = None
    quiet_to: int | None = None
    quiet_days: Collection[int] = WEEK
    urgent_passes: bool = True


DEFAULT = Wanted(mail=(NEW, DUE, URGE, MENTION, MOVED, WATCH), bot=(DUE, URGE, MOVED))


def preference(user_id: UUID) -> Preference:
    """Return how a person wants to be told, or the defaults for whoever never said."""
    return db.session.get(Preference, user_id) or _row(user_id, DEFAULT)


def or_default(found: Preference | None, user_id: UUID) -> Preference:
    """Return a preference already fetched, or the defaults."""
    return found or _row(user_id, DEFAULT)


def wants(wish: Preference, kind: str, channel: str) -> bool:
    """Tell whether a kind is to go out on a channel."""
    return kind in {MAIL: wish.mail, BOT: wish.bot}.get(channel, [])


def choose(wanted: Wanted, *, actor: Actor, now: datetime, is_workday: Workdays) -> Preference:
    """Remember how the actor wants to be told; what waits under the old pace goes now."""
    _require_sound(wanted)
    contacts.hold(actor.user_id)
    before = preference(actor.user_id).pace
    wish = db.session.merge(_row(actor.user_id, wanted))
    db.session.flush()
    if before != wish.pace:
        _let_go(actor.user_id, now)
    look_for_tasks(actor.user_id, wish, now=now, is_workday=is_workday)
    return wish


def look_for_tasks(user_id: UUID, wish: Preference, *, now: datetime, is_workday: Workdays) -> None:
    """Set when new tasks are next looked for, for each address they are to be sent to."""
    at = moments.look_for_tasks_at(wish, now, is_workday)
    for contact in db.session.scalars(select(Contact).where(Contact.user_id == user_id)):
        is_wanted = wants(wish, NEW, contact.channel)
        if not is_wanted or contact.address is None or contact.paused_at:
            contact.tasks_next_at = None
            continue
        if contact.tasks_next_at is None:
            contact.tasks_since = now
        contact.tasks_next_at = at
    db.session.flush()


def _row(user_id: UUID, wanted: Wanted) -> Preference:
    is_quiet = wanted.quiet_from is not None
    return Preference(
        user_id=user_id,
        mail=[kind for kind in KINDS if kind in wanted.mail],
        bot=[kind for kind in KINDS if kind in wanted.bot],
        muted=[kind for kind in KINDS if kind in wanted.silent],
        pace=wanted.pace,
        daily_at=wanted.daily_at,
        quiet_from=wanted.quiet_from if is_quiet else None,
        quiet_to=wanted.quiet_to if is_quiet else None,
        quiet_days=sorted(set(wanted.quiet_days)),
        urgent_passes=wanted.urgent_passes,
    )


def _let_go(user_id: UUID, now: datetime) -> None:
    """Free what was gathered under another pace; quiet hours are looked at when it goes."""
    mine = select(Contact.id).where(Contact.user_id == user_id)
    waiting = Outgoing.contact_id.in_(mine), Outgoing.sent_at.is_(None), Outgoing.attempts == 0
    freed = update(Outgoing).where(*waiting).values(next_at=now, is_gathered=False)
    db.session.execute(freed, execution_options={"synchronize_session": False})
    idle = update(Contact).where(Contact.user_id == user_id).values(gathers_until=None)
    db.session.execute(idle)


def _require_sound(wanted: Wanted) -> None:
    wrong = {}
    for name in ("mail", "bot", "silent"):
        if not set(getattr(wanted, name)) <= set(KINDS):
            wrong[name] = "没有这一类通知。"
    if BEARING & set(wanted.silent):
        wrong["silent"] = "需要办理的事项总在站内通知。"
    if wanted.pace not in PACES:
        wrong["pace"] = "请选择随时、每小时或每日。"
    if not 0 <= wanted.daily_at < A_DAY:
        wrong["daily_at"] = "请填写时刻，如 08:30。"
    wrong |= _wrong_quiet(wanted)
    if wrong:
        raise InvalidError(fields=wrong)


def _wrong_quiet(wanted: Wanted) -> dict[str, str]:
    start, end = wanted.quiet_from, wanted.quiet_to
    if start is None and end is None:
        return {}
    if start is None or end is None:
        missing = "quiet_from" if start is None else "quiet_to"
        return {missing: "请填写免打扰的起止时刻。"}
    if not (0 <= start < A_DAY and 0 <= end < A_DAY) or start == end:
        return {"quiet_to": "免打扰的起止时刻不能相同。"}
    if not wanted.quiet_days or not set(wanted.quiet_days) <= set(WEEK):
        return {"quiet_days": "请至少选择一天。"}
    return {}
