"""What may be asked of a worklist, and what is answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.cases import Case
from app.core.paging import Turn
from app.identity import StandIn
from app.runtime import UserTask

MINE, GROUPS, WAITING, STARTED, COPIES, DONE = (
    "mine", "groups", "waiting", "started", "copies", "done",
)  # fmt: skip
TABS = (MINE, GROUPS, WAITING, STARTED, COPIES, DONE)
"""``copies`` are no tasks: they are only counted here and listed by ``cases.copies_for``."""
BY_DUE, NEWEST = "due", "newest"
SORTS = (BY_DUE, NEWEST)
LATE, TODAY, WEEK = "late", "today", "week"
DUES = (LATE, TODAY, WEEK)


@dataclass(frozen=True)
class Asked:
    """Which part of which list.

    ``kind`` is a process key; ``matter`` a catalogue code, or the beginning that all codes of a
    branch share; ``due`` is ``late``, ``today`` (from now to midnight) or ``week`` (to midnight
    after seven days). ``after`` and ``before`` are what a page named ``next`` and ``previous``;
    ``skip`` passes over so many rows more. ``copies`` can't be asked for.
    """

    tab: str = MINE
    text: str = ""
    sort: str = BY_DUE
    whistle_class: str = ""
    kind: str = ""
    matter: str = ""
    street: str = ""
    level: str = ""
    due: str = ""
    overdue: bool = False
    limit: int = 50
    after: str = ""
    before: str = ""
    skip: int = 0

    @property
    def turn(self) -> Turn:
        """Return which part of the list is asked for."""
        return Turn(self.after, self.before, self.limit, self.skip)

    @property
    def is_filtered(self) -> bool:
        """Tell whether anything but the tab narrows the list."""
        said = (self.text, self.whistle_class, self.kind, self.matter, self.street, self.level)
        return any((*said, self.due, self.overdue))


@dataclass(frozen=True)
class InboxRow:
    """One line: a task with its case; of ``started``, a case with the tasks it waits for.

    ``task`` is None only in ``started``, when nothing is open; else it is the most urgent of
    ``tasks``. ``stand_in`` says in whose place the task is the reader's.
    """

    task: UserTask | None
    case: Case
    stand_in: StandIn | None = None
    tasks: Sequence[UserTask] = ()


@dataclass(frozen=True)
class InboxPage:
    """One page of a list, how many there are (to 1000), and what to ask for on either side.

    ``next`` and ``previous`` are empty where the list ends.
    """

    rows: Sequence[InboxRow]
    total: int
    next: str = ""
    previous: str = ""


@dataclass(frozen=True)
class Counts:
    """The figures beside the tabs, each up to 1000; of ``copies`` the unread ones.

    ``started`` counts open cases; ``overdue`` what is late among one's own and one's groups'.
    """

    mine: int
    groups: int
    waiting: int
    started: int
    copies: int
    overdue: int
