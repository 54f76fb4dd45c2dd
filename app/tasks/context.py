"""What a form may read besides the variables of its task, and what its pickers offer.

A provider is asked only when the form mentions its name.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from app import cases, forms, identity, policies, sla
from app.cases import Case, Submission
from app.core.values import from_json
from app.identity import Actor

WORD = re.compile(r"\w+")
DEPARTMENTS = ("department", "utility")
RESIDENT = frozenset({"公安分局", "消防救援", "交通局", "市场监管局"})
ASSIST = "到场配合处置"
MARGIN = 0.05
"""About five kilometres, in degrees."""


@dataclass
class Situation:
    """Where a form is met: by whom, in which case, with which variables."""

    actor: Actor
    facts: Mapping[str, Any]
    case: Case | None = None
    department: str | None = None
    whistle_no: str | None = None

    @cached_property
    def replies(self) -> Sequence[Submission]:
        """Return what was entered in the case so far."""
        return cases.submissions(self.case.id) if self.case else []

    def last(self, form_key: str, *, department: str | None = None) -> Mapping[str, Any]:
        """Return the newest reply to a form, or an empty one."""
        for reply in reversed(self.replies):
            if reply.form_key == form_key and department in (None, reply.department):
                values: Mapping[str, Any] = from_json(reply.values)
                return values
        return {}

    @cached_property
    def row(self) -> policies.CatalogueRow | None:
        """Return the catalogue row of the case's matter."""
        matter = self.facts.get("matter") or (self.case.matter if self.case else None)
        return policies.catalogue_row(str(matter)) if matter else None


def provide(name: str, provider: "Provider") -> None:
    """Let a feature above this one answer a name that forms mention."""
    PROVIDERS[name] = provider


Provider = Callable[[Situation], Any]


def known_to(form: forms.Form, situation: Situation, now: datetime) -> dict[str, Any]:
    """Return the names a form's expressions may use."""
    mentioned = _mentioned(form)
    provided = {name: ask(situation) for name, ask in PROVIDERS.items() if name in mentioned}
    return {"today_at": now, **provided, **situation.facts}


def options_for(form: forms.Form, situation: Situation) -> dict[str, list[dict[str, str]]]:
    """Return the choices of every picker in the form."""
    keys = {c.options_key for c in form.walk() if c.options_key}
    return {key: PICKERS[key](situation) for key in keys if key in PICKERS}


def supplied(form: forms.Form, clean: forms.Clean, situation: Situation) -> dict[str, Any]:
    """Return the variables the server adds to a reply (PROCESSES 2 and 3)."""
    add = ADDED.get(form.id)
    return add(clean, situation) if add else {}


def functions_for(situation: Situation, now: datetime) -> dict[str, Callable[..., Any]]:
    """Return the functions a form may call beyond the library."""

    def limit(key: str) -> datetime | None:
        limits = policies.limits(policies.current_parameters(now).version)
        return sla.limit(limits, key, situation.facts, now, policies.current_calendar())

    return {"limit": limit, "street_of": _street_of, "in_district": _in_district}


def _street_of(code: str | None) -> str | None:
    return identity.street_of(code) if code else None


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


def _contact(situation: Situation) -> Mapping[str, Any]:
    return {"contacted_at": None, **situation.last("contact_requester")}


def _contact_summary(situation: Situation) -> str | None:
    note = situation.last("contact_requester").get("contact_note")
    return note if note and not forms.has_personal_data(note) else None


def _measures(situation: Situation) -> str | None:
    if situation.department:
        return situation.last("report_result", department=situation.department).get("measures")
    told = []
    for department in situation.facts.get("departments") or _reporting(situation):
        said = situation.last("report_result", department=department).get("measures")
        if said:
            told.append(f"{identity.organisation_name(department)}：{said}")
    return "\n".join(told) or None


def _reporting(situation: Situation) -> list[str]:
    found = [r.department for r in situation.replies if r.form_key == "report_result"]
    return list(dict.fromkeys(code for code in found if code))


def _whistle_result(situation: Situation) -> str | None:
    accepted = situation.last("accept_result").get("accepted")
    return "解决" if accepted == "通过" else None


def _catalogue(situation: Situation) -> Mapping[str, Any]:
    row = situation.row
    basis = f"派单目录 {row.code} {row.name}" if row else None
    return {"basis": basis, "channel_hint": None}


def _needs(situation: Situation) -> list[dict[str, Any]]:
    row = situation.row
    if row is None:
        return []
    helping = [(code, "配合", ASSIST) for code in row.cooperating_codes]
    return [
        {"department": code, "role": role, "duty": duty}
        for code, role, duty in [(row.lead_code, "主责", row.duty_text), *helping]
        if code
    ]


def _reasons(situation: Situation) -> list[str]:
    row = situation.row
    if row is None:
        return []
    several = ["需多部门"] if len(row.cooperating) > 1 else []
    return [*(["权属不在街道"] if row.street_role == "C" else []), *several]


def _duty_leader(situation: Situation) -> str | None:
    leaders = _duty_leaders(situation)
    return leaders[0]["value"] if leaders else None


def _signers(situation: Situation) -> list[dict[str, Any]]:
    return [{"name": situation.actor.name, "post": None}]


def _signed_at(situation: Situation) -> datetime | None:
    for reply in reversed(situation.replies):
        if reply.form_key == "sign_whistle" and reply.department == situation.department:
            return reply.at
    return situation.facts.get("dispatched_at")


