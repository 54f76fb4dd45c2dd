"""What people do about being told; each command runs transactions of its own.

Most of them send something in between, and no transaction is open while sending. Everybody
reaches only what is their own: no command names a person.
"""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from app import audit, notifications, policies
from app.core.db import transaction, uuid7
from app.core.errors import ConflictError, InvalidError
from app.identity import Actor
from app.jobs import outbox
from app.jobs.telling import bots, letters, wires
from app.jobs.telling.letters import Letter
from app.notifications import BOT, MAIL, Wanted

PORTS = {"https": 443, "http": 80}
FORMATS = frozenset(bots.FORMATS)
BETWEEN = timedelta(seconds=3)


class NoMailServerError(ConflictError):
    """本系统没有设置邮件服务器，暂时不能用邮件。"""


class TooSoonError(ConflictError):
    """刚刚发过一条，请稍等几秒再试。"""


class NotSentError(ConflictError):
    """没有送达。"""


def choose(wanted: Wanted, *, actor: Actor, now: datetime) -> None:
    """Remember how the actor wants to be told."""
    with transaction():
        is_workday = policies.current_calendar().is_workday
        notifications.choose(wanted, actor=actor, now=now, is_workday=is_workday)
        _record("telling.chosen", actor, now, pace=wanted.pace)


def give_mail(address: str, *, actor: Actor, now: datetime) -> None:
    """Send a code to a mail address; it is used once ``confirm_mail`` got the code back."""
    if not outbox.outlets().is_open(MAIL):
        raise NoMailServerError
    with transaction():
        code = notifications.ask_mail(address, actor=actor, now=now)
        _record("contact.asked", actor, now, channel=MAIL)
    link = f"{outbox.outlets().base_url}/telling/?code={code}"
    written = letters.writer().coded(code, link, actor.language)
    letter = Letter(uuid7(), MAIL, address.strip(), written)
    try:
        outbox.hand_over(letter, now)
    except Exception as error:
        raise InvalidError(fields={"address": f"{outbox.reason(error)}。"}) from error


def confirm_mail(code: str, *, actor: Actor, now: datetime) -> None:
    """Take the address into use that the code was sent to."""
    with transaction():
        is_right = notifications.confirm_mail(code, actor=actor, now=now)
        if is_right:
            _start(actor, now, MAIL)
    if not is_right:
        raise InvalidError(fields={"code": "验证码不对，或已过期；可以重新发送。"})


def set_bot(url: str, form: str, secret: str, *, actor: Actor, now: datetime) -> None:
    """Send to a chat bot from now on; never to an address inside the house.

    The address is a key and is shown to nobody again: left empty it stays as it is.
    """
    may = outbox.outlets()
    url = url.strip() or notifications.bot_address(actor.user_id, form)
    notifications.require_bot(url, form, secret, formats=FORMATS, may_be_plain=may.may_be_plain)
    _require_reachable(url, may.may_be_private)
    with transaction():
        notifications.set_bot(url, form, secret, actor=actor)
        _start(actor, now, BOT)


def remove(channel: str, *, actor: Actor, now: datetime) -> None:
    """Forget one of the actor's addresses."""
    with transaction():
        notifications.remove(channel, actor=actor)
        _record("contact.removed", actor, now, channel=channel)


def try_out(channel: str, *, actor: Actor, now: datetime) -> None:
    """Send one message to an address of the actor's now; NotSentError says why it failed.

    Success also ends a pause.
    """
    if not outbox.outlets().is_open(channel):
        raise NoMailServerError
    letter = _trial(channel, actor, now)
    try:
        outbox.hand_over(letter, now)
    except Exception as error:
        reason = outbox.reason(error)
        with transaction():
            notifications.contact(actor.user_id, channel).error = reason
        raise NotSentError(f"没有送达：{reason}。") from error
    with transaction():
        held = notifications.contact(actor.user_id, channel)
        notifications.revive(held)
        held.busy_until = now + BETWEEN
        _look_for_tasks(actor, now)


def _trial(channel: str, actor: Actor, now: datetime) -> Letter:
    with transaction():
        held = notifications.contact(actor.user_id, channel)
        is_well = held.error is None and held.paused_at is None
        if is_well and held.busy_until is not None and held.busy_until > now:
            raise TooSoonError
        held.busy_until = now + BETWEEN
        settings_url = f"{outbox.outlets().base_url}/telling/"
        return Letter(
            id=uuid7(),
            channel=channel,
            to=str(held.address),
            written=letters.writer().trial(settings_url, actor.language),
            format=held.format or "",
            secret=held.secret or "",
            settings_url=settings_url,
        )


def _require_reachable(url: str, may_be_private: bool) -> None:
    parts = urlsplit(url)
    try:
        port = parts.port or PORTS[parts.scheme]
        wires.checked(str(parts.hostname), port, may_be_private=may_be_private)
    except (wires.BlockedAddressError, wires.UnknownHostError) as refused:
        raise InvalidError(fields={"url": str(refused)}) from refused


def _start(actor: Actor, now: datetime, channel: str) -> None:
    _record("contact.set", actor, now, channel=channel)
    _look_for_tasks(actor, now)


def _look_for_tasks(actor: Actor, now: datetime) -> None:
    wish = notifications.preference(actor.user_id)
    is_workday = policies.current_calendar().is_workday
    notifications.look_for_tasks(actor.user_id, wish, now=now, is_workday=is_workday)


def _record(action: str, actor: Actor, now: datetime, **details: Any) -> None:
    audit.record(action, chain=f"person:{actor.username}", actor=actor, at=now, details=details)
