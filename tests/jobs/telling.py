"""People who are to be told outside, and who hears them: a mail server, a bot's server."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from aiosmtpd.controller import Controller
from sqlalchemy import select

from app import jobs, notifications
from app.core.db import db, transaction
from app.notifications import BOT, MAIL, Contact, Outgoing, Wanted
from tests.jobs.world import NOW

HOST = "127.0.0.1"
SENDER = "shaodao@qh.example"
SITE = "https://shaodao.example"


class Mailbox:
    """Keeps what a mail server was handed; refuses whom it is told to refuse."""

    def __init__(self):
        self.letters = []
        self.refused = set()

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        self.letters.append(envelope)
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """Run a mail server that the outbox uses; yield what it was handed."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    box = Mailbox()
    server = Controller(box, hostname=HOST, port=port)
    server.start()
    jobs.use(smtp_url=f"smtp://{HOST}:{port}", mail_from=SENDER, base_url=SITE)
    yield box
    server.stop()
    quiet()


def quiet():
    """Let nothing leave any more."""
    jobs.use(smtp_url="", mail_from="shaodao@localhost")


class Hearer(BaseHTTPRequestHandler):
    """Answers a bot's messages as its server says."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.path, dict(self.headers), json.loads(body)))
        if self.server.wait:
            self.server.wait.wait(10)
        status, answer = self.server.answer
        sent = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_words):
        """Say nothing."""


@contextmanager
def bot_server() -> Iterator[ThreadingHTTPServer]:
    """Run a bot's server; it keeps what it ``heard`` and gives its ``answer``.

    It thinks about it until its ``wait`` is set, if it has one.
    """
    server = ThreadingHTTPServer((HOST, 0), Hearer)
    server.heard, server.answer, server.wait = [], (200, {"errcode": 0}), None
    server.url = f"http://{HOST}:{server.server_port}/send?key=k"
    Thread(target=server.serve_forever, daemon=True).start()
    jobs.use(smtp_url="", mail_from=SENDER, base_url=SITE, may_be_private=True, may_be_plain=True)
    yield server
    server.shutdown()
    server.server_close()
    quiet()


def give_mail(actor):
    """Give a person a mail address that is in use; return it."""
    address = f"{actor.username}@qh.example"
    with transaction():
        notifications.give_mail({actor.user_id: address})
    return address


def give_bot(actor, url, form="wecom", secret=""):
    """Give a person a chat bot."""
    with transaction():
        notifications.set_bot(url, form, secret, actor=actor)


def wants(actor, now=NOW, **chosen):
    """Let a person choose; everything goes everywhere unless said otherwise."""
    chosen = {"mail": notifications.KINDS, "bot": notifications.KINDS} | chosen
    with transaction():
        notifications.choose(
            Wanted(**chosen), actor=actor, now=now, is_workday=lambda day: day.weekday() < 5
        )


def tell(*people, key="urged", now=NOW, case_id=None, **more):
    """Tell people of something; return the notice's id."""
    values = {"task": "签收工单", "case_ref": "QH-2026-000001", "words": "请尽快", "due": now}
    user_ids = [person.user_id for person in people]
    with transaction():
        return notifications.tell(
            key, groups=[], user_ids=user_ids, values=values, case_id=case_id, now=now, **more
        ).id


def waiting():
    """Return the messages that have not left."""
    db.session.rollback()
    return list(db.session.scalars(select(Outgoing).where(Outgoing.sent_at.is_(None))))


def contact(actor, channel=BOT):
    """Return a person's address as it stands."""
    db.session.rollback()
    mine = Contact.user_id == actor.user_id, Contact.channel == channel
    return db.session.scalar(select(Contact).where(*mine))


def look_since(actor, since):
    """Let a person's mail tell of the tasks opened since a moment."""
    with transaction():
        notifications.contact(actor.user_id, MAIL).tasks_since = since
