"""Hand over what leaves the building: leased, sent with no transaction open, then recorded.

A message may be handed over twice, after a crash between sending and recording, but always
under the same Message-ID.
"""

import logging
import smtplib
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit
from uuid import UUID

from app import cases, identity, notifications
from app.core.db import db, transaction
from app.identity import SYSTEM
from app.jobs.wording import fill, in_chinese

SECONDS = 15
ROUNDS = 50
PORTS = {"smtp": 25, "smtps": 465}

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outlets:
    """Where messages go; without a mail server they only go to the log."""

    smtp_url: str = ""
    mail_from: str = "shaodao@localhost"


@dataclass(frozen=True)
class Letter:
    """A message ready to be handed over."""

    id: UUID
    channel: str
    to: str
    text: str


_outlets = Outlets()


def use(*, smtp_url: str, mail_from: str) -> None:
    """Send mail through this server, under this address."""
    global _outlets
    _outlets = Outlets(smtp_url, mail_from)


def flush(now: datetime) -> tuple[int, int]:
    """Send everything that waits; return how many were sent and how many failed."""
    sent = failed = 0
    if notifications.oldest_waiting() is None:
        return sent, failed
    for _ in range(ROUNDS):
        with transaction():
            leased = notifications.lease(now=now)
        if not leased:
            break
        for outgoing_id in leased:
            went = _send(outgoing_id, now)
            sent, failed = sent + went, failed + (not went)
    return sent, failed


def _send(outgoing_id: UUID, now: datetime) -> bool:
    try:
        letter = _letter(outgoing_id)
        db.session.rollback()  # no transaction is open while sending
        CHANNELS[letter.channel](letter)
    except Exception as error:
        log.exception("message %s could not be sent", outgoing_id)
        with transaction():
            notifications.failed(outgoing_id, str(error) or type(error).__name__, now=now)
        return False
    with transaction():
        notifications.sent(outgoing_id, now=now)
    return True


def _letter(outgoing_id: UUID) -> Letter:
    outgoing, notice = notifications.outgoing(outgoing_id)
    text = fill(notifications.texts()[notice.key], notice.values, in_chinese)
    to = ADDRESSES[outgoing.channel](UUID(outgoing.address))
    return Letter(outgoing.id, outgoing.channel, to, text)


def _mailbox(user_id: UUID) -> str:
    domain = _outlets.mail_from.rpartition("@")[2]
    return f"{identity.user(user_id).username}@{domain}"


def _number(case_id: UUID) -> str:
    numbers = [party.phone for party in cases.parties(case_id, SYSTEM) if party.phone]
    return numbers[0] if numbers else ""


def _mail(letter: Letter) -> None:
    if not _outlets.smtp_url:
        log.info("mail %s to %s: no mail server is set", letter.id, letter.to)
        return
    url = urlsplit(_outlets.smtp_url)
    dial = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
    with dial(url.hostname or "localhost", url.port or PORTS[url.scheme], timeout=SECONDS) as line:
        if url.username:
            line.login(unquote(url.username), unquote(url.password or ""))
        line.send_message(_message(letter))


def _message(letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["Message-ID"] = f"<{letter.id}@{_outlets.mail_from.rpartition('@')[2]}>"
    message["From"], message["To"] = _outlets.mail_from, letter.to
    message["Subject"] = letter.text.split("】")[0].lstrip("【")[:40]
    message.set_content(letter.text)
    return message


def _text_message(letter: Letter) -> None:
    log.info("text message %s to a number ending in %s", letter.id, letter.to[-4:] or "–")


CHANNELS = {"mail": _mail, "sms": _text_message}
ADDRESSES = {"mail": _mailbox, "sms": _number}
