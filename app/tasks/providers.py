"""Names that forms may read besides the variables of their task.

A provider is asked only when the form mentions its name.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from app import forms, identity, policies, sla
from app.core.values import from_json
from app.tasks import pickers
from app.tasks.situation import Situation, reporting

Provider = Callable[[Situation], Any]
ASSIST = "到场配合处置"
MOST_EXTENDED = 10
"""Working days an order may be extended by, at most (DOMAIN 2.4)."""


def provide(name: str, provider: Provider) -> None:
    """Let a feature above this one answer a name that forms mention."""
    PROVIDERS[name] = provider


def _contact(situation: Situation) -> Mapping[str, Any]:
    return {"contacted_at": None, **situation.last("contact_requester")}


def _contact_summary(situation: Situation) -> str | None:
    note = situation.last("contact_requester").get("contact_note")
    return note if note and not forms.has_personal_data(note) else None


def _measures(situation: Situation) -> str | None:
    if situation.department:
        return situation.last("report_result", department=situation.department).get("measures")
    told = []
    for department in situation.facts.get("departments") or reporting(situation):
        said = situation.last("report_result", department=department).get("measures")
        if said:
            told.append(f"{identity.organisation_name(department)}：{said}")
    return "\n".join(told) or None


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
    leaders = pickers.duty_leaders(situation)
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
        for code in reporting(situation)
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


def _previous_channels(situation: Situation) -> list[str]:
    calls = [from_json(r.values) for r in situation.replies if r.form_key == "record_callback"]
    return [call["used_channel"] for call in calls if call.get("used_channel")]


def _arrived_at(situation: Situation) -> Any:
    return situation.last("arrive", department=situation.department).get("arrived_at")


def _extension_limit(situation: Situation) -> datetime | None:
    due: datetime | None = situation.facts.get("order_due_at")
    received: datetime | None = situation.facts.get("received_at")
    if due is None or received is None:
        return None
    calendar = policies.current_calendar()
    return min(due + (due - received) / 2, sla.add_work_days(due, MOST_EXTENDED, calendar))


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
    "previous_channels": _previous_channels,
    "arrived_at": _arrived_at,
    "extension_limit": _extension_limit,
    "actor": lambda situation: situation.actor.name,
}
