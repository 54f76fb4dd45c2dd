"""What a report brings beside the form's values."""

import re
from datetime import timedelta
from typing import Any

from flask import request

from app.cases.evidence import Taken, Told
from app.tasks.arriving import Ago
from app.web import replies
from app.web.shell.sessions import now

BESIDE = {"entered_ago", "arrived_ago", "accuracy"}
PLACE = re.compile(r"(-?\d{1,2}(?:\.\d{1,9})?),(-?\d{1,3}(?:\.\d{1,9})?)")
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


def about_photo() -> Told:
    """Return what the phone says of a photo: its hash, how long ago and where it was taken."""
    ago = _number("taken_ago")
    found = PLACE.fullmatch(request.form.get("position", ""))
    lat, lon = (float(found[1]), float(found[2])) if found else (None, None)
    at = None if ago is None else now() - timedelta(seconds=ago)
    accuracy = _number("accuracy") if found else None
    return Told(request.form.get("sha256") or None, Taken(at, lat, lon, accuracy))


def _number(name: str) -> int | None:
    text = request.form.get(name, "")
    return min(int(text), LONGEST) if text.isdecimal() and len(text) < 12 else None
