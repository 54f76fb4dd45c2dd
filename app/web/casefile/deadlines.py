"""From what the deadlines of a case were computed: the limit, its choice, its start, its clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import policies, sla
from app.cases import CaseFile
from app.runtime import UserTask
from app.sla import Limit
from app.web.shell.languages import label
from app.web.words.clocks import ANCHORS, NAMES, length, limit_key, skipped
from app.web.words.times import calendar, moment

VARIABLES = {
    "recheck_due_at": _l("复查期限"),
    "proof_due_at": _l("销账期限"),
    "next_review_at": _l("下一评议日"),
}
CHOICES = {
    "level": _l("级别 %(value)s"),
    "whistle_class": _l("哨级 %(value)s"),
}


@dataclass(frozen=True)
class Deadline:
    """An open task with a deadline, and in words what it was computed from."""

    task: UserTask
    name: str
    reasons: Sequence[str]


def deadlines(file: CaseFile) -> list[Deadline]:
    """Return the deadlines of the open tasks, the nearest first."""
    dated = sorted(
        (task for task in file.open_tasks if task.due_at), key=lambda task: (task.due_at, task.id)
    )
    return [_deadline(task, file) for task in dated]


def _deadline(task: UserTask, file: CaseFile) -> Deadline:
    key = limit_key(task, file.case.instance)
    limits = policies.limits(file.case.instance.parameters_version)
    if key not in limits.rows:
        return Deadline(
            task, str(NAMES.get(key, _("办理时限"))), [*_said(key), *_moves(task, file)]
        )
    words = [*_computed(task, limits.rows[key], limits), *_moves(task, file)]
    return Deadline(task, str(NAMES.get(key, _("办理时限"))), [each for each in words if each])


def _said(key: str) -> Iterator[str]:
    if key:
        yield str(VARIABLES.get(key, _("按流程变量 %(name)s", name=key)))


def _computed(task: UserTask, row: Limit, limits: sla.Limits) -> Iterator[str]:
    facts, known = dict(task.facts or {}), calendar()
    term = row.term(facts)
    start = sla.anchor(limits, row.key, facts, task.opened_at, known)
    yield length(term)
    yield _choice(row, facts)
    yield _("%(since)s %(when)s", since=ANCHORS.get(row.anchors[0], _("起算")), when=moment(start))
    if sla.limit(limits, row.key, facts, task.opened_at, known) != task.due_at:
        yield _("后经调整")
    if term and term.clock.is_working and task.due_at:
        yield skipped(start, task.due_at)
    yield _("参数第 %(version)s 版", version=limits.version)


def _choice(row: Limit, facts: dict[str, Any]) -> str:
    value = facts.get(row.chosen_by)
    words = CHOICES.get(row.chosen_by)
    return str(words) % {"value": label(str(value))} if words and value else ""


def _moves(task: UserTask, file: CaseFile) -> Iterator[str]:
    """Yield by what later events the deadline was moved."""
    for entry in file.entries:
        said = entry.details
        if entry.action == "due.moved" and said.get("token") == str(task.id) and said.get("old"):
            old = datetime.fromisoformat(said["old"])
            yield _("%(when)s 调整，原限 %(old)s", when=moment(entry.at), old=moment(old))
