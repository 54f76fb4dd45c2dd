"""What is done right after a commit, in transactions of its own; the clock does what this leaves.

One delivery may cause the next, so they stand in a queue: no recursion, and an end.
"""

import logging
from collections import deque
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from functools import partial
from typing import Protocol
from uuid import UUID

from app.core.db import after_commit, transaction

AT_MOST = 50
"""Deliveries after one commit; two processes may talk for ever."""
log = logging.getLogger(__name__)


class Work(Protocol):
    """Something done to one item, in the present transaction."""

    def __call__(self, item_id: UUID, /, *, now: datetime) -> bool:
        """Do it; False when there is nothing to do (any more)."""


Find = Callable[[], list[UUID]]
_queue: ContextVar[deque[tuple[Find, Work]] | None] = ContextVar("soon", default=None)


def deliver(ids: list[UUID], work: Work, now: datetime) -> None:
    """Do ``work`` to each id once the present transaction is committed."""
    look(lambda: ids, work, now)


def look(find: Find, work: Work, now: datetime) -> None:
    """Once the present transaction is committed, do ``work`` to each id that ``find`` returns."""
    after_commit(partial(_follow, find, work, now))


def _follow(find: Find, work: Work, now: datetime) -> None:
    waiting = _queue.get()
    if waiting is not None:
        waiting.append((find, work))
        return
    waiting = deque([(find, work)])
    token = _queue.set(waiting)
    try:
        _drain(waiting, now)
    except Exception:
        log.exception("what follows the commit is left to the clock")
    finally:
        _queue.reset(token)


def _drain(waiting: deque[tuple[Find, Work]], now: datetime) -> None:
    left = AT_MOST
    while waiting and left > 0:
        find, work = waiting.popleft()
        for item_id in find()[:left]:
            left -= 1
            _attempt(item_id, work, now)


def _attempt(item_id: UUID, work: Work, now: datetime) -> None:
    try:
        with transaction():
            work(item_id, now=now)
    except Exception:
        log.exception("%s is left to the clock", item_id)
