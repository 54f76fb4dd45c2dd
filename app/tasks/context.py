"""What the expressions of a form can see and call."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from app import forms, identity, policies, sla
from app.tasks.pickers import PICKERS, Choices
from app.tasks.providers import PROVIDERS
from app.tasks.situation import Situation

WORD = re.compile(r"\w+")
MARGIN = 0.05
"""About five kilometres, in degrees."""


def known_to(form: forms.Form, situation: Situation, now: datetime) -> dict[str, Any]:
    """Return the names a form's expressions may use."""
    mentioned = _mentioned(form)
    provided = {name: ask(situation) for name, ask in PROVIDERS.items() if name in mentioned}
    return {"today_at": now, **provided, **situation.facts}


def options_for(form: forms.Form, situation: Situation) -> dict[str, Choices]:
    """Return the choices of every picker in the form."""
    asked = [(c.options_key, c.properties.get("suggest")) for c in form.walk()]
    keys = {key for pair in asked for key in pair if key}
    return {key: PICKERS[key](situation) for key in keys if key in PICKERS}


def functions_for(situation: Situation, now: datetime) -> dict[str, Callable[..., Any]]:
    """Return the functions a form may call beyond the library."""

    def limit(key: str) -> datetime | None:
        limits = policies.limits(policies.current_parameters(now).version)
        return sla.limit(limits, key, situation.facts, now, policies.current_calendar())

    return {
        "limit": limit,
        "street_of": _street_of,
        "in_district": _in_district,
        "name_of": _name_of,
    }


def _street_of(code: str | None) -> str | None:
    return identity.street_of(code) if code else None


def _name_of(code: str | None) -> str | None:
    return identity.organisation_name(code) if code else None


def _in_district(lat: Any, lon: Any) -> bool:
    box = identity.district_box()
    if box is None or lat is None or lon is None:
        return True
    south, north, west, east = box
    inside = south - MARGIN <= float(lat) <= north + MARGIN
    return inside and west - MARGIN <= float(lon) <= east + MARGIN


def _mentioned(form: forms.Form) -> set[str]:
    texts = [
        text
        for component in form.walk()
        for text in (*component.properties.values(), component.hide, component.expression)
        if text
    ]
    return {word for text in texts for word in WORD.findall(text)}
