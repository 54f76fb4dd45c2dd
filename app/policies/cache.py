"""Parsed versions, kept per process and database: a version never changes."""

from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from app.core.db import db

Parsed = TypeVar("Parsed")
_kept: WeakKeyDictionary[Engine, dict[tuple[str, int], Any]] = WeakKeyDictionary()


def parsed(kind: str, version: int, parse: Callable[[int], Parsed]) -> Parsed:
    """Return the parsed version, made by ``parse(version)`` at first need."""
    known = _kept.setdefault(db.engine, {})
    if (kind, version) not in known:
        known[kind, version] = parse(version)
    found: Parsed = known[kind, version]
    return found


def forget() -> None:
    """Forget every parsed version of this database (after it was emptied)."""
    _kept.pop(db.engine, None)