def _unresolved(situation: Situation) -> list[str]:
    return [
        code
        for code in _reporting(situation)
        if situation.last("report_result", department=code).get("result") != "已解决"
    ]


def _caller(situation: Situation) -> Mapping[str, Any]:
    return {"kind": None, "name": None, "phone": None}


def _photo_position(situation: Situation) -> Mapping[str, Any]:
    return {"lat": None, "lon": None}


def _place(situation: Situation) -> str | None:
    return situation.case.place_text if situation.case else None


def _case_position(situation: Situation) -> Mapping[str, Any] | None:
    case = situation.case
    return {"lat": case.lat, "lon": case.lon} if case and case.lat is not None else None


def _drafted(situation: Situation) -> list[str]:
    return list(situation.facts.get("departments") or [])


def _offer(codes: Sequence[str]) -> list[dict[str, str]]:
    return [{"value": code, "label": identity.organisation_name(code)} for code in codes]


def _organisations(situation: Situation) -> list[dict[str, str]]:
    kinds = (*DEPARTMENTS, "street", "town")
    return [{"value": o.code, "label": o.name} for o in identity.organisations(kinds)]


def _departments(situation: Situation) -> list[dict[str, str]]:
    return [{"value": o.code, "label": o.name} for o in identity.organisations(DEPARTMENTS)]


def _addable(situation: Situation) -> list[dict[str, str]]:
    called = set(_drafted(situation))
    return [choice for choice in _departments(situation) if choice["value"] not in called]


def _duty_leaders(situation: Situation) -> list[dict[str, str]]:
    street = situation.facts.get("street")
    people = identity.people_in([f"{street}/值班领导"]) if street else []
    return [{"value": p.name, "label": p.name} for p in people if p.id != situation.actor.user_id]


def _grids(situation: Situation) -> list[dict[str, str]]:
    return [{"value": o.code, "label": o.name} for o in identity.organisations(("grid",))]


def _team(situation: Situation) -> list[dict[str, str]]:
    named = {member["member"] for member in situation.facts.get("roster") or []}
    resolved = [identity.resolve_name(name) for name in sorted(named)]
    return _offer([code for code in resolved if code]) or _departments(situation)


def _officers(situation: Situation) -> list[dict[str, str]]:
    people = identity.people_in([f"{o.code}/执法人员" for o in identity.organisations(DEPARTMENTS)])
    return [{"value": p.name, "label": p.name} for p in people]


def _catalogue_rows(situation: Situation) -> list[dict[str, str]]:
    return [{"value": r.code, "label": f"{r.code} {r.name}"} for r in policies.catalogue_rows()]


def _steps(situation: Situation) -> list[dict[str, str]]:
    return [
        {"value": str(reply.id), "label": f"{reply.element_id} {reply.by_name}"}
        for reply in situation.replies
        if reply.department == situation.department
    ]


def _eligibility(clean: forms.Clean, situation: Situation) -> dict[str, Any]:
    rows = clean.values.get("needs") or []
    departments = [row["department"] for row in rows]
    names = [identity.organisation_name(code) for code in departments]
    row = situation.row
    return {
        "departments": departments,
        "only_resident": bool(names) and all(name in RESIDENT for name in names),
        "open_whistle": bool(situation.case and cases.has_open_whistle(situation.case)),
        "street_role": row.street_role if row else None,
        "reasons": len(clean.values.get("beyond_power") or []),
    }


def _desk(clean: forms.Clean, situation: Situation) -> dict[str, Any]:
    handler = str(clean.values["handler"])
    return {"desk": desk_of(handler)}


def desk_of(handler: str) -> str:
    """Return the group that handles orders in a unit (PROCESSES 0.2, DESK)."""
    found = identity.organisation(handler)
    post = "指挥中心" if found.kind in ("street", "town") else "联络员"
    return f"{handler}/{post}"


PROVIDERS: dict[str, Provider] = {
    "contact": _contact,
    "contact_summary": _contact_summary,
    "measures": _measures,
    "whistle_result": _whistle_result,
    "catalogue": _catalogue,
    "catalogue_needs": _needs,
    "catalogue_reasons": _reasons,
    "duty_leader": _duty_leader,
    "signers": _signers,
    "signed_at": _signed_at,
    "unresolved": _unresolved,
    "unfinished": _unresolved,
    "caller": _caller,
    "photo_position": _photo_position,
    "place_text": _place,
    "case_position": _case_position,
}
PICKERS: Mapping[str, Callable[[Situation], list[dict[str, str]]]] = {
    "orgs": _organisations,
    "departments": _departments,
    "drafted_departments": lambda s: _offer(_drafted(s)),
    "accept_departments": lambda s: _offer(_reporting(s)),
    "unfinished_departments": _departments,
    "addable_departments": _addable,
    "duty_leaders": _duty_leaders,
    "officers": _officers,
    "open_duplicates": lambda s: [{"value": r, "label": r} for r in s.facts["open_duplicates"]],
    "team_departments": _team,
    "grids": _grids,
    "catalogue": _catalogue_rows,
    "steps": _steps,
}
ADDED: Mapping[str, Callable[[forms.Clean, Situation], dict[str, Any]]] = {
    "draft_whistle": _eligibility,
    "dispatch_order": _desk,
}
