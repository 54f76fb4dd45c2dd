"""The text of a notice: its template filled with its values."""

from collections.abc import Callable, Mapping
from datetime import datetime
from string import Formatter
from typing import Any

from app.core.clock import LOCAL

UNKNOWN = "—"


def fill(template: str, values: Mapping[str, Any], say: Callable[[Any], str]) -> str:
    """Return the text; ``say`` words a value, and what is unknown becomes a dash."""
    parts = []
    for literal, name, _spec, _conversion in Formatter().parse(template):
        parts.append(literal)
        if name:
            value = values.get(name)
            parts.append(UNKNOWN if value is None else say(value))
    return "".join(parts)


def in_chinese(value: Any) -> str:
    """Word one value: an instant as local date and time, everything else as it is."""
    if isinstance(value, datetime):
        local = value.astimezone(LOCAL)
        return f"{local.month}月{local.day}日 {local:%H:%M}"
    return str(value)
