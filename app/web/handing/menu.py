"""The menu of a task: what the reader may do with it besides doing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import lazy_gettext as _l

from app.identity import Actor
from app.runtime import UserTask
from app.tasks import handing, urging
from app.tasks.urging import Urge
from app.web.words.situation import Situation

ITEMS: Sequence[tuple[str, str, Any, str]] = (
    ("return", "returning.back.choose", _l("退回"), "arrow-back-up"),
    ("sign", "returning.signatures.ask", _l("加签"), "users-plus"),
    ("transfer", "handing.giving.ask", _l("转办"), "arrow-forward-up"),
    ("delegate", "handing.giving.ask", _l("委派"), "user-share"),
    ("urge", "handing.urging.ask", _l("催办"), "bell-ringing"),
    ("recall", "handing.taking.recall", _l("收回"), "arrow-back"),
    ("take_over", "handing.taking.ask", _l("接管"), "user-up"),
    ("reassign", "handing.giving.ask", _l("改派"), "users"),
    ("skip", "operations.asking.ask", _l("跳过"), "player-skip-forward"),
    ("unclaim", "tasks.unclaim", _l("退回本岗"), "hand-off"),
)
POSTED = ("recall", "unclaim")
"""Done at once: both can be undone by the same person."""
ABOVE = ("take_over", "recall", "reassign", "skip")
"""What the case page offers at another's task, beside urging."""


@dataclass(frozen=True)
class Entry:
    """One line of the menu."""

    name: str
    words: Any
    icon: str
    url: str

    @property
    def is_posted(self) -> bool:
        """Tell whether it is done at once, without a page that asks."""
        return self.name in POSTED


@dataclass(frozen=True)
class Row:
    """An open task on the case page: what may be done there, and who pushed it."""

    entries: list[Entry]
    may_urge: bool
    urges: list[Urge]


def menu(task: UserTask, at: Situation, reader: Actor) -> list[Entry]:
    """Return what the reader may do with a task of theirs, in the order of the menu."""
    found = handing.offers(task, at.case, at.file.tasks, reader)
    return [_entry(task, *item) for item in ITEMS if item[0] in found]


def rows(at: Situation, reader: Actor) -> Mapping[UUID, Row]:
    """Return for each open task of a case what its row offers; a case at rest offers nothing."""
    pushed = urging.urges_of(at.case.id)
    found = {}
    for task in at.file.open_tasks:
        offered = handing.offers(task, at.case, at.file.tasks, reader)
        if at.case.instance.is_suspended:
            offered = frozenset()
        entries = [_entry(task, *item) for item in ITEMS if item[0] in offered and item[0] in ABOVE]
        urges = [each for each in pushed if each.task_id == task.id]
        found[task.id] = Row(entries, "urge" in offered, urges)
    return found


def _entry(task: UserTask, name: str, endpoint: str, words: Any, icon: str) -> Entry:
    if name == "skip":
        url = url_for(endpoint, case_id=task.case_id, name="skip", token=task.id)
    elif endpoint == "handing.giving.ask":
        url = url_for(endpoint, task_id=task.id, name=name)
    else:
        url = url_for(endpoint, task_id=task.id)
    return Entry(name, words, icon, url)
