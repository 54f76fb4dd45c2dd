"""Open cases: register a request, blow a whistle without an order."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app import audit, cases, forms, identity, policies, runtime, tasks
from app.cases import Case, Reply
from app.core.db import db
from app.identity import Actor
from app.intake import queries

REQUEST, WHISTLE = "p_hotline_intake", "p_whistle"


def register(
    raw: Mapping[str, Any], *, one_time_key: str | None, actor: Actor, now: datetime
) -> Case:
    """Register a request and start its process; sent twice it is registered once (R16, R46)."""
    identity.require(actor, "case.register")
    before = cases.answered(one_time_key, actor)
    if before:
        return db.session.get_one(Case, before.case_id)
    form, version = queries.newest(queries.REGISTER)
    raw = forms.typed(form, raw)
    around = queries.situation(actor, raw, now)
    clean = tasks.check(form, raw, around, now=now)
    case = _open(REQUEST, clean, actor, now)
    if clean.party():
        cases.add_party(case.id, clean.party())
    _submit(case, clean, version, "request_received", one_time_key, actor, now)
    tasks.drafts.drop_about(tasks.drafts.key_of_new(queries.REGISTER), actor)
    _start(case, _variables(case, clean, around), actor, now)
    _merge(case, clean, actor)
    return case


def blow(raw: Mapping[str, Any], *, one_time_key: str | None, actor: Actor, now: datetime) -> Case:
    """Open a whistle's own case, without an order before it (R05)."""
    identity.require(actor, "case.whistle")
    before = cases.answered(one_time_key, actor)
    if before:
        return db.session.get_one(Case, before.case_id)
    form, version = queries.newest(queries.WHISTLE)
    raw = forms.typed(form, raw)
    around = queries.situation(actor, raw, now)
    clean = tasks.check(form, raw, around, now=now)
    case = _open(WHISTLE, clean, actor, now)
    _submit(case, clean, version, "whistle_wanted", one_time_key, actor, now)
    tasks.drafts.drop_about(tasks.drafts.key_of_new(queries.WHISTLE), actor)
    _start(case, _variables(case, clean, around) | {"assess_in_caller": False}, actor, now)
    return case


def _open(process_key: str, clean: forms.Clean, actor: Actor, now: datetime) -> Case:
    about = dict(clean.values)
    matter = policies.catalogue_row(about["matter"]) if about.get("matter") else None
    about["matter_name"] = matter.name if matter else str(about.get("request_type") or "")
    region = actor.org_codes[0].split(".")[0]
    case = cases.open_case(process_key, about, region_id=region, actor=actor, now=now)
    cases.give_part(case.id, [*actor.org_codes[:1], *([case.street] if case.street else [])])
    return case


def _submit(
    case: Case,
    clean: forms.Clean,
    version: int,
    element_id: str,
    one_time_key: str | None,
    actor: Actor,
    now: datetime,
) -> None:
    reply = Reply(
        form=clean.form,
        form_version=version,
        clean=clean,
        process_key=case.process_key,
        element_id=element_id,
        one_time_key=one_time_key,
    )
    cases.submit(case.id, reply, actor=actor, now=now)


def _variables(case: Case, clean: forms.Clean, around: tasks.Situation) -> dict[str, Any]:
    hidden = dict.fromkeys(field.key for field in clean.form.mapped("V"))
    return {
        **hidden,
        **clean.variables(),
        **tasks.supplied(clean.form, clean, around),
        "case_ref": case.reference,
        "district": case.region_id,
        "street": case.street,
        "received_at": case.received_at,
        "repeats_90d": _repeats(case),
    }


def _repeats(case: Case) -> int:
    if not (case.matter and case.place_key):
        return 0
    since = case.received_at - queries.REPEAT_WINDOW
    return cases.repeats(case.matter, case.place_key, since=since, until=case.received_at)


def _start(case: Case, variables: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    runtime.start(
        case.process_key,
        variables,
        case_id=case.id,
        region_id=case.region_id,
        actor=actor,
        now=now,
        said=audit.Happening(
            "case.opened",
            {"channel": case.channel, "matter": case.matter, "place": case.place_text},
        ),
    )


def _merge(case: Case, clean: forms.Clean, actor: Actor) -> None:
    reference = clean.values.get("duplicate_of")
    if reference:
        kept = cases.by_reference(str(reference), actor)
        cases.link(case.id, kept.id, "并入")
