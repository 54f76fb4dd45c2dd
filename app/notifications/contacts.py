"""Where a person is reached outside: a mail address once its code came back, a chat bot."""

import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select, update

from app.core import crypto
from app.core.db import db
from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.identity import Actor, User
from app.notifications import handing
from app.notifications.models import BOT, MAIL, Contact, Outgoing

CHANNELS = (MAIL, BOT)
ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}", re.ASCII)
LONGEST, LONGEST_URL, LONGEST_SECRET = 254, 500, 200
CODE_LASTS, CODES_PER = timedelta(minutes=30), timedelta(hours=1)
MOST_CODES, MOST_TRIES = 5, 5


class TooManyCodesError(ConflictError):
    """验证码发得太频繁，请一小时后再试。"""


class NoContactError(NotFoundError):
    """还没有设置这个地址。"""


def contacts(user_id: UUID) -> dict[str, Contact]:
    """Return a person's addresses by channel."""
    chosen = select(Contact).where(Contact.user_id == user_id)
    return {contact.channel: contact for contact in db.session.scalars(chosen)}


def contact(user_id: UUID, channel: str) -> Contact:
    """Return a person's address on a channel that may be used."""
    found = contacts(user_id).get(channel)
    if found is None or found.address is None:
        raise NoContactError
    return found


def bot_address(user_id: UUID, form: str) -> str:
    """Return the address of a person's bot of a format; empty when they have none of it."""
    held = contacts(user_id).get(BOT)
    return held.address or "" if held and held.format == form else ""


def hold(user_id: UUID) -> None:
    """Lock what a person says of their own channels: two pages sent at once take turns."""
    db.session.execute(select(User.id).where(User.id == user_id).with_for_update())


def ill(user_id: UUID) -> list[str]:
    """Return the channels of a person on which nothing arrives any more."""
    paused = Contact.user_id == user_id, Contact.paused_at.is_not(None)
    return list(db.session.scalars(select(Contact.channel).where(*paused)))


def ask_mail(address: str, *, actor: Actor, now: datetime) -> str:
    """Note the address the actor wants to be written to; return the code to send there.

    The address before it goes on being used until the code comes back.
    """
    address = address.strip()
    hold(actor.user_id)
    if len(address) > LONGEST or not ADDRESS.fullmatch(address):
        raise InvalidError(fields={"address": "请填写邮箱地址，如 name@example.com。"})
    held = contacts(actor.user_id).get(MAIL) or Contact(
        user_id=actor.user_id, channel=MAIL, code_tries=0, codes_sent=0, failures=0
    )
    _count_code(held, now)
    code = f"{secrets.randbelow(10**6):06}"
    held.pending, held.code_until, held.code_tries = address, now + CODE_LASTS, 0
    held.code_digest = _digest(actor, code)
    db.session.add(held)
    db.session.flush()
    return code


def confirm_mail(code: str, *, actor: Actor, now: datetime) -> bool:
    """Take the pending address into use if this is its code; commit also after False.

    A code can be tried five times, for half an hour.
    """
    hold(actor.user_id)
    held = contacts(actor.user_id).get(MAIL)
    if held is None or held.pending is None or held.code_until is None:
        return False
    held.code_tries += 1
    db.session.flush()
    is_late = held.code_until <= now or held.code_tries > MOST_TRIES
    digest = _digest(actor, code.strip())
    if is_late or not hmac.compare_digest(held.code_digest or "", digest):
        return False
    handing.forget_waiting(held.id)
    held.address, held.pending, held.code_digest, held.code_until = held.pending, None, None, None
    revive(held)
    return True


def require_bot(
    url: str, form: str, secret: str, *, formats: frozenset[str], may_be_plain: bool
) -> None:
    """Refuse an unknown format, an address that is none, a secret that is none."""
    url, secret, wrong = url.strip(), secret.strip(), {}
    if form not in formats:
        wrong["format"] = "请选择机器人的种类。"
    if len(secret) > LONGEST_SECRET or not secret.isprintable():
        wrong["secret"] = "密钥过长或含有不能用的字符。"  # noqa: S105
    reason = _wrong_url(url, may_be_plain)
    if reason:
        wrong["url"] = reason
    if wrong:
        raise InvalidError(fields=wrong)


def set_bot(url: str, form: str, secret: str, *, actor: Actor) -> Contact:
    """Send to this chat bot, checked before, from now on; no ``secret`` keeps the one there is."""
    hold(actor.user_id)
    held = contacts(actor.user_id).get(BOT)
    if held is None:
        held = Contact(user_id=actor.user_id, channel=BOT, code_tries=0, codes_sent=0, failures=0)
    is_same = held.address == url.strip() and held.format == form
    held.address, held.format = url.strip(), form
    held.secret = secret.strip() or (held.secret if is_same else None)
    db.session.add(held)
    db.session.flush()
    handing.forget_waiting(held.id)
    revive(held)
    return held


def give_mail(addresses: Mapping[UUID, str]) -> int:
    """Give people without one a mail address that needs no code; return how many had none."""
    chosen = select(Contact.user_id).where(Contact.channel == MAIL)
    held = set(db.session.scalars(chosen))
    new = {user_id: address for user_id, address in addresses.items() if user_id not in held}
    db.session.add_all(
        Contact(
            user_id=user_id, channel=MAIL, address=address, code_tries=0, codes_sent=0, failures=0
        )
        for user_id, address in new.items()
    )
    db.session.flush()
    return len(new)


def remove(channel: str, *, actor: Actor) -> None:
    """Forget the actor's address on a channel, and what waits for it."""
    held = contacts(actor.user_id).get(channel)
    if held is None:
        raise NoContactError
    handing.forget_waiting(held.id)
    gone = update(Outgoing).where(Outgoing.contact_id == held.id).values(contact_id=None)
    db.session.execute(gone, execution_options=handing.UNSYNCHRONIZED)
    db.session.delete(held)
    db.session.flush()


def revive(held: Contact) -> None:
    """Let messages go to an address again."""
    held.paused_at, held.failures, held.error, held.busy_until = None, 0, None, None
    db.session.flush()


def _count_code(held: Contact, now: datetime) -> None:
    if held.codes_since is None or held.codes_since + CODES_PER <= now:
        held.codes_since, held.codes_sent = now, 0
    if held.codes_sent >= MOST_CODES:
        raise TooManyCodesError
    held.codes_sent += 1


def _digest(actor: Actor, code: str) -> str:
    return crypto.digest(f"{actor.user_id}:{code}")


def _wrong_url(url: str, may_be_plain: bool) -> str:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "请粘贴机器人的 Webhook 地址，以 https:// 开头。"
    schemes = {"https", "http"} if may_be_plain else {"https"}
    is_plain = url.isascii() and url.isprintable() and " " not in url
    if parts.scheme not in schemes or not host or port == 0 or not is_plain:
        return "请粘贴机器人的 Webhook 地址，以 https:// 开头。"
    if parts.username or parts.password or len(url) > LONGEST_URL:
        return "地址过长，或含有用户名和口令。"
    return ""
