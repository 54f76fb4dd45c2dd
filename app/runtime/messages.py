"""Messages and signals: sent as a row, delivered in a transaction of their own, once.

Sender and receiver may act at the same moment. Each looks for the other after its own commit:
whoever commits last finds both there. What that misses (a process that dies in between) the
clock finds.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, insert, or_, select, tuple_, update

from app import definitions, feel
from app.core.db import db, uuid7
from app.core.errors import InvalidError
from app.engine import Effect
from app.identity import SYSTEM
from app.runtime import handlers, soon
from app.runtime.commands.doing import NotOfferedError, SuspendedError
from app.runtime.commands.service import deliver, signal
from app.runtime.locks import lock
from app.runtime.models import MESSAGE, SIGNAL, Message, ProcessInstance, Subscription
from app.runtime.queries import going
from app.runtime.rows.waiting import kind_of

TIME_TO_LIVE, LONGEST = timedelta(days=7), timedelta(days=365)
LIFE = "timeToLive"
"""An input of a throwing event that says how long its message is kept."""


def send(
    name: str,
    key: str,
    payload: Mapping[str, Any],
    *,
    sender: UUID | None,
    now: datetime,
    time_to_live: timedelta = TIME_TO_LIVE,
    **outside: Any,
) -> Message:
    """Write a message; after the commit it is handed over if somebody waits, else it is kept."""
    message = Message(
        name=name,
        key=key,
        payload=dict(payload),
        sender_case_id=sender,
        sent_at=now,
        expires_at=now + time_to_live,
        **outside,
    )
    db.session.add(message)
    db.session.flush()
    soon.deliver([message.id], hand_over, now)
    return message


def sent_before(sender_id: UUID, one_time_key: str | None) -> Message | None:
    """Return the message this person already sent from outside with this key, if any."""
    if not one_time_key:
        return None
    mine = Message.sender_id == sender_id, Message.one_time_key == one_time_key
    return db.session.scalar(select(Message).where(*mine))


def broadcast(name: str, payload: Mapping[str, Any], *, sender: UUID | None, now: datetime) -> int:
    """Write a signal for each other instance that listens now and each process it starts.

    Return how many there are.
    """
    listening = (
        select(Subscription.instance_id)
        .distinct()
        .where(Subscription.kind == SIGNAL, Subscription.message == name)
    )
    found = [i for i in db.session.scalars(listening) if i != sender]
    shared: dict[str, Any] = {
        "kind": SIGNAL,
        "name": name,
        "key": "",
        "payload": dict(payload),
        "sender_case_id": sender,
        "sent_at": now,
        "expires_at": now + TIME_TO_LIVE,
    }
    rows = [{**shared, "id": uuid7(), "receiver_case_id": receiver} for receiver in found]
    rows += [
        {**shared, "id": uuid7(), "receiver_case_id": None, "key": process_key}
        for process_key, _ in definitions.started_by(SIGNAL).get(name, ())
    ]
    if rows:
        db.session.execute(insert(Message), rows)
        soon.deliver([row["id"] for row in rows], hand_over, now)
    return len(rows)


def undelivered(now: datetime, limit: int) -> list[UUID]:
    """Return messages somebody waits for and signals, oldest first; suspended receivers wait."""
    waiting = select(Subscription.id).where(
        Subscription.kind == MESSAGE,
        Subscription.message == Message.name,
        Subscription.key == Message.key,
        going(Subscription.instance_id),
    )
    nobody_yet = Message.receiver_case_id.is_(None)
    signalled = and_(Message.kind == SIGNAL, or_(nobody_yet, going(Message.receiver_case_id)))
    opening = Message.name.in_(sorted(definitions.started_by(MESSAGE)))
    chosen = select(Message.id).where(
        Message.delivered_at.is_(None),
        Message.expires_at > now,
        or_(signalled, and_(Message.kind == MESSAGE, or_(opening, waiting.exists()))),
    )
    return list(db.session.scalars(chosen.order_by(Message.sent_at).limit(limit)))


def hand_over(message_id: UUID, *, now: datetime) -> bool:
    """Deliver one message to the one that waits for it; False when nobody does (any more)."""
    message = db.session.get(Message, message_id)
    if message is None or message.delivered_at is not None or message.expires_at <= now:
        return False
    return _spread(message, now) if message.kind == SIGNAL else _give(message, now)


def time_to_live(text: str | timedelta | None) -> timedelta:
    """Return an ISO 8601 duration such as ``P3D``; InvalidError for none or too long a one."""
    if not text:
        return TIME_TO_LIVE
    span = text if isinstance(text, timedelta) else feel.evaluate("duration(t)", {"t": text})
    if not isinstance(span, timedelta) or not timedelta(0) < span <= LONGEST:
        raise InvalidError(fields={"time_to_live": "请写一段不超过一年的时长，如 P7D。"})
    return span


def _give(message: Message, now: datetime) -> bool:
    waiting = db.session.scalar(_waiting_for(message))
    if waiting is None:
        ways = definitions.started_by(MESSAGE).get(message.name, [])
        return bool(ways) and _opens(message, *ways[0], now)
    receiver = lock(waiting.instance_id)
    return _claim(message, receiver.case_id, now) and _arrives(message, waiting, now)


def _opens(message: Message, process_key: str, element_id: str, now: datetime) -> bool:
    return _claim(message, None, now) and _is_opened(message, process_key, element_id, now)


def _is_opened(message: Message, process_key: str, element_id: str, now: datetime) -> bool:
    message.receiver_case_id = handlers.open_case(process_key, element_id, message, now)
    db.session.flush()
    return True


def _arrives(message: Message, waiting: Subscription, now: datetime) -> bool:
    try:
        deliver(waiting, message.payload, actor=SYSTEM, now=now)
    except (NotOfferedError, SuspendedError):
        message.delivered_at = message.receiver_case_id = None
        db.session.flush()
        return False
    return True


def _spread(message: Message, now: datetime) -> bool:
    if message.receiver_case_id is None:
        started = dict(definitions.started_by(SIGNAL).get(message.name, []))
        return message.key in started and _opens(message, message.key, started[message.key], now)
    receiver = lock(message.receiver_case_id)
    if receiver.is_suspended:
        return False
    return _claim(message, receiver.case_id, now) and _is_heard(message, receiver, now)


def _is_heard(message: Message, receiver: ProcessInstance, now: datetime) -> bool:
    if not receiver.is_ended:
        signal(receiver.id, message.name, message.payload, actor=SYSTEM, now=now)
    return True


def _waiting_for(message: Message) -> Any:
    same = Subscription.message == message.name, Subscription.key == message.key
    chosen = select(Subscription).where(Subscription.kind == MESSAGE, *same)
    offered_first = Subscription.is_offered.desc(), Subscription.id
    return chosen.where(going(Subscription.instance_id)).order_by(*offered_first).limit(1)


def _claim(message: Message, receiver: UUID | None, now: datetime) -> bool:
    """Tell whether this worker, and no other, delivers the message."""
    unclaimed = Message.id == message.id, Message.delivered_at.is_(None)
    values = {"delivered_at": now, "receiver_case_id": receiver}
    claim = update(Message).where(*unclaimed).values(values).returning(Message.id)
    return db.session.scalar(claim) is not None


def _look_for_kept(happening: handlers.Happening) -> None:
    """After the commit, hand over what was sent before anybody waited for it."""
    wanted = {
        (waiting.message, str(waiting.key))
        for waiting in happening.opened
        if kind_of(waiting) == MESSAGE and not waiting.form_key
    }
    if wanted:
        soon.look(lambda: _kept(wanted, happening.now), hand_over, happening.now)


def _kept(wanted: set[tuple[str, str]], now: datetime) -> list[UUID]:
    alive: tuple[ColumnElement[bool], ...] = (
        Message.delivered_at.is_(None), Message.expires_at > now, Message.kind == MESSAGE
    )  # fmt: skip
    same = tuple_(Message.name, Message.key).in_(sorted(wanted))
    return list(db.session.scalars(select(Message.id).where(same, *alive)))


def _send_of(effect: Effect, happening: handlers.Happening) -> None:
    """Send the message of a throwing event or send task; its mapped inputs are the payload."""
    name, payload = str(effect.inputs["name"]), dict(effect.inputs["payload"])
    life = time_to_live(payload.pop(LIFE, None))
    key, sender = str(effect.inputs["key"] or ""), happening.instance.case_id
    send(name, key, payload, sender=sender, now=happening.now, time_to_live=life)
    happening.say("message.sent", name=effect.name, message=name)


def _broadcast_of(effect: Effect, happening: handlers.Happening) -> None:
    """Tell every other case that listens; the instance itself has heard it already."""
    name, sender = str(effect.inputs["name"]), happening.instance.case_id
    told = broadcast(name, effect.inputs["payload"], sender=sender, now=happening.now)
    happening.say("signal.sent", name=effect.name, signal=name, told=told)


handlers.on_effect("send message", _send_of)
handlers.on_effect("broadcast signal", _broadcast_of)
handlers.on_step("messages", _look_for_kept)
