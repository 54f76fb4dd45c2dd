"""The shipped forms, filled in as the story of the street and the four departments fills them."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app import forms
from app.core.errors import InvalidError

FORMS = Path(__file__).parents[2] / "forms"
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(clock: str) -> datetime:
    """Return a moment of the story's Tuesday."""
    return datetime.fromisoformat(f"2026-07-14T{clock}:00").replace(tzinfo=SHANGHAI)


def shipped(form_id: str) -> forms.Form:
    """Return a form of the project by its id."""
    (path,) = FORMS.glob(f"*/{form_id}.form")
    return forms.load(path.read_bytes())


def wrong(
    form_id: str, raw: dict[str, Any], context: dict[str, Any], now: datetime
) -> dict[str, str]:
    """Return the sentences a person would read, by field; empty when all is well."""
    try:
        forms.validate(shipped(form_id), raw, context, now, FUNCTIONS)
    except InvalidError as error:
        return error.fields
    return {}


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "street_of": lambda grid: "qh.wx" if grid else None,
    "in_district": lambda lat, lon: 30 < lat < 32,
    "limit": lambda key: at("08:45"),
}


@pytest.fixture(params=sorted(FORMS.glob("*/*.form")), ids=lambda path: path.stem)
def form_file(request: pytest.FixtureRequest) -> Path:
    return request.param
