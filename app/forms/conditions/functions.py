"""What forms can ask in FEEL beyond the built-in functions.

Callers add or replace functions by name; those that need stored data answer null until then.
"""

import math
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

Functions = Mapping[str, Callable[..., Any]]
EARTH_RADIUS_M = 6_371_000
POSITION = re.compile(r"(-?[0-9]{1,2}(?:\.[0-9]{1,10})?)[,，] ?(-?[0-9]{1,3}(?:\.[0-9]{1,10})?)")
PERSONAL = re.compile(
    r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])"
    r"|(?<![0-9])[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9Xx](?![0-9])"
    r"|(?<![0-9])0[0-9]{2,3}-[0-9]{7,8}(?![0-9])"
)


def library(now: datetime | None, functions: Functions) -> dict[str, Callable[..., Any]]:
    """Return every function a form may call; the caller's own ones win."""
    return {
        **STAND_INS,
        **OWN,
        "now": lambda: now,
        "today": lambda: now and now.date(),
        **functions,
    }


def has_personal_data(text: object) -> bool:
    """Tell whether a text seems to hold a phone or identity number."""
    return isinstance(text, str) and PERSONAL.search(text) is not None


def is_position(text: object) -> bool:
    """Tell whether a text is a WGS84 position written as ``latitude,longitude``."""
    return _position(text) is not None


def distance_m(here: object, there: object) -> Decimal | None:
    """Return the whole metres between two positions (text or {lat, lon}); None when unknown."""
    first, second = _position(here), _position(there)
    if first is None or second is None:
        return None
    return Decimal(round(_great_circle(*map(math.radians, (*first, *second)))))


def _position(value: object) -> tuple[float, float] | None:
    if isinstance(value, Mapping):
        value = f"{value.get('lat')},{value.get('lon')}"
    match = POSITION.fullmatch(value) if isinstance(value, str) else None
    if match is None or abs(float(match[1])) > 90 or abs(float(match[2])) > 180:
        return None
    return float(match[1]), float(match[2])


def _great_circle(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    across = math.sin((lon2 - lon1) / 2) ** 2 * math.cos(lat1) * math.cos(lat2)
    return (
        2 * EARTH_RADIUS_M * math.asin(min(1, math.sqrt(math.sin((lat2 - lat1) / 2) ** 2 + across)))
    )


def _unknown(*_: object) -> None:
    return None


OWN: Functions = {
    "has_personal_data": has_personal_data,
    "is_position": is_position,
    "distance_m": distance_m,
}
STAND_INS: Functions = dict.fromkeys(("limit", "street_of", "in_district", "name_of"), _unknown)
