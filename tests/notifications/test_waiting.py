"""What should have left the building, as the doctor sees it."""

from datetime import timedelta

from app import identity, notifications
from app.core.db import transaction
from app.notifications import MAIL
from tests.conftest import MORNING
from tests.notifications.test_outgoing import fail, send, written

HOUR = timedelta(hours=1)


def test_nothing_waits_before_its_time(app):
    written(MORNING + HOUR)

    assert notifications.waiting(MORNING) == notifications.Waiting(None, 0, 0, 0)


def test_what_waits_and_what_failed_is_counted(app):
    _waits, failed, gone = written(MORNING), written(MORNING), written(MORNING)
    fail(failed)
    send(gone)

    found = notifications.waiting(MORNING)

    assert (found.since, found.count, found.failed) == (MORNING, 2, 1)


def test_what_failed_waits_since_it_was_to_go_however_often_it_was_put_off(app):
    early, _ = written(MORNING - HOUR), written(MORNING)
    fail(early)

    assert notifications.waiting(MORNING).since == MORNING - HOUR


def test_a_notice_no_clock_has_looked_at_waits_too(app):
    watch = identity.find_user("watch").id
    with transaction():
        notifications.tell(
            "scored", groups=[], user_ids=[watch], values={}, case_id=None, now=MORNING - HOUR
        )

    found = notifications.waiting(MORNING)

    assert (found.since, found.count) == (MORNING - HOUR, 1)


def test_paused_addresses_are_counted(app):
    watch = identity.find_user("watch").id
    with transaction():
        notifications.give_mail({watch: "watch@qh.example"})
        notifications.contact(watch, MAIL).paused_at = MORNING

    assert notifications.waiting(MORNING).paused == 1
