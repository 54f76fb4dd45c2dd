"""Cases: register one, find one, see where it stands."""

import re
from typing import Any

from app import cases, forms, intake, tasks
from app.api import shown
from app.api.asked import CaseQuery, Values, turn
from app.api.door import Door, actor, answer_once, answered_once, now
from app.api.schemas import ActionList, CasePage, CaseShown, FormShown
from app.cases import Case, Wanted
from app.core.errors import NotFoundError

bp = Door("cases", "", "Cases")
REFERENCE = re.compile(r"[A-Z0-9.]{1,20}-\d{4}-\d{6,12}", re.ASCII)


@bp.get("/forms/register_request")
@bp.response(200, FormShown)
@bp.alt_response(403, "FORBIDDEN")
def blank() -> dict[str, Any]:
    """Return the form that registers a request, for its keys, choices and first values."""
    return shown.form(intake.blank(actor(), now=now()))


@bp.post("/cases")
@answered_once
@bp.arguments(Values, required=False)
@bp.response(201, CaseShown)
@bp.alt_response(403, "FORBIDDEN")
def start(values: dict[str, Any]) -> dict[str, Any]:
    """Register a request and start its process; the body is the form's values.

    With the same ``Idempotency-Key`` the same person gets the same case again.
    """
    form = intake.blank(actor(), now=now()).form
    raw = forms.typed(form, values)  # the tables around the form are asked before it is checked
    case_id = answer_once(
        lambda key: intake.register(raw, one_time_key=key, actor=actor(), now=now()).id
    )
    return shown.case_file(cases.file(case_id, actor()), actor(), now())


@bp.get("/cases")
@bp.arguments(CaseQuery, location="query")
@bp.response(200, CasePage)
def search(asked: dict[str, Any]) -> dict[str, Any]:
    """Return cases by number, place or facts, the newest first."""
    where = turn(asked)
    found = cases.search(actor(), Wanted(**asked), where)
    return {"total": found.total, **shown.sides(found), "cases": [shown.case(row) for row in found]}


@bp.get("/cases/<reference>")
@bp.response(200, CaseShown)
@bp.alt_response(404, "NOT_FOUND")
def show(reference: str) -> dict[str, Any]:
    """Return where a case stands and what happened so far."""
    return shown.case_file(cases.file(_case(reference).id, actor()), actor(), now())


@bp.get("/cases/<reference>/actions")
@bp.response(200, ActionList)
@bp.alt_response(404, "NOT_FOUND")
def offered(reference: str) -> dict[str, Any]:
    """Return what the case offers beside its tasks: withdraw, extend, object …"""
    waiting = cases.file(_case(reference).id, actor()).actions
    views = [tasks.action(each.id, actor=actor(), now=now()) for each in waiting]
    return {"actions": [shown.action(view) for view in views]}


def _case(reference: str) -> Case:
    if not REFERENCE.fullmatch(reference):
        raise NotFoundError
    return cases.by_reference(reference, actor())
