"""What will happen next in a case, as its diagrams say: after each task, and when time is up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app import definitions, runtime
from app.cases import CaseFile
from app.engine import Way
from app.web.diagrams import element_name
from app.web.shell.languages import label
from app.web.words.labels import dotted, org_name

SHOWN = 4
ENDS = "end"


@dataclass(frozen=True)
class Onward:
    """One way on: under what circumstances, and to what."""

    condition: str
    words: str


@dataclass(frozen=True)
class Next:
    """What a task leads to, or, with ``at``, what a timer does if nobody acts before."""

    name: str
    of: str
    at: datetime | None
    ways: Sequence[Onward]
    more: int = 0


def next_steps(file: CaseFile) -> list[Next]:
    """Return what follows each open task, then what each timer does."""
    return [*_after_tasks(file), *_after_timers(file)]


def _after_tasks(file: CaseFile) -> Iterator[Next]:
    said = set()
    for task in file.open_tasks:
        found = None if task.signing else _ahead(file, task.process_key, task.element_id)
        key = (task.process_key, task.element_id)
        if not found or key in said:
            continue
        said.add(key)
        same = [t for t in file.open_tasks if (t.process_key, t.element_id) == key]
        of = org_name(task.department) if task.department and len(same) == 1 else ""
        yield _next(label(task.name), of, None, found)


def _after_timers(file: CaseFile) -> Iterator[Next]:
    set_id = file.case.instance.set_id
    for timer in runtime.timers_of(file.case.id):
        found = _ahead(file, timer.process_key, timer.element_id)
        name = element_name(set_id, timer.process_key, timer.element_id)
        if name != timer.element_id:
            yield _next(name, "", timer.due_at, found or [])


def _ahead(file: CaseFile, process: str, element: str) -> Sequence[Way]:
    found = definitions.ahead(file.case.instance.set_id, process, element)
    return found.ways if found else []


def _next(name: str, of: str, at: datetime | None, ways: Sequence[Way]) -> Next:
    named = [way for way in ways if way.name]
    shown = [Onward(_condition(way), _place(way)) for way in named[:SHOWN]]
    return Next(name, of, at, shown, max(len(named) - SHOWN, 0))


def _condition(way: Way) -> str:
    return dotted(f"{label(question)}{label(answer)}" for question, answer in way.labels)


def _place(way: Way) -> str:
    name = label(way.name)
    return _("%(name)s（结束）", name=name) if way.kind == ENDS else name
