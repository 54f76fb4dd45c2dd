"""Take what is due for one address, once: the rows become one message under a lasting id."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app import identity, notifications, policies
from app.cases import Case, Veil
from app.core.db import db, transaction
from app.identity import Actor
from app.jobs.telling import letters
from app.jobs.telling.aims import Aims, aims, ended, fresh
from app.jobs.telling.letters import Bundle, Fresh, Item, Letter
from app.notifications import NEW, NEW_TASKS, Contact, Preference


def take(contact_id: UUID, *, now: datetime, base_url: str, is_open: bool) -> Letter | None:
    """Return the message due for an address and hold the address; None when nothing is.

    Whoever is second gets None. What was read meanwhile, whose task has ended, whose case its
    reader may no longer see, or what they no longer want is dropped; in quiet hours what may wait
    is put off. With a closed channel (no mail server) only the look for new tasks moves on.
    """
    with transaction():
        contact = notifications.claim(contact_id, now=now)
        if contact is None:
            return None
        wish = notifications.preference(contact.user_id)
        person = identity.user(contact.user_id)
        if not person.is_active:
            _forget(contact, now)
            return None
        reader = identity.actor_of(person, now)
        if contact.tasks_next_at is not None and contact.tasks_next_at <= now:
            _look_for_tasks(contact, wish, reader, now, is_open)
        rows, found = _still_due(contact, wish, reader, now)
        bundle = _bundle(rows, found, reader, base_url)
        return _bound(rows, contact, wish, bundle, now)


def _forget(contact: Contact, now: datetime) -> None:
    """Send nothing to whoever may no longer sign in."""
    contact.tasks_next_at = None
    notifications.forget_waiting(contact.id)
    notifications.release(contact.id, now=now)


def _look_for_tasks(
    contact: Contact, wish: Preference, reader: Actor, now: datetime, is_open: bool
) -> None:
    since = contact.tasks_since or now
    contact.tasks_since = now
    is_workday = policies.current_calendar().is_workday
    contact.tasks_next_at = notifications.look_for_tasks_at(wish, now, is_workday)
    if is_open and notifications.wants(wish, NEW, contact.channel):
        count = len(fresh(reader, since, now))
        if count:
            notifications.announce_tasks(contact, count, since=since, now=now)


def _still_due(
    contact: Contact, wish: Preference, reader: Actor, now: datetime
) -> tuple[Sequence[Any], Aims]:
    rows = notifications.due_for(contact, now)
    found = aims(reader, [row.Notice for row in rows])
    over = ended([row.Notice for row in rows])
    seen = {row.Notice.id for row in rows if found.may_see(row.Notice)}
    gone = [
        row for row in rows if row.Notice.id not in seen or not _is_wanted(row, contact, wish, over)
    ]
    notifications.drop([row.Outgoing.id for row in gone])
    quiet_until = notifications.quiet_until(wish, now)
    late = [
        row
        for row in rows
        if quiet_until > now and not (row.Outgoing.is_urgent and wish.urgent_passes)
    ]
    notifications.postpone([row.Outgoing.id for row in late if row not in gone], quiet_until)
    return [row for row in rows if row not in gone and row not in late], found


def _is_wanted(row: Any, contact: Contact, wish: Preference, over: Collection[UUID]) -> bool:
    kind = notifications.kind_of(row.Notice.key)
    is_unread = row.read_at is None and row.Notice.task_id not in over
    return is_unread and notifications.wants(wish, kind, contact.channel)


def _bundle(rows: Sequence[Any], found: Aims, reader: Actor, base_url: str) -> Bundle:
    told = [row for row in rows if row.Notice.key != NEW_TASKS]
    return Bundle(
        name=reader.name,
        language=reader.language,
        settings_url=f"{base_url}/telling/",
        items=_items(told, found, base_url),
        fresh=[
            _fresh(task, reader, base_url)
            for notice in (row.Notice for row in rows if row.Notice.key == NEW_TASKS)
            for task in fresh(reader, notice.values["since"], notice.values["until"])
        ],
    )


def _fresh(task: Any, reader: Actor, base_url: str) -> Fresh:
    return Fresh(
        name=task.name,
        reference=task.reference,
        matter=task.matter_name,
        place=task.place_text,
        due_at=task.due_at,
        url=f"{base_url}/tasks/{task.id}",
        for_name=reader.place_names(task.assignee_id, task.groups),
    )


def _items(rows: Sequence[Any], found: Aims, base_url: str) -> list[Item]:
    """Return what is told; outside the house nobody reads who asked, or a telephone number."""
    case_ids = {row.Notice.case_id for row in rows if row.Notice.case_id}
    found_cases = db.session.scalars(select(Case).where(Case.id.in_(case_ids)))
    veils = {case.id: Veil.of(case) for case in found_cases}
    return [
        Item(
            row.Notice,
            base_url + (found.path(row.Notice) or "/notices/"),
            veils[row.Notice.case_id].masked(row.Notice.values)
            if row.Notice.case_id in veils
            else row.Notice.values,
            row.for_name or "",
        )
        for row in rows
    ]


def _bound(
    rows: Sequence[Any], contact: Contact, wish: Preference, bundle: Bundle, now: datetime
) -> Letter | None:
    """Make the rows one message; None without any, or when the new tasks have all been done."""
    if not bundle.items and not bundle.fresh:
        notifications.drop([row.Outgoing.id for row in rows])
        notifications.release(contact.id, now=now)
        return None
    if any(row.Outgoing.is_gathered for row in rows):
        is_workday = policies.current_calendar().is_workday
        contact.gathers_until = notifications.slot(wish, now, is_workday)
    return Letter(
        id=notifications.bind([row.Outgoing for row in rows]),
        channel=contact.channel,
        to=str(contact.address),
        written=letters.writer().bundle(bundle),
        format=contact.format or "",
        secret=contact.secret or "",
        settings_url=bundle.settings_url,
    )
