"""The clock of a running installation: started by ``flask serve`` and ``flask worker`` alone."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler

from app.core import clock
from app.jobs import outbox
from app.jobs.tick import advance

SECONDS = 10
SEND_SECONDS = 1
"""How often it is asked, in one statement, whether anything is to leave the building."""
SENDERS = 4
"""How many turns of sending may run at once: a receiver that is slow holds up one of them."""

log = logging.getLogger(__name__)


def start(context: Callable[[], AbstractContextManager[Any]]) -> BackgroundScheduler:
    """Tick in the background, each time in a context of the application; ``shutdown()`` ends it.

    A tick that takes longer than the interval delays the next; missed ones are not made up. What
    is told is sent in turns of its own, so no timer waits for a mail server.
    """
    scheduler = BackgroundScheduler(timezone=UTC)
    for work, seconds, at_once in ((advance, SECONDS, 1), (outbox.flush, SEND_SECONDS, SENDERS)):
        scheduler.add_job(
            _turn,
            "interval",
            (context, work),
            seconds=seconds,
            max_instances=at_once,
            coalesce=True,
            misfire_grace_time=None,
        )
    scheduler.start()
    return scheduler


def _turn(
    context: Callable[[], AbstractContextManager[Any]], work: Callable[[datetime], object]
) -> None:
    try:
        with context():
            work(clock.now())
    except Exception:
        log.exception("the tick failed and will be tried again")
