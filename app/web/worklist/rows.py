"""The rows of a worklist in groups: 已逾期, 今天到期, 以后, 不限时; and what tells them apart."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import definitions, tasks
from app.identity import Actor
from app.runtime import UserTask
from app.tasks import Asked, InboxPage, InboxRow
from app.web.words import clocks
from app.web.words.times import colour, left, local
from app.web.worklist.asked import DONE, NEWEST, STARTED, TABS

LATE, TODAY, LATER, UNDATED = _l("已逾期"), _l("今天到期"), _l("以后"), _l("不限时")
GROUPS = (LATE, TODAY, LATER, UNDATED)


@dataclass(frozen=True)
class Row:
    """One line of the list as the page shows it."""

    found: InboxRow
    kind: str
    """What the task shares with others it may be completed together with; else empty."""

    @property
    def task(self) -> UserTask | None:
        """Return the task, or None for a case nobody has to do anything for."""
        return self.found.task

    @property
    def case(self) -> Any:
        """Return the case."""
        return self.found.case

    @property
    def key(self) -> str:
        """Return what the row is called on the page."""
        return str(self.task.id if self.task else self.case.id)

    @property
    def colour(self) -> str:
        """Return the colour of the deadline, or nothing."""
        return colour(self.task) if self.task else ""

    @property
    def clock(self) -> str:
        """Return what the task's clock is called; nothing without one."""
        if self.task is None or self.task.due_at is None or not self.task.is_open:
            return ""
        key = clocks.limit_key(self.task, self.case.instance)
        return str(clocks.NAMES.get(key, _("办理时限")))

    def told(self) -> str:
        """Return everything that makes the row look as it does."""
        task = self.task
        if task is None:
            return f"{self.key} {self.case.is_closed}"
        shown = (task.assignee_id, task.is_held, task.signing, len(task.signers), task.due_at)
        stands_for = self.found.stand_in.name if self.found.stand_in else ""
        words = left(task.due_at), self.colour, self.case.instance.is_suspended, stands_for
        return f"{self.key} {shown} {words}"


@dataclass(frozen=True)
class Page:
    """The rows of one page in groups, and where the page lies."""

    groups: Sequence[tuple[Any, Sequence[Row]]]
    total: int
    next: str
    previous: str

    def __len__(self) -> int:
        """Return how many rows the page has."""
        return sum(len(rows) for _, rows in self.groups)

    @property
    def rows(self) -> list[Row]:
        """Return the rows of all groups in their order."""
        return [row for _, rows in self.groups for row in rows]

    @property
    def first(self) -> Row | None:
        """Return the row shown beside the list at first."""
        return self.groups[0][1][0] if self.groups else None

    @property
    def is_all(self) -> bool:
        """Tell whether the page holds the whole list."""
        return not self.next and not self.previous

    def digest(self, *more: object) -> str:
        """Return what changes whenever anything on the page would look different."""
        told = "\n".join([*(row.told() for row in self.rows), str(self.total), *map(str, more)])
        return hashlib.sha256(told.encode()).hexdigest()[:32]


def page(asked: Asked, actor: Actor, now: datetime) -> Page:
    """Return the rows asked for."""
    found: InboxPage = tasks.inbox(actor, asked, now=now)
    rows = [Row(row, together(row.task)) for row in found.rows]
    return Page(_grouped(rows, asked, now), found.total, found.next, found.previous)


def together(task: UserTask | None) -> str:
    """Return the kind of an open task that may be completed together with its like."""
    kind = tasks.together.kind_of(task) if task and task.is_open else None
    if kind is None:
        return ""
    form = definitions.form(kind.form_key, kind.form_version)
    return "" if tasks.together.why_not(form) else str(kind)


def _grouped(
    rows: Sequence[Row], asked: Asked, now: datetime
) -> Sequence[tuple[Any, Sequence[Row]]]:
    if asked.tab in (DONE, STARTED) or asked.sort == NEWEST:
        return [(TABS[asked.tab], rows)] if rows else []
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(_group(row.task, now), []).append(row)
    return list(groups.items())


def _group(task: UserTask | None, now: datetime) -> Any:
    due = task.due_at if task else None
    if due is None:
        return UNDATED
    if due < now:
        return LATE
    return TODAY if local(due).date() == local(now).date() else LATER
