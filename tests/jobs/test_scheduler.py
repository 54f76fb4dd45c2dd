"""The clock starts only when asked, and survives a tick that fails."""

import threading
import time

import pytest

from app import jobs
from app.core import clock as time_of_day
from app.jobs import scheduler
from tests.jobs import telling
from tests.jobs.telling import give_bot, tell, wants


def test_the_clock_ticks_in_a_context_of_the_application(app, monkeypatch):
    ticked = threading.Event()
    monkeypatch.setattr(scheduler, "SECONDS", 0.05)
    monkeypatch.setattr(scheduler, "advance", lambda _now: ticked.set())

    clock = jobs.start(app.app_context)

    assert ticked.wait(5)
    clock.shutdown()


def test_a_failing_tick_is_logged_and_the_next_one_comes(app, caplog):
    def burst(_now):
        raise RuntimeError("no database")

    scheduler._turn(app.app_context, burst)

    assert "will be tried again" in caplog.text


@pytest.fixture
def running(app):
    """A clock that runs as in ``flask serve``."""
    clock = jobs.start(app.app_context)
    yield clock
    clock.shutdown(wait=True)


def test_what_is_told_has_left_within_two_seconds(app, someone, running):
    reader = someone("wx_desk")
    with telling.bot_server() as server:
        give_bot(reader, server.url)
        wants(reader)
        began = time.monotonic()
        tell(reader, now=time_of_day.now())

        assert heard_by(server, 1, began + 2)


def test_a_bot_that_is_slow_holds_nobody_else_up(app, someone, running):
    sluggish, quick = someone("wx_desk"), someone("wx_desk2")
    with telling.bot_server() as slow, telling.bot_server() as fast:
        slow.wait = threading.Event()
        for person, server in ((sluggish, slow), (quick, fast)):
            give_bot(person, server.url)
            wants(person)
        tell(sluggish, now=time_of_day.now())
        assert heard_by(slow, 1, time.monotonic() + 3)

        tell(quick, now=time_of_day.now())

        assert heard_by(fast, 1, time.monotonic() + 3)
        slow.wait.set()


def heard_by(server, count, until):
    """Tell whether a bot heard so many messages in time."""
    while len(server.heard) < count and time.monotonic() < until:
        time.sleep(0.02)
    return len(server.heard) == count
