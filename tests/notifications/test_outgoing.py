"""What leaves the building is handed over by one worker at a time, until it has arrived."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app import notifications
from app.core.db import db, transaction
from app.notifications import Outgoing
from app.notifications.handing import LEASE, RETRIES
from tests.conftest import MORNING

MINUTE = timedelta(minutes=1)


@pytest.fixture
def message(app):
    return written()


def written(now=MORNING):
    case_id = uuid4()
    with transaction():
        notifications.tell_requester("order_received", values={}, case_id=case_id, now=now)
    return db.session.scalar(select(Outgoing.id).where(Outgoing.address == str(case_id)))


def lease(now=MORNING, limit=20):
    with transaction():
        return notifications.lease(now=now, limit=limit)


def fail(message_id, error="忙", now=MORNING):
    with transaction():
        notifications.failed(message_id, error, now=now)


def send(message_id, now=MORNING):
    with transaction():
        notifications.sent(message_id, now=now)


def row(message_id):
    db.session.rollback()
    return db.session.get(Outgoing, message_id, populate_existing=True)


def test_a_message_is_leased_to_one_worker_at_a_time(message):
    assert lease() == [message]
    assert lease() == []
    assert lease(MORNING + LEASE - MINUTE) == []


def test_a_lease_that_ended_without_word_is_given_again(message):
    lease()

    assert lease(MORNING + LEASE) == [message]


def test_what_was_sent_is_never_leased_again(message):
    lease()
    send(message)

    assert lease(MORNING + timedelta(days=30)) == []
    assert row(message).sent_at == MORNING


def test_a_failure_is_tried_again_later(message):
    lease()
    fail(message)

    assert row(message).error == "忙"
    assert lease(MORNING + MINUTE - timedelta(seconds=1)) == []
    assert lease(MORNING + MINUTE) == [message]


def test_each_failure_waits_longer_than_the_one_before(message):
    waits = []
    for _ in range(len(RETRIES) + 1):
        fail(message)
        waits.append((row(message).next_at - MORNING) / MINUTE)

    assert waits == [1, 5, 15, 60, 240, 240]
    assert row(message).attempts == 6


def test_success_after_a_failure_leaves_no_error(message):
    fail(message)
    send(message, now=MORNING + MINUTE)

    assert (row(message).error, row(message).attempts) == (None, 1)


def test_a_long_error_is_shortened(message):
    fail(message, error="长" * 2000)

    assert len(row(message).error) == 500


def test_a_message_is_not_leased_before_its_time(app):
    later = written(now=MORNING + MINUTE)

    assert lease() == []
    assert lease(MORNING + MINUTE) == [later]


def test_the_longest_waiting_go_first_and_no_more_than_asked_for(app):
    third, first, second = (written(MORNING - n * MINUTE) for n in (1, 3, 2))

    assert lease(limit=2) == [first, second]
    assert lease(limit=2) == [third]


def test_a_message_comes_with_its_notice(message):
    outgoing, notice = notifications.outgoing(message)

    assert (outgoing.channel, notice.key) == ("sms", "order_received")
    assert notice.groups == ["requester"]
