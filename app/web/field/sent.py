"""What a report brings beside the form's values."""

from datetime import timedelta
from typing import Any

from flask import request

from app.tasks.arriving import Ago
from app.web import replies

BESIDE = {"entered_ago", "arrived_ago", "accuracy"}
LONGEST = 400 * 24 * 3600


def values() -> dict[str, Any]:
    """Return the form's values."""
    return {name: value for name, value in replies.raw().items() if name not in BESIDE}


def beside() -> dict[str, Any]:
    """Return the key, how long ago it was entered and arrived, how exact the position is."""
    arrived = _number("arrived_ago")
    accuracy = _number("accuracy")
    return {
        "one_time_key": request.form.get("one_time_key"),
        "ago": Ago(
            entered=timedelta(seconds=_number("entered_ago") or 0),
            arrived=None if arrived is None else timedelta(seconds=arrived),
        ),
        "accuracy_m": accuracy,
    }


def _number(name: str) -> int | None:
    text = request.form.get(name, "")
    return min(int(text), LONGEST) if text.isdecimal() and len(text) < 12 else None
