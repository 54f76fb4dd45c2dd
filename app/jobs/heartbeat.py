"""A sign that the clock runs, in real time even when the demo clock stands elsewhere."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.db import Base, UtcDateTime, db

INSERT: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


class Heartbeat(Base):
    """When a tick last ended; one row."""

    __tablename__ = "heartbeat"

    id: Mapped[int] = mapped_column(primary_key=True)
    beat_at: Mapped[datetime] = mapped_column(UtcDateTime)


def beat() -> None:
    """Note that a tick has ended."""
    at = clock.now() - clock.shift()
    first = INSERT[db.engine.dialect.name](Heartbeat).values(id=1, beat_at=at)
    again = first.on_conflict_do_update(index_elements=["id"], set_={"beat_at": at})
    db.session.execute(again)


def last_beat() -> timedelta | None:
    """Return how long ago the last tick ended; None when there never was one."""
    beat_at = db.session.scalar(select(Heartbeat.beat_at))
    return None if beat_at is None else clock.now() - clock.shift() - beat_at
