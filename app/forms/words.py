"""Values as text."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from app.forms.parsing import ZONE


def as_text(value: Any, subtype: str = "datetime") -> str:
    """Return a value as text: times to the minute in Asia/Shanghai, decimals written plainly."""
    if isinstance(value, datetime):
        local = value.astimezone(ZONE) if value.tzinfo else value
        return local.date().isoformat() if subtype == "date" else f"{local:%Y-%m-%dT%H:%M}"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None or isinstance(value, dict | list) else str(value)


def as_words(value: Any) -> str:
    """Return a value as a text or a table tells it: a time with a blank before the clock."""
    if isinstance(value, list):
        return "、".join(as_words(each) for each in value)
    text = as_text(value)
    return text.replace("T", " ") if isinstance(value, datetime) else text
