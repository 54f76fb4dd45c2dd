"""On PostgreSQL too, clocks in several processes send each person one gathered message."""

import threading
from datetime import timedelta

import pytest

from app import identity, jobs, notifications
from app.core.db import transaction
from app.notifications import HOURLY
from tests.crash.test_clocks_on_postgres import app
from tests.jobs import telling
from tests.jobs.conftest import plain_words
from tests.jobs.world import HOUR, NOW, begin

__all__ = ["app", "begin", "plain_words"]
pytestmark = [pytest.mark.postgres, pytest.mark.crash]
DESKS = ("wx_desk", "wx_desk2", "watch")


@pytest.fixture
def readers(app):
    """People with mail addresses who want a message an hour; one silenced a kind."""
    found = [identity.actor_of(identity.find_user(name), NOW) for name in DESKS]
    for reader in found:
        telling.give_mail(reader)
        telling.wants(reader, pace=HOURLY, silent=("progress",) if reader is found[0] else ())
    return found


def test_four_clocks_at_once_send_each_reader_one_message(app, readers, begin):
    case_id = begin(NOW + timedelta(days=9))
    with telling.mail_server() as mailbox:
        for _ in range(60):
            telling.tell(*readers, case_id=case_id)
        at_once(app, NOW)
        done = at_once(app, NOW + HOUR)

    told = sorted(letter.rcpt_tos[0] for letter in mailbox.letters)
    assert told == sorted(f"{name}@qh.example" for name in DESKS)
    assert [turn.failed for turn in done] == [0] * 4


def test_a_silenced_kind_comes_read(app, readers):
    telling.tell(*readers, key="ruled")

    unread = [notifications.unread(reader.user_id) for reader in readers]

    assert unread == [0, 1, 1]


def test_what_was_read_within_the_hour_is_not_sent(app, readers):
    with telling.mail_server() as mailbox:
        telling.tell(readers[0])
        jobs.tick(NOW)
        with transaction():
            notifications.mark_all_read(readers[0].user_id, now=NOW)
        jobs.tick(NOW + HOUR)

    assert mailbox.letters == []


def at_once(app, now):
    """Let four clocks tick at the same moment; return what each did."""
    together, done = threading.Barrier(4), []

    def turn():
        with app.app_context():
            together.wait()
            done.append(jobs.tick(now))

    clocks = [threading.Thread(target=turn) for _ in range(4)]
    for clock in clocks:
        clock.start()
    for clock in clocks:
        clock.join()
    return done
