"""Hand over what leaves the building: claimed, sent with no transaction open, then recorded.

A message may be handed over twice, after a crash between sending and recording, but always
under the same Message-ID.
"""

import logging
import smtplib
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app import cases, notifications
from app.core.db import db, transaction
from app.identity import SYSTEM
from app.jobs.telling import bots, mail, wires
from app.jobs.telling.letters import Letter, Line, Written
from app.jobs.telling.spread import spread
from app.jobs.telling.taking import take
from app.jobs.wording import fill, in_chinese
from app.notifications import BOT, MAIL

ROUNDS = 50
PATIENCE = 5
"""After so many failures in one turn the others wait for the next: each may take seconds."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outlets:
    """Where messages go; without a mail server none are written."""

    server: mail.Server = field(default_factory=mail.Server)
    base_url: str = ""
    may_be_private: bool = False
    """Whether a chat bot may stand inside the house."""
    may_be_plain: bool = False
    """Whether it may be reached without encryption."""

    def is_open(self, channel: str) -> bool:
        """Tell whether anything can leave on a channel."""
        return channel != MAIL or bool(self.server.url)


@dataclass
class Turn:
    """What one turn handed over, and what it could not."""

    sent: int = 0
    failed: int = 0

    def count(self, went: bool) -> None:
        """Count one message."""
        self.sent, self.failed = self.sent + went, self.failed + (not went)


_outlets = Outlets()


def use(
    *,
    smtp_url: str,
    mail_from: str,
    base_url: str = "",
    may_be_private: bool = False,
    may_be_plain: bool = False,
) -> None:
    """Send mail through this server under this address, with links to this site."""
    global _outlets
    server = mail.Server(smtp_url, mail_from)
    _outlets = Outlets(server, base_url.rstrip("/"), may_be_private, may_be_plain)


def outlets() -> Outlets:
    """Return where messages go."""
    return _outlets


def flush(now: datetime) -> tuple[int, int]:
    """Send everything that waits; return how many were sent and how many failed."""
    turn, pending = Turn(), notifications.pending(now)
    if pending.notices:
        spread(now, has_mail=_outlets.is_open(MAIL))
    if pending.texts:
        _to_requesters(turn, now)
    if pending.people or pending.notices:
        _to_people(turn, now)
    return turn.sent, turn.failed


def hand_over(letter: Letter, now: datetime) -> None:
    """Send a message now, whatever the queue holds; errors are the channel's."""
    if letter.channel == BOT:
        bots.send(letter, now=now, may_be_private=_outlets.may_be_private)
    elif _outlets.is_open(MAIL):
        mail.send(letter, _outlets.server)
    else:
        log.info("mail %s: no mail server is set", letter.id)


def reason(error: Exception) -> str:
    """Say why a message did not arrive."""
    if isinstance(error, bots.RefusedError | wires.BlockedAddressError | wires.NoAnswerError):
        return str(error)
    if isinstance(error, wires.UnknownHostError):
        return str(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "邮件服务器不接受这个地址"
    if isinstance(error, smtplib.SMTPException | OSError):
        return "邮件服务器没有应答"
    return str(error) or type(error).__name__


def _to_people(turn: Turn, now: datetime) -> None:
    for _ in range(ROUNDS):
        due = notifications.contacts_due(now)
        if not due:
            return
        for contact_id in due:
            _deliver(contact_id, turn, now)
            if turn.failed >= PATIENCE:
                return


def _deliver(contact_id: UUID, turn: Turn, now: datetime) -> None:
    channel = notifications.channel_of(contact_id)
    letter = take(
        contact_id, now=now, base_url=_outlets.base_url, is_open=_outlets.is_open(channel)
    )
    if letter is None:
        return
    try:
        hand_over(letter, now)
    except Exception as error:
        log.warning("message %s could not be sent: %s", letter.id, reason(error))
        _note_failure(letter, contact_id, error, now)
        turn.count(went=False)
        return
    with transaction():
        notifications.sent(letter.id, contact_id, now=now)
    turn.count(went=True)


def _note_failure(letter: Letter, contact_id: UUID, error: Exception, now: datetime) -> None:
    refused = isinstance(
        error, bots.RefusedError | wires.BlockedAddressError | smtplib.SMTPRecipientsRefused
    )
    with transaction():
        notifications.failed(
            letter.id,
            reason(error),
            contact_id,
            now=now,
            is_refused=refused,
            is_address=refused or letter.channel == BOT,
        )


def _to_requesters(turn: Turn, now: datetime) -> None:
    for _ in range(ROUNDS):
        with transaction():
            leased = notifications.lease(now=now)
        if not leased:
            return
        for outgoing_id in leased:
            turn.count(_send_text(outgoing_id, now))


def _send_text(outgoing_id: UUID, now: datetime) -> bool:
    try:
        letter = _text_letter(outgoing_id)
        db.session.rollback()  # no transaction is open while sending
        log.info("text message %s to a number ending in %s", letter.id, letter.to[-4:] or "–")
    except Exception as error:
        log.exception("message %s could not be sent", outgoing_id)
        with transaction():
            words = str(error) or type(error).__name__
            notifications.failed(outgoing_id, words, now=now)
        return False
    with transaction():
        notifications.sent(outgoing_id, now=now)
    return True


def _text_letter(outgoing_id: UUID) -> Letter:
    outgoing, notice = notifications.outgoing(outgoing_id)
    text = fill(notifications.texts()[notice.key], notice.values, in_chinese)
    parties = cases.parties(UUID(outgoing.address), SYSTEM)
    numbers = [party.phone for party in parties if party.phone]
    written = Written(text, [Line(text, "")], text)
    return Letter(outgoing.id, outgoing.channel, numbers[0] if numbers else "", written)
