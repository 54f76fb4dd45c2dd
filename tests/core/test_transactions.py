"""One command is committed whole or not at all."""

import threading

import pytest
from sqlalchemy import func, select

from app import runtime
from app.core.db import after_commit, db, transaction
from app.runtime import Message
from tests.conftest import MORNING

THREADS = 20


def write(key="k"):
    runtime.send("n", key, {}, sender=None, now=MORNING)


def written():
    db.session.rollback()
    return db.session.scalar(select(func.count(Message.id)))


def fail_after(*doings):
    with transaction():
        for do in doings:
            do()
        raise ValueError("mid-way")


def test_what_a_command_writes_is_there_afterwards(app):
    with transaction():
        write()
        write()

    assert written() == 2


def test_a_command_that_fails_leaves_nothing(app):
    with pytest.raises(ValueError, match="mid-way"):
        fail_after(write, write)

    assert written() == 0


def test_after_a_failed_command_the_next_one_works(app):
    with pytest.raises(ValueError, match="mid-way"):
        fail_after(write)

    with transaction():
        write()

    assert written() == 1


def test_transactions_do_not_nest(app):
    def inner():
        with transaction():
            write()

    with pytest.raises(RuntimeError, match="do not nest"):
        fail_after(write, inner)

    assert written() == 0


def test_a_refused_nesting_does_not_end_the_outer_transaction(app):
    with transaction():
        write()
        with pytest.raises(RuntimeError), transaction():
            write()
        write()

    assert written() == 2


def test_a_follow_up_finds_the_command_committed(app):
    seen = []

    with transaction():
        write()
        after_commit(lambda: seen.append(written()))
        assert seen == []

    assert seen == [1]


def test_a_follow_up_may_be_a_command_of_its_own(app):
    def follow():
        with transaction():
            write("second")

    with transaction():
        write("first")
        after_commit(follow)

    assert written() == 2


def test_what_failed_has_no_follow_up(app):
    seen = []

    with pytest.raises(ValueError, match="mid-way"):
        fail_after(lambda: after_commit(lambda: seen.append(1)))
    with transaction():
        write()

    assert seen == []


def test_outside_a_command_nothing_can_follow(app):
    with pytest.raises(RuntimeError, match="no transaction"):
        after_commit(lambda: None)


def test_a_command_sees_what_others_committed_since_the_request_began(app):
    assert written() == 0
    in_threads(app, 1)

    with transaction():
        assert db.session.scalar(select(func.count(Message.id))) == 1


def test_twenty_writers_at_once_all_write(app):
    db.session.rollback()

    failures = in_threads(app, THREADS)

    assert failures == []
    assert written() == THREADS


def in_threads(app, many):
    failures = []
    start = threading.Barrier(many)

    def command():
        with app.app_context():
            start.wait()
            try:
                read_then_write()
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=command) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def read_then_write():
    """Read first, as requests do: the read must not make the write fail on a stale snapshot."""
    db.session.scalar(select(func.count(Message.id)))
    with transaction():
        before = db.session.scalar(select(func.count(Message.id)))
        write(str(before))
    db.session.remove()
