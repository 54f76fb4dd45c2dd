"""Process values in JSON columns: instants, dates, durations and exact numbers keep their type."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import orjson
import zstandard
from sqlalchemy import JSON, Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

TAG = "@"
MICROSECOND = Decimal("0.000001")
LARGEST = 2**63 - 1
"""Beyond it not every reader of JSON keeps an integer exact."""
READ: dict[str, Callable[[Any], Any]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "number": Decimal,
    "duration": lambda seconds: int(Decimal(seconds) / MICROSECOND) * timedelta.resolution,
    "dict": lambda items: {key: from_json(item) for key, item in items.items()},
}


WRITE: dict[type, tuple[str, Callable[[Any], Any]]] = {
    Decimal: ("number", str),
    datetime: ("datetime", datetime.isoformat),  # before date, which it also is
    date: ("date", date.isoformat),
    time: ("time", time.isoformat),
    timedelta: ("duration", lambda span: str(span // timedelta.resolution * MICROSECOND)),
}


class Values(TypeDecorator[Any]):
    """A JSON column that gives back what was put in."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Tag what JSON cannot say."""
        return to_json(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Read the tags back."""
        return from_json(value)


class Packed(TypeDecorator[Any]):
    """Values that are read again only to be replayed: compressed."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes:
        """Compress on the way in."""
        return zstandard.compress(orjson.dumps(to_json(value)))

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        """Read what was put in."""
        return None if value is None else from_json(orjson.loads(zstandard.decompress(value)))


def to_json(value: Any) -> Any:
    """Return ``value`` in JSON terms; TypeError for what has no such form."""
    if value is None or isinstance(value, bool | float | str):
        return value
    if isinstance(value, int):
        return value if abs(value) <= LARGEST else {TAG: "number", "value": str(value)}
    if isinstance(value, dict):
        items = {str(key): to_json(item) for key, item in value.items()}
        return {TAG: "dict", "value": items} if _is_tagged(items) else items
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    return _tagged(value)


def from_json(value: Any) -> Any:
    """Undo ``to_json``."""
    if isinstance(value, list):
        return [from_json(item) for item in value]
    if isinstance(value, dict):
        if _is_tagged(value):
            return READ[value[TAG]](value["value"])
        return {key: from_json(item) for key, item in value.items()}
    return value


def add_kind(kind: type, tag: str, write: Callable[[Any], Any], read: Callable[[Any], Any]) -> None:
    """Let values of a further type be kept: ``write`` gives JSON, ``read`` undoes it."""
    WRITE[kind], READ[tag] = (tag, write), read


def _tagged(value: Any) -> Any:
    if isinstance(value, Decimal) and abs(value) <= LARGEST and value == value.to_integral():
        return int(value)
    for kind, (tag, write) in WRITE.items():
        if isinstance(value, kind):
            return {TAG: tag, "value": write(value)}
    raise TypeError(f"no JSON form: {type(value).__name__}")


def _is_tagged(items: dict[str, Any]) -> bool:
    return set(items) == {TAG, "value"}
