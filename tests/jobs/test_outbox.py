"""The outbox hands over what leaves the building, under a lasting id, and tries again."""

import logging
import socket
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from app import cases, jobs, notifications
from app.core.db import db, transaction
from app.notifications import Outgoing
from tests.jobs.world import NOW

ADDRESS = "127.0.0.1"


class Mailbox:
    """Keeps what a mail server was handed."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        self.letters.append(envelope)
        return "250 OK"


@pytest.fixture
def mailbox(app):
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        port = probe.getsockname()[1]
    box = Mailbox()
    server = Controller(box, hostname=ADDRESS, port=port)
    server.start()
    jobs.use(smtp_url=f"smtp://{ADDRESS}:{port}", mail_from="shaodao@qh.example")
    yield box
    server.stop()
    jobs.use(smtp_url="", mail_from="shaodao@localhost")


@pytest.fixture
def letter(begin, someone):
    """A message to a person of the house that waits to be sent."""
    case_id = begin(NOW + timedelta(days=9))
    with transaction():
        values = {"task": "签收工单", "case_ref": "QH-2026-000001", "due": NOW}
        notice = notifications.tell(
            "task_overdue", groups=[], user_ids=[], values=values, case_id=case_id, now=NOW
        )
        waiting = Outgoing(
            notice_id=notice.id,
            channel="mail",
            address=str(someone("wx_desk").user_id),
            created_at=NOW,
            next_at=NOW,
        )
        db.session.add(waiting)
    return db.session.scalars(select(Outgoing.id)).one()


def test_mail_goes_out_once_under_the_id_of_its_row(mailbox, letter):
    sent = [jobs.tick(NOW).sent, jobs.tick(NOW).sent]

    content = mailbox.letters[0].content.decode()
    assert sent == [1, 0]
    assert f"Message-ID: <{letter}@qh.example>" in content
    assert mailbox.letters[0].rcpt_tos == ["wx_desk@qh.example"]


def test_a_server_that_is_away_is_tried_again_later(letter):
    jobs.use(smtp_url=f"smtp://{ADDRESS}:9", mail_from="shaodao@qh.example")

    first, at_once, later = (
        jobs.tick(NOW + wait) for wait in (timedelta(), timedelta(), timedelta(minutes=2))
    )

    jobs.use(smtp_url="", mail_from="shaodao@localhost")
    assert (first.failed, at_once.failed, later.failed) == (1, 0, 1)
    assert db.session.get(Outgoing, letter).attempts == 2


def test_a_text_message_reads_the_number_when_sent_and_logs_no_more_than_its_end(begin, caplog):
    case_id = begin(NOW + timedelta(days=9))
    with transaction():
        cases.add_party(case_id, {"requester_kind": "市民", "requester_phone": "13800001234"})
        notifications.tell_requester("request_accepted", values={}, case_id=case_id, now=NOW)

    with caplog.at_level(logging.INFO):
        sent = jobs.tick(NOW).sent

    assert sent == 1
    assert "1234" in caplog.text
    assert "13800001234" not in caplog.text
