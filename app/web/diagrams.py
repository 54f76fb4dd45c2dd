"""A case on its diagrams: where it stands, where it has been, in pictures and as a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from lxml import etree

from app import cases, definitions, runtime
from app.cases import Case
from app.core.errors import NotFoundError
from app.runtime import UserTask
from app.web.shell.languages import label
from app.web.shell.security import allow_inline_styles, allow_own_frames
from app.web.shell.sessions import actor
from app.web.words.labels import joined, org_name
from app.web.words.times import colour, left, when

bp = Blueprint("diagrams", __name__)

ENDED = {"left": "done", "cancelled": "cancelled"}


@dataclass(frozen=True)
class Visit:
    """One passing of an element."""

    process: str
    element: str
    state: str
    at: datetime


@bp.get("/cases/<uuid:case_id>/diagram")
@login_required
def show(case_id: UUID) -> str:
    """Show the case on its diagrams, and the same as a list."""
    case = cases.case(case_id, actor())
    allow_inline_styles()
    return render_template("diagrams/show.html", case=case, steps=_steps(case))


@bp.get("/cases/<uuid:case_id>/diagram/frame")
@login_required
def frame(case_id: UUID) -> str:
    """Show the diagrams alone, for a frame beside a task: their styles stay out of that page."""
    case = cases.case(case_id, actor())
    allow_inline_styles()
    allow_own_frames()
    element = request.args.get("element", "")
    return render_template("diagrams/frame.html", case=case, element=element)


@bp.get("/cases/<uuid:case_id>/diagram.json")
@login_required
def state(case_id: UUID) -> Response:
    """Return the diagrams the case runs on, what is live in them and what is behind it."""
    case = cases.case(case_id, actor())
    visits = _visits(case_id)
    waiting = _open_tasks(case_id)
    live = [_live(*found, waiting) for found in runtime.live_elements(case_id)]
    done: dict[str, list[str]] = {}
    for visit in visits:
        if visit.state == "done":
            done.setdefault(visit.process, []).append(visit.element)
    return jsonify(
        root=case.process_key,
        processes=[_process(case, key, version) for key, version in _used(case, visits)],
        live=live,
        done={key: sorted(set(elements)) for key, elements in done.items()},
    )


@bp.get("/cases/<uuid:case_id>/diagram/<key>.bpmn")
@login_required
def source(case_id: UUID, key: str) -> Response:
    """Return a diagram in the version the case is pinned to."""
    case = cases.case(case_id, actor())
    version = _pinned(case).get(f"bpmn:{key}")
    if version is None:
        raise NotFoundError
    return Response(definitions.at_version("bpmn", key, version).source, mimetype="text/xml")


def _pinned(case: Case) -> dict[str, int]:
    return definitions.pinned(case.instance.set_id).members


def _used(case: Case, visits: Iterable[Visit]) -> list[tuple[str, int]]:
    """Return the diagrams the case has entered, its own first, in the order it did so."""
    members = _pinned(case)
    entered = dict.fromkeys([case.process_key, *(visit.process for visit in visits)])
    return [(key, members[f"bpmn:{key}"]) for key in entered if f"bpmn:{key}" in members]


def _process(case: Case, key: str, version: int) -> dict[str, Any]:
    return {
        "key": key,
        "version": version,
        "name": label(_names(case.instance.set_id, key).get(key, key)),
        "xml": url_for("diagrams.source", case_id=case.id, key=key),
    }


def _visits(case_id: UUID) -> list[Visit]:
    """Return each passing of an element in order; one not left yet is live."""
    found: dict[tuple[str, str, str], Visit] = {}
    for kind, process, element, token, at in runtime.trail(case_id):
        key = (process, element, token)
        moment = datetime.fromisoformat(at)
        state = ENDED.get(kind, "live")
        began = found[key].at if key in found and kind != "entered" else moment
        found[key] = Visit(process, element, state, began)
    return list(found.values())


def _open_tasks(case_id: UUID) -> dict[UUID, UserTask]:
    return {task.id: task for task in runtime.tasks_of(case_id) if task.is_open}


def _live(process: str, element: str, token: UUID, tasks: dict[UUID, UserTask]) -> dict[str, Any]:
    task = tasks.get(token)
    if task is None:
        return {"process": process, "element": element, "colour": "", "words": ""}
    orgs = dict.fromkeys(group.split("/")[0] for group in task.groups)
    words = f"{joined(org_name(code) for code in orgs)} · {left(task.due_at)}"
    return {"process": process, "element": element, "colour": colour(task), "words": words}


def _steps(case: Case) -> list[dict[str, Any]]:
    """Return what happened on the diagrams, newest last: named elements only."""
    tasks = {task.id: task for task in runtime.tasks_of(case.id)}
    steps = []
    for kind, process, element, token, at in runtime.trail(case.id):
        names = _names(case.instance.set_id, process)
        if kind == "entered" and names.get(element):
            steps.append(_step(names, process, element, tasks.get(UUID(token)), at))
    return steps


def _step(
    names: dict[str, str], process: str, element: str, task: UserTask | None, at: str
) -> dict[str, Any]:
    is_open = task is not None and task.is_open
    return {
        "process": label(names.get(process, process)),
        "name": label(names[element]),
        "at": datetime.fromisoformat(at),
        "colour": colour(task) if task else "",
        "words": left(task.due_at) if task and is_open else "",
        "state": _("进行中") if is_open else "",
        "ended": when(task.ended_at) if task and task.ended_at else "",
        "by": task.completed_by_name if task else None,
    }


def element_name(set_id: str, process: str, element: str) -> str:
    """Return what a pinned diagram calls an element, else its id."""
    return label(_names(set_id, process).get(element, "")) or element


@lru_cache(maxsize=256)
def _names(set_id: str, key: str) -> dict[str, str]:
    """Return the names of the elements and processes of a pinned diagram, by id."""
    version = definitions.pinned(set_id).members.get(f"bpmn:{key}")
    if version is None:
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(definitions.at_version("bpmn", key, version).source, parser)
    return {
        element.get("id", ""): element.get("name", "")
        for element in root.iter(etree.Element)
        if element.get("id") and element.get("name")
    }
