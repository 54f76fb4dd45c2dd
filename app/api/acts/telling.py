"""One's own notices, and how one wants to be told: no route names another person."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from marshmallow import Schema
from marshmallow import fields as of
from marshmallow.validate import Length, OneOf, Range

from app import notifications
from app.api.asked import Page, require_storable, turn
from app.api.door import Door, actor, now
from app.api.shown import sides
from app.core.db import transaction
from app.jobs import addresses, telling, wording
from app.notifications import BOT, CHANNELS, KINDS, MAIL, PACES, Notice, Wanted

bp = Door("telling", "", "Notices, and how one is told")
HIDDEN = "您已不能查看这件案件，内容不再显示。"
MINUTES = Range(0, 24 * 60 - 1)


class NoticesQuery(Page):
    """Which of one's notices."""

    unread = of.Boolean(load_default=False)


class NoticeShown(Schema):
    """A notice, the page it leads to, and for whom one has it while that person is away."""

    id = of.UUID()
    key = of.String()
    kind = of.String()
    text = of.String()
    at = of.DateTime()
    read_at = of.DateTime(allow_none=True)
    path = of.String()
    for_name = of.String(allow_none=True)


class NoticePage(Schema):
    """A part of one's notices, the newest first."""

    unread = of.Integer()
    next = of.String(metadata={"description": "what to send as ``after``; empty at the end"})
    previous = of.String(metadata={"description": "what to send as ``before``; empty at the start"})
    notices = of.List(of.Nested(NoticeShown))


class TellingChoice(Schema):
    """Which kinds go where, how often, and when not; times are minutes after midnight."""

    mail = of.List(of.String(validate=OneOf(KINDS)), required=True)
    bot = of.List(of.String(validate=OneOf(KINDS)), required=True)
    silent = of.List(of.String(validate=OneOf(KINDS)), load_default=list)
    pace = of.String(load_default=PACES[0], validate=OneOf(PACES))
    daily_at = of.Integer(load_default=510, validate=MINUTES)
    quiet_from = of.Integer(load_default=None, allow_none=True, validate=MINUTES)
    quiet_to = of.Integer(load_default=None, allow_none=True, validate=MINUTES)
    quiet_days = of.List(of.Integer(validate=Range(0, 6)), load_default=lambda: list(range(7)))
    urgent_passes = of.Boolean(load_default=True)


class AddressShown(Schema):
    """An address: of a bot only its server, for the rest of it is a key."""

    channel = of.String()
    address = of.String(allow_none=True)
    format = of.String(allow_none=True)
    pending = of.String(allow_none=True)
    error = of.String(allow_none=True)
    paused_at = of.DateTime(allow_none=True)


class Told(TellingChoice):
    """How one is told, and where."""

    addresses = of.List(of.Nested(AddressShown))


class MailAsked(Schema):
    """A mail address; a code is sent there."""

    address = of.String(required=True, validate=[Length(1, 254), require_storable])


class CodeAsked(Schema):
    """The code that was sent."""

    code = of.String(required=True, validate=[Length(1, 20), require_storable])


class BotAsked(Schema):
    """A chat bot."""

    url = of.String(required=True, validate=[Length(1, 500), require_storable])
    format = of.String(required=True, validate=OneOf(sorted(addresses.FORMATS)))
    secret = of.String(load_default="", validate=[Length(max=200), require_storable])


@bp.get("/notices")
@bp.arguments(NoticesQuery, location="query")
@bp.response(200, NoticePage)
def notices(asked: dict[str, Any]) -> dict[str, Any]:
    """Return one's notices, the newest first."""
    mine = actor().user_id
    rows = notifications.of_user(mine, turn(asked), only_unread=asked["unread"])
    found = telling.aims(actor(), [notice for notice, _ in rows])
    shown = [
        _notice(notice, found.may_see(notice)) | {"read_at": at, "path": found.path(notice)}
        for notice, at in rows
    ]
    return {"unread": notifications.unread(mine), **sides(rows), "notices": shown}


@bp.post("/notices/<uuid:notice_id>/read")
@bp.response(204)
@bp.alt_response(404, "NOT_FOUND")
def read(notice_id: UUID) -> None:
    """Note that one has read a notice."""
    with transaction():
        notifications.own(notice_id, actor().user_id)
        notifications.mark_read(notice_id, actor().user_id, now=now())


@bp.post("/notices/read")
@bp.response(204)
def read_all() -> None:
    """Note that one has read everything."""
    with transaction():
        notifications.mark_all_read(actor().user_id, now=now())


@bp.get("/telling")
@bp.response(200, Told)
def told() -> dict[str, Any]:
    """Return how one is told, and where."""
    return _told()


@bp.post("/telling")
@bp.arguments(TellingChoice)
@bp.response(200, Told)
def choose(asked: dict[str, Any]) -> dict[str, Any]:
    """Choose which kinds go where, how often, and when not."""
    addresses.choose(Wanted(**asked), actor=actor(), now=now())
    return _told()


@bp.post("/telling/mail")
@bp.arguments(MailAsked)
@bp.response(202)
@bp.alt_response(409, "CONFLICT")
def give_mail(asked: dict[str, Any]) -> None:
    """Have a code sent to a mail address; at most five an hour."""
    addresses.give_mail(asked["address"], actor=actor(), now=now())


@bp.post("/telling/mail/confirm")
@bp.arguments(CodeAsked)
@bp.response(200, Told)
def confirm_mail(asked: dict[str, Any]) -> dict[str, Any]:
    """Take the address into use that the code was sent to."""
    addresses.confirm_mail(asked["code"], actor=actor(), now=now())
    return _told()


@bp.post("/telling/bot")
@bp.arguments(BotAsked)
@bp.response(200, Told)
def set_bot(asked: dict[str, Any]) -> dict[str, Any]:
    """Send to a chat bot from now on."""
    addresses.set_bot(asked["url"], asked["format"], asked["secret"], actor=actor(), now=now())
    return _told()


@bp.post(f"/telling/<any({MAIL}, {BOT}):channel>/try")
@bp.response(204)
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def try_out(channel: str) -> None:
    """Send one message to one's own address now."""
    addresses.try_out(channel, actor=actor(), now=now())


@bp.post(f"/telling/<any({MAIL}, {BOT}):channel>/remove")
@bp.response(204)
@bp.alt_response(404, "NOT_FOUND")
def remove(channel: str) -> None:
    """Forget one's address."""
    addresses.remove(channel, actor=actor(), now=now())


def _told() -> dict[str, Any]:
    mine = actor().user_id
    wish, held = notifications.preference(mine), notifications.contacts(mine)
    names = ("mail", "bot", "pace", "daily_at", "quiet_from", "quiet_to", "quiet_days")
    shown = {name: getattr(wish, name) for name in (*names, "urgent_passes")}
    listed = [_address(held[channel]) for channel in CHANNELS if channel in held]
    return shown | {"silent": wish.muted, "addresses": listed}


def _address(held: Any) -> dict[str, Any]:
    names = ("channel", "format", "pending", "error", "paused_at")
    shown = held.address
    if held.channel == BOT and shown:
        shown = urlsplit(shown).hostname
    return {name: getattr(held, name) for name in names} | {"address": shown}


def _notice(notice: Notice, is_shown: bool) -> dict[str, Any]:
    template = notifications.texts().get(notice.key, notice.key) if is_shown else HIDDEN
    return {
        "id": notice.id,
        "key": notice.key,
        "kind": notifications.kind_of(notice.key),
        "text": wording.fill(template, notice.values, wording.in_chinese),
        "at": notice.at,
        "for_name": notice.for_name,
    }
