"""From people's lists to the channels they chose: a few statements for many notices."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app import notifications, policies
from app.cases import Case
from app.core.db import db, transaction, uuid7
from app.notifications import AT_ONCE, BOT, MAIL, Notice

ROUNDS = 100
URGENT = "紧急"


def spread(now: datetime, *, has_mail: bool) -> int:
    """Write the messages that leave the building for every notice not looked at yet."""
    written = 0
    for _ in range(ROUNDS):
        with transaction():
            notices = {notice.id: notice for notice in notifications.unspread()}
            written += _spread_some(notices, now, has_mail)
        if not notices:
            break
    return written


def _spread_some(notices: dict[UUID, Notice], now: datetime, has_mail: bool) -> int:
    channels = [BOT, MAIL] if has_mail else [BOT]
    reached = notifications.reached(notices.values(), channels) if notices else []
    for notice in notices.values():
        notice.spread_at = now
    urgent = _urgent(list(notices.values())) if reached else set()
    rows = list(_rows(notices, reached, urgent, now))
    notifications.write(rows)
    return len(rows)


def _rows(
    notices: dict[UUID, Notice],
    reached: Sequence[Any],
    urgent: set[UUID | None],
    now: datetime,
) -> Iterator[dict[str, Any]]:
    for notice_id, contact, found in reached:
        notice = notices[notice_id]
        wish = notifications.or_default(found, contact.user_id)
        kind = notifications.kind_of(notice.key)
        if not notifications.wants(wish, kind, contact.channel):
            continue
        is_urgent = notice.case_id in urgent
        is_workday = policies.current_calendar().is_workday
        passes = is_urgent and wish.urgent_passes
        yield {
            "id": uuid7(),
            "notice_id": notice_id,
            "channel": contact.channel,
            "address": str(contact.user_id),
            "contact_id": contact.id,
            "is_urgent": is_urgent,
            "is_gathered": wish.pace != AT_ONCE and not passes,
            "created_at": now,
            "next_at": notifications.may_go_at(wish, now, is_workday, is_urgent=is_urgent),
        }


def _urgent(notices: list[Notice]) -> set[UUID | None]:
    """Return which of their cases are of the urgent class."""
    case_ids = {notice.case_id for notice in notices if notice.case_id}
    chosen = select(Case.id).where(Case.id.in_(case_ids), Case.whistle_class == URGENT)
    return set(db.session.scalars(chosen))
