"""Variables as they are kept: copied, typed, exact, and written as JSON and back."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from app.engine.errors import ElementError
from app.engine.instance.durations import MICROSECOND, SHANGHAI
from app.feel import YearsMonths

LARGEST = 2**53
TAG = "@"
PLAIN = frozenset({type(None), bool, int, str})


def kept(value: Any) -> Any:
    """Return a copy that a later change cannot reach; ElementError for what cannot be kept."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Mapping):
        return {str(key): kept(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [kept(item) for item in value]
    if isinstance(value, int | float | Decimal):
        return _number(value)
    return _moment(value)


def _number(value: float | Decimal) -> int | Decimal:
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        raise ElementError(f"不是数：{value}")
    whole = exact == exact.to_integral_value() and abs(exact) < LARGEST
    return int(exact) if whole else exact


def _moment(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=SHANGHAI)).astimezone(SHANGHAI)
    if isinstance(value, date | time | timedelta | YearsMonths):
        return value
    raise ElementError(f"变量不能保存这种值：{type(value).__name__}")


def to_json(value: Any) -> Any:
    """Return a kept value in JSON terms; what JSON cannot say is ``{"@…": text or number}``."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, dict):
        plain = {key: to_json(item) for key, item in value.items()}
        return {"@@": plain} if any(key[:1] == TAG for key in plain) else plain
    if isinstance(value, list):
        return [to_json(item) for item in value]
    return _tagged(value)


def _tagged(value: Any) -> dict[str, Any]:
    if isinstance(value, datetime):
        return {"@": value.astimezone(SHANGHAI).isoformat()}
    if isinstance(value, date):
        return {"@date": value.isoformat()}
    if isinstance(value, time):
        return {"@time": value.isoformat()}
    if isinstance(value, timedelta):
        return {"@duration": value // MICROSECOND}
    if isinstance(value, YearsMonths):
        return {"@months": value.months}
    return {"@number": str(value)}


def from_json(value: Any) -> Any:
    """Undo ``to_json``."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, list):
        return [from_json(item) for item in value]
    if len(value) == 1:
        ((key, inner),) = value.items()
        if key in READ:
            return READ[key](inner)
    return {key: from_json(item) for key, item in value.items()}


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    return {key: from_json(item) for key, item in value.items()}


READ: dict[str, Callable[[Any], Any]] = {
    "@": lambda text: datetime.fromisoformat(text).astimezone(SHANGHAI),
    "@date": date.fromisoformat,
    "@time": time.fromisoformat,
    "@duration": lambda number: timedelta(microseconds=number),
    "@months": YearsMonths,
    "@number": Decimal,
    "@@": _plain,
}
