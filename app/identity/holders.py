"""Whether anybody holds a post: asked at every step, so what was found is kept for a moment."""

import time
from collections.abc import Collection
from datetime import datetime
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from app.core.db import db
from app.identity.queries import members_by_group

KEPT_FOR = 60.0
"""Seconds; that nobody is there is never kept."""

_seen: WeakKeyDictionary[Engine, dict[str, float]] = WeakKeyDictionary()


def is_held(groups: Collection[str], now: datetime) -> bool:
    """Tell whether at least one active person holds one of these posts at ``now``."""
    known, tick = _seen.setdefault(db.engine, {}), time.monotonic()
    if any(tick - known.get(group, -KEPT_FOR) < KEPT_FOR for group in groups):
        return True
    held = [group for group, people in members_by_group(groups, now).items() if people]
    known.update(dict.fromkeys(held, tick))
    return bool(held)


def forget() -> None:
    """Ask again at next need (after posts were changed)."""
    _seen.pop(db.engine, None)
