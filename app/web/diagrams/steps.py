"""The steps of a case in words: each passing in order, and where each branch stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _

from app import runtime
from app.cases import Case
from app.runtime import UserTask
from app.web.diagrams.names import Drawn, named, process_name
from app.web.shell.languages import label
from app.web.words.labels import joined, org_name
from app.web.words.times import colour, remaining, when

LIVE, DONE, CANCELLED = "live", "done", "cancelled"
ENDED = {"left": DONE, "cancelled": CANCELLED}


@dataclass
class Visit:
    """One passing of an element: when it began, how it stands."""

    process: str
    element: str
    token: UUID
    state: str
    at: datetime


@dataclass(frozen=True)
class Step:
    """One line of the list: ``branch`` names who it is for, ``words`` say how it stands."""

    name: str
    branch: str
    process: str
    at: datetime | None
    state: str
    words: str
    colour: str = ""
    is_work: bool = False


def visits(case_id: UUID, until: datetime | None = None) -> list[Visit]:
    """Return each passing of an element in the order they began; one not left yet is live."""
    found: list[Visit] = []
    newest: dict[tuple[str, str, str], Visit] = {}
    for kind, process, element, token, at in runtime.trail(case_id):
        key, moment = (process, element, token), datetime.fromisoformat(at)
        if until and moment > until:
            continue
        if kind != "entered" and key in newest:
            newest[key].state = ENDED.get(kind, LIVE)
            continue
        visit = Visit(process, element, UUID(token), ENDED.get(kind, LIVE), moment)
        newest[key] = visit
        found.append(visit)
    return found


def steps(case: Case, tasks: Sequence[UserTask]) -> list[Step]:
    """Return what happened on the diagrams, newest last: what has a name and is more than a way."""
    works = {task.id: task for task in tasks}
    set_id = case.instance.set_id
    drawn = [(visit, named(set_id, visit.process).get(visit.element)) for visit in visits(case.id)]
    return [
        _step(set_id, visit, found, works)
        for visit, found in drawn
        if found and not found.is_passage
    ]


def branches(case: Case, tasks: Sequence[UserTask]) -> list[Step]:
    """Return where each branch stands now: the work and events that wait, not what holds them."""
    works = {task.id: task for task in tasks if task.is_open}
    set_id = case.instance.set_id
    waiting = []
    for process, element, token in runtime.live_elements(case.id):
        found = named(set_id, process).get(element)
        if found is None or found.is_scope:
            continue
        began = works[token].opened_at if token in works else None
        visit = Visit(process, element, token, LIVE, began or case.opened_at)
        waiting.append(_step(set_id, visit, found, works))
    return sorted(waiting, key=lambda step: not step.is_work)


def orgs(groups: Iterable[str]) -> str:
    """Return the organisations of posts, each once."""
    return joined(org_name(code) for code in dict.fromkeys(g.split("/")[0] for g in groups))


def _step(set_id: str, visit: Visit, found: Drawn, works: Mapping[UUID, UserTask]) -> Step:
    task = works.get(visit.token)
    is_its = task is not None and task.element_id == visit.element
    return Step(
        name=label(found.name),
        branch=_branch(task) if task and is_its else "",
        process=process_name(set_id, visit.process),
        at=visit.at,
        state=visit.state,
        words=_told(task) if task and is_its else _passed(visit, found),
        colour=colour(task) if task and is_its and task.is_open else "",
        is_work=is_its,
    )


def _branch(task: UserTask) -> str:
    return org_name(task.department) if task.department else orgs(task.groups)


def _told(task: UserTask) -> str:
    if task.is_open:
        return f"{_('进行中')} · {remaining(task)}"
    if task.outcome != "completed":
        return _("已取消，%(when)s", when=when(task.ended_at))
    said = {"who": task.completed_by_name or _("系统"), "when": when(task.ended_at)}
    return _("已完成，%(who)s %(when)s", **said)


def _passed(visit: Visit, found: Drawn) -> str:
    if visit.state == CANCELLED:
        return _("已取消")
    if visit.state == DONE:
        return _("已完成") if found.is_scope else _("已经过")
    return _("进行中") if found.is_scope else _("等待")
