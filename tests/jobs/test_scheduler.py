"""The clock starts only when asked, and survives a tick that fails."""

import threading

from app import jobs
from app.jobs import scheduler


def test_the_clock_ticks_in_a_context_of_the_application(app, monkeypatch):
    ticked = threading.Event()
    monkeypatch.setattr(scheduler, "SECONDS", 0.05)
    monkeypatch.setattr(scheduler, "tick", lambda _now: ticked.set())

    clock = jobs.start(app.app_context)

    assert ticked.wait(5)
    clock.shutdown()


def test_a_failing_tick_is_logged_and_the_next_one_comes(app, monkeypatch, caplog):
    def burst(_now):
        raise RuntimeError("no database")

    monkeypatch.setattr(scheduler, "tick", burst)

    scheduler._turn(app.app_context)

    assert "will be tried again" in caplog.text
