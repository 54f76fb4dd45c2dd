"""What a step does to the case file: projections, opening linked cases, closing."""

from datetime import datetime
from typing import Any

from app import definitions, identity, runtime
from app.cases import notices, service, starting
from app.cases.models import Case, Whistle
from app.core.db import db
from app.engine import Effect, Scope

COLUMNS = {"level": str, "whistle_class": str, "handler": str, "order_due_at": datetime}
"""Variables that lists show; one that holds something else is shown nowhere."""
WHISTLE = "p_whistle"
ESCALATED = "升级协调"


def register() -> None:
    """Register the case file's handlers and projection with the runtime."""
    runtime.on_effect("notify", notices.notify)
    runtime.on_effect("cc", notices.send_copy)
    runtime.on_effect("close case", _close)
    runtime.on_effect("open case", _open)
    runtime.on_opening(starting.open_by)
    definitions.on_deployed(starting.arm)
    runtime.on_step("cases", _project)
    runtime.answer("org", lambda args: identity.organisation_facts(str(args[0])))


def _project(happening: runtime.Happening) -> None:
    case = db.session.get_one(Case, happening.instance.case_id)
    step = happening.step
    for scope in step.scopes:
        for column, kind in COLUMNS.items():
            if isinstance(scope.variables.get(column), kind):
                setattr(case, column, scope.variables[column])
    _whistles(case, happening)
    orgs = {group.split("/")[0] for task in step.ready_tasks for group in task.groups}
    known = set(happening.remembered.get("orgs", ()))
    if orgs - known:
        service.give_part(case.id, orgs - known)
    happening.remembered["orgs"] = sorted(orgs | known)
    if happening.kind == "add":
        notices.tell_added(happening)
    if step.ended:
        _end(case, happening)
    db.session.flush()


def _whistles(case: Case, happening: runtime.Happening) -> None:
    before: dict[str, Any] = happening.remembered.get("whistles", {})
    blown = {
        str(scope.variables["whistle_no"]): _whistle(case, scope)
        for scope in happening.step.scopes
        if scope.process_key == WHISTLE and scope.variables.get("whistle_no")
    }
    for number, whistle in blown.items():
        if before.get(number) != _said(whistle):
            db.session.merge(whistle)
    for number in before.keys() - blown:
        ended = db.session.get_one(Whistle, number)
        ended.ended_at = happening.now
    happening.remembered["whistles"] = {n: _said(whistle) for n, whistle in blown.items()}


def _whistle(case: Case, scope: Scope) -> Whistle:
    said = scope.variables
    return Whistle(
        whistle_no=str(said["whistle_no"]),
        case_id=case.id,
        whistle_class=said.get("whistle_class") or "",
        round=int(said.get("round") or 1),
        departments=list(said.get("departments") or []),
        dispatched_at=said["dispatched_at"],
        due_at=said.get("whistle_due_at"),
    )


def _said(whistle: Whistle) -> list[Any]:
    times = (whistle.dispatched_at, whistle.due_at)
    stamps = [at.isoformat() if at else None for at in times]
    return [whistle.whistle_class, whistle.round, whistle.departments, *stamps]


def _end(case: Case, happening: runtime.Happening) -> None:
    case.result = case.result or happening.step.end_name or happening.step.end_event
    for other in service.linked(case.id, ESCALATED):
        runtime.send(
            "parent_settled",
            case.reference,
            {"case_ref": case.reference},
            sender=other.id,
            now=happening.now,
        )


def _close(effect: Effect, happening: runtime.Happening) -> None:
    case = db.session.get_one(Case, happening.instance.case_id)
    case.result = str(effect.inputs["result"])
    happening.say("case.closed", result=case.result)


def _open(effect: Effect, happening: runtime.Happening) -> None:
    parent = db.session.get_one(Case, happening.instance.case_id)
    relation = str(effect.inputs.get("relation") or ESCALATED)
    if service.has_link(parent.id, relation):
        return  # opened once; the later request reuses it
    key = str(effect.inputs["process"])
    child = _child(parent, key, happening)
    service.link(parent.id, child.id, relation)
    happening.say("case.linked", reference=child.reference, relation=relation)
    variables: dict[str, Any] = dict(effect.inputs.get("variables") or {})
    variables |= {"case_ref": child.reference, "district": child.region_id, "street": child.street}
    runtime.start(
        key,
        variables,
        case_id=child.id,
        region_id=child.region_id,
        actor=happening.actor,
        now=happening.now,
    )


def _child(parent: Case, process_key: str, happening: runtime.Happening) -> Case:
    copied = ("title", "facts", "matter", "matter_name", "place_text", "place_key", "street")
    about = {name: getattr(parent, name) for name in (*copied, "lat", "lon")}
    return service.open_case(
        process_key,
        about | {"channel": "系统"},
        region_id=parent.region_id,
        actor=happening.actor,
        now=happening.now,
    )
