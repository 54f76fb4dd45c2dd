"""The clock of a running installation: started by ``flask serve`` and ``flask worker`` alone."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler

from app.core import clock
from app.jobs.tick import tick

SECONDS = 10

log = logging.getLogger(__name__)


def start(context: Callable[[], AbstractContextManager[Any]]) -> BackgroundScheduler:
    """Tick in the background, each time in a context of the application; ``shutdown()`` ends it.

    A tick that takes longer than the interval delays the next; missed ones are not made up.
    """
    scheduler = BackgroundScheduler(timezone=UTC)
    scheduler.add_job(
        _turn, "interval", (context,), seconds=SECONDS, max_instances=1, coalesce=True
    )
    scheduler.start()
    return scheduler


def _turn(context: Callable[[], AbstractContextManager[Any]]) -> None:
    try:
        with context():
            tick(clock.now())
    except Exception:
        log.exception("the tick failed and will be tried again")
