"""What the expressions of a form can see and call."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from app import forms, identity, policies, sla
from app.tasks.pickers import PICKERS, Choices
from app.tasks.pickers.spelling import keys
from app.tasks.providers import PROVIDERS
from app.tasks.situation import Situation

WORD = re.compile(r"\w+")
FILLING = "prefill"
FEW = 8
MARGIN = 0.05
"""About five kilometres, in degrees."""


def known_to(
    form: forms.Form, situation: Situation, now: datetime, *, typed: bool = False
) -> dict[str, Any]:
    """Return the names a form's expressions may use; ``typed``: nothing is filled in any more."""
    is_judged = typed and not any(each.looks.is_fixed for each in form.walk())
    mentioned = _mentioned(form) if is_judged else _mentioned(form) | _filling(form)
    if not typed and any(each.type == "filepicker" for each in form.walk()):
        mentioned |= {"case_position"}
    provided = {name: ask(situation) for name, ask in PROVIDERS.items() if name in mentioned}
    return {"today_at": now, **provided, **situation.facts}


def options_for(
    form: forms.Form, situation: Situation, *, typed: bool = False
) -> dict[str, Choices]:
    """Return the choices of every picker in the form; ``typed``: without mere suggestions."""
    offered = {c.options_key for c in form.walk()}
    suggested = set() if typed else {c.properties.get("suggest") for c in form.walk()}
    asked = {key for key in offered | suggested if key and key in PICKERS}
    return {key: _searchable(PICKERS[key](situation)) for key in asked}


def _searchable(choices: Choices) -> Choices:
    """Return many choices with what each can be found by; a few are found by looking."""
    if len(choices) <= FEW:
        return choices
    return [{**each, "keys": keys(each["label"])} for each in choices]


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
    own = {field.key for field in form.fields}
    ruled = (text for each in form.walk() for text in _governing(each.properties))
    spoken = (text for each in form.walk() for text in forms.asked(each))
    return _words([*ruled, *spoken]) - own


def _governing(properties: Mapping[str, str]) -> list[str]:
    return [text for name, text in properties.items() if name != FILLING]


def _filling(form: forms.Form) -> set[str]:
    return _words(component.properties.get(FILLING) for component in form.walk())


def _words(texts: Iterable[str | None]) -> set[str]:
    return {word for text in texts if text for word in WORD.findall(text)}
