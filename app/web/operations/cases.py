"""One case: where it stands, what waits, its variables, and what may be done to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template
from flask_login import login_required

from app import definitions, identity, runtime, supervision
from app.cases import Case, Veil
from app.engine import Loop, Scope, Step
from app.runtime import Branch
from app.web.diagrams import element_name
from app.web.operations.actions import ACTIONS
from app.web.shell.sessions import actor, now
from app.web.trying import shown
from app.web.words.labels import org_name

bp = Blueprint("cases", __name__, url_prefix="/cases")

LONGEST = 400


@dataclass(frozen=True)
class Shown:
    """A scope's variables as the page shows them: personal data masked."""

    name: str
    process_key: str
    token: UUID | None
    depth: int
    facts: Sequence[tuple[str, Any]]


@bp.get("/<uuid:case_id>")
@login_required
def show(case_id: UUID) -> str:
    """Show a case as whoever operates it needs to see it."""
    case = supervision.case(case_id, actor=actor())
    step = None if case.is_closed else runtime.look(case.id, now())
    tasks = runtime.tasks_of(case.id)
    return render_template(
        "operations/case.html",
        case=case,
        step=step,
        version=definitions.pinned(case.instance.set_id).members.get(f"bpmn:{case.process_key}"),
        tasks=[task for task in tasks if task.is_open],
        departments={task.id: task.department for task in tasks},
        incidents=runtime.incidents_of(case.id),
        why=supervision.why_suspended([case.id]).get(case.id),
        scopes=scopes_of(case, case.instance.set_id, step),
        loops=_loops(case),
        past=_past(case),
        actions=ACTIONS,
        is_migrated=runtime.is_migrated(case.id),
    )


def scopes_of(case: Case, set_id: str, step: Step | None) -> list[Shown]:
    """Return every scope that runs and has variables, as FEEL writes them."""
    scopes, veil = step.scopes if step else [], Veil.of(case)
    return [
        Shown(
            _name(set_id, scope),
            scope.process_key,
            scope.token,
            _depth(scope, scopes),
            _facts(veil.masked(scope.variables)),
        )
        for scope in scopes
        if scope.variables or scope.token is None
    ]


def _name(set_id: str, scope: Scope) -> str:
    """Return what a scope is called: a called process bears its own name, with its department."""
    element = scope.element_id or scope.process_key
    name = element_name(set_id, scope.process_key, element)
    if name == element:
        name = element_name(set_id, scope.process_key, scope.process_key)
    department = scope.variables.get("department")
    return f"{name} · {org_name(department)}" if isinstance(department, str) else name


def _facts(variables: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(name, shown.fact(given, LONGEST)) for name, given in sorted(variables.items())]


def _depth(scope: Scope, scopes: Sequence[Scope]) -> int:
    parents = {each.token: each.parent for each in scopes}
    depth, above = 0, scope.parent
    while above is not None and depth < len(scopes):
        depth, above = depth + 1, parents.get(above)
    return depth


def _loops(case: Case) -> list[tuple[Loop, list[Branch]]]:
    """Return the running multi-instance activities with their branches."""
    if case.is_closed or not identity.may(actor(), "branch.change"):
        return []
    found: dict[UUID, tuple[Loop, list[Branch]]] = {}
    for branch in supervision.branches(case.id, actor=actor(), now=now()):
        found.setdefault(branch.loop.token, (branch.loop, []))[1].append(branch)
    return list(found.values())


def _past(case: Case) -> Sequence[Any]:
    if case.is_closed or not identity.may(actor(), "case.return"):
        return []
    return supervision.returnable(case.id, actor=actor())
