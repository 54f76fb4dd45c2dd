"""Work through what is due: in batches, each item in a transaction of its own."""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm.exc import StaleDataError

from app.core.db import transaction
from app.core.errors import ConflictError
from app.jobs import setbacks

BATCH = 200
BATCHES = 100
TURNS = 10
"""How often one item may come up again in one tick: a timer may arm the next, already due."""

log = logging.getLogger(__name__)


@dataclass
class Sweep:
    """One kind of work in one tick."""

    kind: str
    now: datetime
    earlier: dict[UUID, bool]
    """Items that failed before, and whether they still have to wait."""
    failed: int = 0
    busy: set[UUID] = field(default_factory=set)
    """Items that could not be worked on now; another process may hold them."""

    def run(self, due: Callable[[int], list[UUID]], work: Callable[[UUID], bool]) -> int:
        """Work on everything due; return how many items went through."""
        done: Counter[UUID] = Counter()
        skip = {item_id for item_id, waits in self.earlier.items() if waits}
        for _ in range(BATCHES):
            items = [i for i in due(BATCH + len(skip)) if i not in skip and done[i] < TURNS]
            if not items:
                break
            for item_id in items:
                if self._attempt(item_id, work):
                    done[item_id] += 1
                else:
                    skip.add(item_id)
        return done.total()

    def _attempt(self, item_id: UUID, work: Callable[[UUID], bool]) -> bool:
        try:
            with transaction():
                is_done = work(item_id)
                if is_done and item_id in self.earlier:
                    setbacks.clear(self.kind, item_id)
        except (ConflictError, StaleDataError):
            is_done = False  # somebody else was first
        except Exception as error:
            self._push_away(item_id, error)
            return False
        if not is_done:
            self.busy.add(item_id)
        return is_done

    def _push_away(self, item_id: UUID, error: Exception) -> None:
        log.exception("%s %s failed", self.kind, item_id)
        self.failed += 1
        reason = f"{type(error).__name__}: {error}"
        with transaction():
            setbacks.note(self.kind, item_id, reason, now=self.now)
