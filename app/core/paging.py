"""Where a page of a list ends: the place of a row in it, as an opaque text, and what lies beside.

A list is turned from a row's place, not by counting: whatever comes or goes meanwhile, nothing is
shown twice and nothing is left out.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar, overload
from uuid import UUID

from app.core.errors import InvalidError

UNREADABLE = "翻页的位置读不懂，请从第一页看起。"
MOST = 1000
"""How far anything is counted: 1000 means 999 and more."""
Row = TypeVar("Row", covariant=True)
Found = TypeVar("Found")


@dataclass(frozen=True)
class Place:
    """A row's place: which stretch of the list, what it is ordered by, and which row of those."""

    rank: int
    at: datetime | UUID | None
    id: UUID

    def __str__(self) -> str:
        """Return what ``read`` reads."""
        at = self.at.isoformat() if isinstance(self.at, datetime) else self.at and self.at.hex
        said = json.dumps([self.rank, at, self.id.hex]).encode()
        return urlsafe_b64encode(said).decode().rstrip("=")


@dataclass(frozen=True)
class Turn:
    """Which part of a list: behind a place, or else ahead of one, or its first rows.

    ``after`` and ``before`` are what a page named ``next`` and ``previous``; ``skip`` passes over
    so many rows more.
    """

    after: str = ""
    before: str = ""
    limit: int = 50
    skip: int = 0

    @property
    def start(self) -> Place | None:
        """Return the place to begin at; InvalidError for a text that names none."""
        after, before = read(self.after, "after"), read(self.before, "before")
        return after or before

    @property
    def is_backward(self) -> bool:
        """Tell whether the rows ahead of the place are asked for."""
        return not self.after and bool(self.before)

    @property
    def reach(self) -> int:
        """Return how many rows to read on that side: one more than are shown."""
        return self.skip + self.limit + 1


@dataclass(frozen=True)
class Page(Sequence[Row], Generic[Row]):
    """Rows in the list's order, and what to ask for on either side; empty where the list ends."""

    rows: Sequence[Row] = ()
    next: str = ""
    previous: str = ""

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        """Return a row, or some."""
        return self.rows[index]

    def __len__(self) -> int:
        """Return how many rows the page has."""
        return len(self.rows)


def cut(found: Sequence[Found], turn: Turn, place: Callable[[Found], object]) -> Page[Found]:
    """Return the page in what was read from the turn's start on, nearest first."""
    shown = found[turn.skip :]
    rows, more = list(shown[: turn.limit]), len(shown) > turn.limit
    if not rows:  # what was there is gone: back to where one came from
        return Page((), turn.before if turn.is_backward else "", turn.after)
    if turn.is_backward:
        rows.reverse()
        return Page(rows, str(place(rows[-1])), str(place(rows[0])) if more else "")
    is_inside = bool(turn.after) or turn.skip > 0
    back = str(place(rows[0])) if is_inside else ""
    return Page(rows, str(place(rows[-1])) if more else "", back)


def every(ask: Callable[[str], Page[Found]]) -> Iterator[Found]:
    """Yield the rows of all pages, each asked for when it is needed."""
    after = ""
    while True:
        page = ask(after)
        yield from page
        after = page.next
        if not after:
            return


def read(text: str, name: str) -> Place | None:
    """Return the place a text names, None without one; InvalidError for any other text."""
    if not text:
        return None
    try:
        rank, at, row = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return Place(int(rank), _moment(at), UUID(row))
    except (ValueError, TypeError, AttributeError, OverflowError) as wrong:
        raise InvalidError(UNREADABLE, fields={name: UNREADABLE}) from wrong


def _moment(text: str | None) -> datetime | UUID | None:
    if text is None:
        return None
    if "T" not in text:
        return UUID(text)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment.astimezone(UTC)
