"""A case on its diagrams: the pages, the pictures and what stands in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required

from app import cases, definitions, identity, runtime, sla, supervision
from app.cases import Case
from app.core.errors import NotFoundError
from app.runtime import Moment, UserTask
from app.web.diagrams.names import pinned_version, process_name
from app.web.diagrams.steps import Visit, branches, orgs, steps, visits
from app.web.shell.security import allow_inline_styles, allow_own_frames
from app.web.shell.sessions import actor
from app.web.words.times import colour, left, read_moment, when

bp = Blueprint("diagrams", __name__)

OPERATES = "operation.read"
LONGEST_PICK = 4000


@dataclass(frozen=True)
class Standing:
    """Where a case stands, or stood: its versions, what it passed, what is live."""

    set_id: str
    visits: Sequence[Visit]
    live: Sequence[dict[str, Any]]


@bp.get("/cases/<uuid:case_id>/diagram")
@login_required
def show(case_id: UUID) -> str:
    """Show the case on its diagrams, and the same as a list."""
    case = _seen(case_id)
    allow_inline_styles()
    tasks = runtime.tasks_of(case_id)
    return render_template(
        "diagrams/show.html", case=case, steps=steps(case, tasks), branches=branches(case, tasks)
    )


@bp.get("/cases/<uuid:case_id>/diagram/frame")
@login_required
def frame(case_id: UUID) -> str:
    """Show the diagrams alone, for a frame beside a task: their styles stay out of that page.

    ``pick`` lists places (process/element) that the page around lets people choose by a click.
    """
    case = _seen(case_id)
    allow_inline_styles()
    allow_own_frames()
    element = request.args.get("element", "")
    at = read_moment(request.args.get("at", ""))
    pick = request.args.get("pick", "")[:LONGEST_PICK]
    return render_template("diagrams/frame.html", case=case, element=element, at=at, pick=pick)


@bp.get("/cases/<uuid:case_id>/diagram.json")
@login_required
def state(case_id: UUID) -> Response:
    """Return the diagrams the case runs on, what is live in them and what is behind it."""
    case = _seen(case_id)
    at = read_moment(request.args.get("at", ""))
    standing = _then(case, at) if at else _now(case)
    done: dict[str, list[str]] = {}
    for visit in standing.visits:
        if visit.state == "done":
            done.setdefault(visit.process, []).append(visit.element)
    return jsonify(
        root=case.process_key,
        processes=[_process(case, standing.set_id, *used) for used in _used(case, standing)],
        live=standing.live,
        done={key: sorted(set(elements)) for key, elements in done.items()},
    )


@bp.get("/cases/<uuid:case_id>/diagram/<key>.bpmn")
@login_required
def source(case_id: UUID, key: str) -> Response:
    """Return a diagram as the case runs on it; operators also see it in other versions."""
    case = _seen(case_id)
    version, asked = pinned_version(case.instance.set_id, key), request.args.get("version", "")
    if asked.isdecimal() and len(asked) < 10 and identity.may(actor(), OPERATES):
        version = int(asked)
    if version is None:
        raise NotFoundError
    return Response(definitions.at_version("bpmn", key, version).source, mimetype="text/xml")


def _seen(case_id: UUID) -> Case:
    """Return a case whose diagrams the reader may see; who operates cases sees them all."""
    reader = actor()
    if identity.may(reader, OPERATES):
        return supervision.case(case_id, actor=reader)
    return cases.case(case_id, reader)


def _now(case: Case) -> Standing:
    waiting = {task.id: task for task in runtime.tasks_of(case.id) if task.is_open}
    live = [_live(*found, waiting) for found in runtime.live_elements(case.id)]
    return Standing(case.instance.set_id, visits(case.id), live)


def _then(case: Case, at: datetime) -> Standing:
    """Return how a case stood at a moment, on the versions it ran on then."""
    moment = supervision.at(case.id, at, actor=actor())
    live = [_lived(*found, moment) for found in moment.live]
    return Standing(moment.set_id, visits(case.id, at), live)


def _used(case: Case, standing: Standing) -> list[tuple[str, int]]:
    """Return the diagrams the case has entered, its own first, in the order it did so."""
    entered = dict.fromkeys([case.process_key, *(visit.process for visit in standing.visits)])
    found = [(key, pinned_version(standing.set_id, key)) for key in entered]
    return [(key, version) for key, version in found if version is not None]


def _process(case: Case, set_id: str, key: str, version: int) -> dict[str, Any]:
    return {
        "key": key,
        "version": version,
        "name": process_name(set_id, key),
        "xml": url_for("diagrams.source", case_id=case.id, key=key, version=version),
    }


def _live(process: str, element: str, token: UUID, tasks: dict[UUID, UserTask]) -> dict[str, Any]:
    task = tasks.get(token)
    if task is None:
        return {"process": process, "element": element, "colour": "", "words": ""}
    words = f"{orgs(task.groups)} · {left(task.due_at)}"
    return {"process": process, "element": element, "colour": colour(task), "words": words}


def _lived(process: str, element: str, token: UUID, moment: Moment) -> dict[str, Any]:
    """Return what was live then, coloured by the time it had left then."""
    waiting = moment.step.ready_tasks if moment.step else []
    task = next((each for each in waiting if each.token == token), None)
    if task is None:
        return {"process": process, "element": element, "colour": "", "words": ""}
    due = task.due_at
    shade = sla.colour(task.anchor_at, due, moment.at) if due else ""
    words = f"{orgs(task.groups)} · {_('限 %(when)s', when=when(due)) if due else left(due)}"
    return {"process": process, "element": element, "colour": shade, "words": words}
