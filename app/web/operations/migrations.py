"""Migration: which versions cases run on, what becomes what, who can go, and the run itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request
from flask_login import login_required

from app import definitions, identity, supervision
from app.core.db import transaction
from app.core.errors import InvalidError, NotFoundError, ShaodaoError
from app.core.paging import Turn
from app.engine import Problem
from app.supervision import Listed, Running
from app.web.operations import elements
from app.web.operations.actions import Chosen, Said
from app.web.operations.bulk import Line
from app.web.shell.sessions import actor, now

bp = Blueprint("migrations", __name__, url_prefix="/migrations")

UNPROCESSABLE, MOST, A_FEW = 422, 1000, 20
MAP, NOWHERE = "map:", ""


@dataclass(frozen=True)
class Tried:
    """Whether a case could go, and why not."""

    case: Any
    problems: Sequence[Problem] = ()
    words: str = ""

    @property
    def can_go(self) -> bool:
        """Tell whether nothing keeps it back."""
        return not self.problems and not self.words


@dataclass(frozen=True)
class Run:
    """Cases that one person moved at one moment; ``there`` are those that can come back."""

    at: datetime
    by: str
    versions: Mapping[str, tuple[int | None, int | None]]
    count: int
    there: Sequence[UUID]


@dataclass(frozen=True)
class Way:
    """From which versions of a process to which, and what becomes what."""

    process: str
    old: Running
    new_set: str
    mapping: Mapping[str, str]


@bp.get("/")
@login_required
def index() -> str:
    """Show which versions cases run on, by process."""
    identity.require(actor(), "case.migrate")
    found: dict[str, list[Running]] = {}
    for running in supervision.versions(actor()):
        found.setdefault(running.process_key, []).append(running)
    return render_template("operations/versions.html", found=found)


@bp.get("/<process>")
@login_required
def show(process: str) -> str:
    """Show the versions of a process; from one of them, what becomes what in the newest."""
    used, new_set = _used(process)
    if "from" not in request.args:
        changes = {each.set_id: elements.changed(each.set_id, new_set) for each in used}
        return render_template(
            "operations/process.html",
            process=process,
            used=used,
            new=new_set,
            changes=changes,
            runs=_runs(process),
        )
    return _page(_way(process))


@bp.post("/<process>/try")
@login_required
def dry_run(process: str) -> str:
    """Say of each case whether it can go, and what keeps it back; nothing is changed."""
    way = _way(process)
    return _page(way, _tried(way))


@bp.post("/<process>/run")
@login_required
def run(process: str) -> str | tuple[str, int]:
    """Move the chosen cases; tell how each went."""
    way = _way(process)
    try:
        said = Said.read(request.form)
    except InvalidError as error:
        return _page(way, _tried(way), error.fields), UNPROCESSABLE
    asked = set(request.form.getlist("item"))
    chosen = {row.case.id: Chosen.case(row) for row in _cases(way) if str(row.case.id) in asked}
    lines = _moved(way, chosen, said)
    return render_template(
        "operations/moved.html",
        process=process,
        lines=sorted(lines, key=lambda line: line.is_done),
        done=[line.chosen for line in lines if line.is_done],
    )


def _moved(way: Way, chosen: Mapping[UUID, Chosen], said: Said) -> list[Line]:
    who, at = actor(), now()
    outcomes = supervision.each(
        chosen,
        lambda case_id: supervision.migrate(
            case_id, way.new_set, way.mapping, said.reason, actor=who, now=at
        ),
    )
    return [Line(chosen[each.item_id], each.words) for each in outcomes]


def _used(process: str) -> tuple[list[Running], str]:
    """Return on which versions cases of a process run, and the newest set."""
    identity.require(actor(), "case.migrate")
    if definitions.latest("bpmn", process) is None:
        raise NotFoundError
    found = [each for each in supervision.versions(actor()) if each.process_key == process]
    with transaction():  # the newest versions may not have been used together before
        new_set = supervision.newest(process, actor=actor())
    return found, new_set


def _runs(process: str) -> list[Run]:
    """Return what was moved, the last first."""
    found = supervision.moved(process, actor=actor())
    together = groupby(found, key=lambda one: (one.at, one.actor_name, one.old_set, one.new_set))
    runs = []
    for (at, by, old, new), cases in together:
        moved = list(cases)
        there = [each.instance_id for each in moved if each.is_there]
        runs.append(Run(at, by, elements.changed(old, new), len(moved), there))
    return runs[:A_FEW]


def _way(process: str) -> Way:
    used, new_set = _used(process)
    asked = request.values.get("from", "")
    old = next((each for each in used if each.set_id == asked and asked != new_set), None)
    if old is None:
        raise NotFoundError
    suggested = supervision.plan(old.set_id, new_set, actor=actor())
    written = {
        name.removeprefix(MAP): value
        for name, value in request.form.items()
        if name.startswith(MAP)
    }
    mapping = {old: new for old, new in {**suggested, **written}.items() if new != NOWHERE}
    return Way(process, old, new_set, mapping)


def _tried(way: Way) -> list[Tried]:
    return sorted((_try(way, row) for row in _cases(way)), key=lambda tried: tried.can_go)


def _try(way: Way, row: Listed) -> Tried:
    try:
        found = supervision.faults(row.case.id, way.new_set, way.mapping, actor=actor())
    except ShaodaoError as error:
        return Tried(row.case, words=str(error))
    return Tried(row.case, found)


def _cases(way: Way) -> Sequence[Listed]:
    return supervision.running(actor(), way.old.set_id, Turn(limit=MOST))


def _page(
    way: Way, tried: Sequence[Tried] | None = None, wrong: Mapping[str, str] | None = None
) -> str:
    return render_template(
        "operations/migrate.html",
        way=way,
        rows=elements.rows(way.old.set_id, way.new_set, way.mapping),
        changes=elements.changed(way.old.set_id, way.new_set),
        tried=tried,
        wrong=wrong or {},
        most=MOST,
    )
