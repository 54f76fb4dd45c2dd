"""The variables the server adds to a reply (PROCESSES 2 and 3)."""

from collections.abc import Callable, Mapping
from typing import Any

from app import cases, forms, identity, policies
from app.tasks.situation import Situation

STREET_ROLES = ("M", "C")
RESIDENT = frozenset({"公安分局", "消防救援", "交通局", "市场监管局"})
STREETS = ("street", "town")


def supplied(form: forms.Form, clean: forms.Clean, situation: Situation) -> dict[str, Any]:
    """Return the variables the server adds to a reply (PROCESSES 2 and 3)."""
    add = ADDED.get(form.id)
    return add(clean, situation) if add else {}


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


def _of_matter(clean: forms.Clean, situation: Situation) -> dict[str, Any]:
    """Return what the catalogue says of a request: level, class, who handles it (R15, R16)."""
    code, street = clean.values.get("matter"), clean.values.get("street")
    matter = policies.catalogue_row(str(code)) if code else None
    ownership = _ownership(matter, street)
    handler = {"街道": street, "部门": matter.lead_code if matter else None}.get(ownership)
    return {
        "catalogue_level": matter.level if matter else None,
        "catalogue_class": matter.whistle_class if matter else None,
        "catalogue_clock": matter.clock if matter else None,
        "ownership": ownership,
        "handler": handler,
        "desk": desk_of(str(handler)) if handler else None,
    }


def _ownership(matter: policies.CatalogueRow | None, street: Any) -> str:
    if matter and matter.is_direct and matter.lead_code:
        return "部门"
    if matter and matter.street_role in STREET_ROLES and street:
        return "街道"
    return "不清"


def _desk(clean: forms.Clean, situation: Situation) -> dict[str, Any]:
    handler = str(clean.values["handler"])
    return {"desk": desk_of(handler)}


def desk_of(handler: str) -> str:
    """Return the group that handles orders in a unit (PROCESSES 0.2, DESK)."""
    found = identity.organisation(handler)
    post = "指挥中心" if found.kind in STREETS else "联络员"
    return f"{handler}/{post}"


ADDED: Mapping[str, Callable[[forms.Clean, Situation], dict[str, Any]]] = {
    "draft_whistle": _eligibility,
    "dispatch_order": _desk,
    "register_request": _of_matter,
    "own_whistle": _of_matter,
}
