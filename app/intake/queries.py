"""What the registering page shows while one types: level, duplicates, units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from app import cases, definitions, forms, identity, policies
from app.cases import Case
from app.core.errors import NotFoundError
from app.identity import Actor
from app.tasks import FormView, Situation, form_view

REGISTER, WHISTLE = "register_request", "own_whistle"
REPEAT_WINDOW = timedelta(days=90)
SHOWN = 10
"""How many cases of the same matter and place stand beside the form; the search has them all."""


@dataclass(frozen=True)
class Proposal:
    """What the tables say of a request so far."""

    level: str | None
    reason: str | None
    matter: policies.CatalogueRow | None


def blank(
    actor: Actor,
    *,
    now: datetime,
    raw: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
) -> FormView:
    """Return the registering form, empty or as typed, with what the tables say of it."""
    identity.require(actor, "case.register")
    form, _ = newest(REGISTER)
    around = situation(actor, forms.typed(form, raw or {}), now)
    return form_view(form, around, now=now, raw=raw, errors=errors)


def blank_whistle(
    actor: Actor,
    *,
    now: datetime,
    raw: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
) -> FormView:
    """Return the form of a whistle without an order."""
    identity.require(actor, "case.whistle")
    form, _ = newest(WHISTLE)
    around = situation(actor, forms.typed(form, raw or {}), now)
    return form_view(form, around, now=now, raw=raw, errors=errors)


def newest(key: str) -> tuple[forms.Form, int]:
    """Return the newest version of a form."""
    found = definitions.latest("form", key)
    if found is None:
        raise NotFoundError("表单尚未部署。")
    return definitions.form(key, found.version), found.version


def situation(actor: Actor, raw: Mapping[str, Any], now: datetime) -> Situation:
    """Return what is known around the form: proposed level, duplicates."""
    said = proposal(raw, now)
    matter, place = raw.get("matter"), raw.get("place_key")
    same = duplicates(str(matter), str(place), actor=actor, now=now) if matter and place else []
    found = same[:SHOWN]
    wanted = urlencode({"matter": str(matter), "place": str(place)})
    facts = {
        "proposed_level": said.level,
        "proposed_reason": said.reason,
        "matter": matter or None,
        "duplicates": [_duplicate(case) for case in found],
        "open_duplicates": [c.reference for c in found if not c.is_closed],
        "more_duplicates": wanted if len(same) > SHOWN else None,
    }
    return Situation(actor=actor, facts=facts)


def duplicates(matter: str, place_key: str, *, actor: Actor, now: datetime) -> Sequence[Case]:
    """Return open and recent cases of the same matter and place: one more than are shown."""
    since = now - REPEAT_WINDOW
    return cases.similar(matter, place_key, since=since, actor=actor, limit=SHOWN + 1)


def proposal(raw: Mapping[str, Any], now: datetime) -> Proposal:
    """Return the level that ``d_level`` proposes for what was typed so far."""
    code = raw.get("matter")
    known = {matter.code: matter for matter in policies.catalogue_rows()}
    matter = known.get(str(code)) if code else None
    said = definitions.decide(
        "d_level",
        {
            "request_type": raw.get("request_type"),
            "danger_to_life": str(raw.get("danger_to_life")).lower() in {"true", "on"},
            "catalogue_level": matter.level if matter else None,
        },
    )
    return Proposal(said.get("level"), said.get("reason"), matter)


def _duplicate(case: Case) -> dict[str, Any]:
    return {
        "reference": case.reference,
        "title": case.title,
        "received_at": case.received_at,
        "state": "已办结" if case.is_closed else "办理中",
    }
