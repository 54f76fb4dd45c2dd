"""The database session, its types, and the only commit.

On SQLite a read transaction that turns into a write fails at once on a stale snapshot, and no
busy time-out helps. So ``transaction()`` ends the request's reads and begins IMMEDIATE behind one
in-process lock; plain reads never take it.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, MetaData, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(metadata=Base.metadata)

PASSING = {"40001", "40P01", "55P03"}
"""PostgreSQL's serialization failure, deadlock and lock not given."""

_writer = threading.Lock()
_after_commit: ContextVar[list[Callable[[], None]] | None] = ContextVar("after", default=None)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC; naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware instant into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant as aware UTC (SQLite gives it back naive)."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def uuid7() -> UUID:
    """Return a new time-ordered id (RFC 9562, version 7)."""
    random = int.from_bytes(os.urandom(10), "big")
    stamp = (time.time_ns() // 1_000_000) & ((1 << 48) - 1)
    value = stamp << 80 | 0x7 << 76 | (random >> 68 & 0xFFF) << 64 | 0b10 << 62
    return UUID(int=value | random & ((1 << 62) - 1))


@contextmanager
def transaction() -> Iterator[None]:
    """Run one command: everything in it is committed together or not at all.

    Reads made before are ended first, so rows fetched earlier in the request must not be written.
    """
    if _after_commit.get() is not None:
        raise RuntimeError("transactions do not nest")
    waiting: list[Callable[[], None]] = []
    token = _after_commit.set(waiting)
    try:
        with _exclusive():
            yield
            db.session.commit()
    finally:
        _after_commit.reset(token)
    for follow_up in waiting:
        follow_up()


def after_commit(follow_up: Callable[[], None]) -> None:
    """Run ``follow_up`` once the present transaction is committed; never if it is not."""
    waiting = _after_commit.get()
    if waiting is None:
        raise RuntimeError("no transaction")
    waiting.append(follow_up)


@contextmanager
def _exclusive() -> Iterator[None]:
    db.session.rollback()
    sqlite = db.engine.dialect.name == "sqlite"
    if sqlite:
        _writer.acquire()
    try:
        db.session.connection(execution_options={"immediate": True})
        yield
    except BaseException:
        db.session.rollback()
        raise
    finally:
        if sqlite:
            _writer.release()


def passes(error: BaseException) -> bool:
    """Tell whether a database refused only because of what others did at the same moment."""
    if not isinstance(error, OperationalError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    return state in PASSING or "database is locked" in str(error.orig)


def listen(engine: Engine, *, synchronous: str = "FULL") -> None:
    """Set the rules of an SQLite engine; other databases need none."""
    if engine.dialect.name != "sqlite":
        return

    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={synchronous}",
            "busy_timeout=30000",
            "foreign_keys=ON",
            "cache_size=-32000",  # kibibytes: a page of a list among a million rows stays in it
        ):
            connection.execute(f"PRAGMA {pragma}")

    def begin(connection: Any) -> None:
        immediate = connection.get_execution_options().get("immediate")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", begin)
