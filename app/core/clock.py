"""The only now. In demo mode it can be moved, for every process of the installation at once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, db

LOCAL = ZoneInfo("Asia/Shanghai")
_movable = False


class ClockShift(Base):
    """How far the demo clock stands from the real one; at most one row."""

    __tablename__ = "clock_shift"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    seconds: Mapped[float]


def allow_moving(movable: bool) -> None:
    """Let the clock be moved (demo mode), or pin it to the real time."""
    global _movable
    _movable = movable


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC) + shift()


def spoken(moment: datetime) -> str:
    """Return a moment as a sentence carries it; readers see it by ``sentences.told``."""
    return f"{moment.astimezone(LOCAL):%Y-%m-%d %H:%M}"


def shift() -> timedelta:
    """Return how far the clock has been moved."""
    if not _movable:
        return timedelta()
    return timedelta(seconds=db.session.scalar(select(ClockShift.seconds)) or 0)


def move_to(instant: datetime | None) -> None:
    """Set the demo clock to ``instant``; None sets it back to the real time."""
    if not _movable:
        raise RuntimeError("the clock moves in demo mode only")
    seconds = 0.0 if instant is None else (instant - datetime.now(UTC)).total_seconds()
    db.session.merge(ClockShift(id=1, seconds=seconds))
    db.session.flush()
