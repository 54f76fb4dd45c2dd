"""What a row was last written with, and what differs from it now."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import orjson
from sqlalchemy import delete, insert

from app.core.db import db
from app.core.values import to_json
from app.runtime.models import Subscription, Timer

T = TypeVar("T")
UNSYNCHRONIZED = {"synchronize_session": False}


def difference(
    before: Mapping[str, Any], now_waiting: Mapping[str, T], say: Callable[[T], Any]
) -> tuple[list[UUID], list[T]]:
    """Return the rows to delete and the items to write: new ones and those that say otherwise."""
    changed = {k for k, item in now_waiting.items() if before.get(k) != say(item)}
    gone = [UUID(k) for k in before if k not in now_waiting or k in changed]
    return gone, [now_waiting[k] for k in now_waiting if k in changed]


def replace(model: type[Timer | Subscription], gone: list[UUID], rows: list[Any]) -> None:
    """Delete rows by id and insert others."""
    if gone:
        db.session.execute(
            delete(model).where(model.id.in_(gone)), execution_options=UNSYNCHRONIZED
        )
    if rows:
        db.session.execute(insert(model), rows)


def digest(said: list[Any]) -> str:
    """Return a short digest of what a row says."""
    text = orjson.dumps(to_json(said), option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(text, digest_size=8).hexdigest()


def iso(instant: datetime | None) -> str | None:
    """Return an instant as the projection keeps it."""
    return instant.isoformat() if instant else None
