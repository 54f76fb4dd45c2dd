"""A list in its order: stretches after one another, each merged from walks along indexes.

No walk reads more than a page from where it begins, however long the list is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Uuid, func, literal, null, select, tuple_, union
from sqlalchemy import union_all as together

from app.core.db import UtcDateTime, db
from app.core.errors import InvalidError
from app.core.paging import MOST, UNREADABLE, Place, Turn

TOTAL = -1


@dataclass(frozen=True)
class Walk:
    """Rows of a list: which, what they are ordered by, and their ids."""

    chosen: Select[Any]
    at: Any
    """Moments, or ids; None where rows are ordered by their own ids alone."""
    id: Any
    is_indexed: bool = True
    """Whether an index gives the order; without one all rows are found and then sorted."""


@dataclass(frozen=True)
class Stretch:
    """A part of a list that is ordered by one column, and then by id."""

    rank: int
    walks: Sequence[Walk]
    is_descending: bool = False
    is_dated: bool | None = None
    """Whether only rows with a moment belong here, or only those without; None: all have one."""


def walk(
    parts: Sequence[Stretch], turn: Turn, counted: Sequence[Select[Any]] = ()
) -> tuple[list[Place], int]:
    """Return the rows from the turn's start on, nearest first, and how many ``counted`` hold.

    One statement in all; without ``counted`` the number is 0.
    """
    start, backward = turn.start, turn.is_backward
    walks = [
        select(_steps(part, each, start, backward, turn.reach).subquery())
        for part in parts
        for each in part.walks
        if _is_ahead(part, start, backward)
    ]
    if counted:
        walks.append(select(literal(TOTAL), null(), null(), count(counted)))
    rows = db.session.execute(together(*walks)).all() if walks else []
    places = {Place(row[0], row[1], row[2]) for row in rows if row[0] != TOTAL}
    total = sum(row[3] for row in rows if row[0] == TOTAL)
    return list(_merged(parts, places, backward))[: turn.reach], total


def in_order(
    chosen: Select[Any], at: Any, id_: Any, turn: Turn, *, is_descending: bool = False
) -> Sequence[Any]:
    """Return whole rows from the turn's start on, nearest first, for a list of a single walk."""
    start, is_down = turn.start, is_descending != turn.is_backward
    if start is not None:
        chosen = chosen.where(beyond(at, id_, start, is_down=is_down))
    order = [column for column in (at, id_) if column is not None]
    ordered = chosen.order_by(*(c.desc() if is_down else c for c in order))
    return db.session.execute(ordered.limit(turn.reach)).all()


def count(chosen: Iterable[Select[Any]]) -> Any:
    """Return how many rows there are in all, as a value in a statement: to 1000."""
    walks = [each.limit(MOST).subquery() for each in chosen]
    if not walks:
        return literal(0)
    some = union(*map(select, walks)) if len(walks) > 1 else select(walks[0])
    return select(func.count()).select_from(some.limit(MOST).subquery()).scalar_subquery()


def beyond(at: Any, id_: Any, start: Place, *, is_down: bool) -> ColumnElement[bool]:
    """Return the condition of what lies behind a place in an ascending or descending order."""
    if at is None or start.at is None:
        return id_ < start.id if is_down else id_ > start.id  # type: ignore[no-any-return]
    is_moment = isinstance(start.at, datetime)
    if is_moment != isinstance(at.type, UtcDateTime):  # the place lies in another list
        raise InvalidError(UNREADABLE, fields={"after": UNREADABLE})
    moment = literal(start.at, UtcDateTime if is_moment else Uuid)
    here, there = tuple_(at, id_), tuple_(moment, literal(start.id))
    return here < there if is_down else here > there


def _steps(
    part: Stretch, each: Walk, start: Place | None, backward: bool, limit: int
) -> Select[Any]:
    chosen, at, id_ = _ordered_by(each)
    shown = null() if at is None else at
    chosen = chosen.with_only_columns(
        literal(part.rank).label("rank"),
        shown.label("at"),
        id_.label("id"),
        literal(0),
        maintain_column_froms=True,
    )
    if part.is_dated is not None:
        chosen = chosen.where(at.is_not(None) if part.is_dated else at.is_(None))
    is_down = part.is_descending != backward
    if start is not None and start.rank == part.rank:
        chosen = chosen.where(beyond(at, id_, start, is_down=is_down))
    order = [column for column in (at, id_) if column is not None]
    return chosen.order_by(*(c.desc() if is_down else c for c in order)).limit(limit)


def _ordered_by(each: Walk) -> tuple[Select[Any], Any, Any]:
    """Return rows, their moments and ids; without an index the rows are found before sorting.

    The offset of nothing keeps planners from walking all there is in the wanted order instead.
    """
    if each.is_indexed:
        return each.chosen, each.at, each.id
    chosen = each.chosen.with_only_columns(each.at.label("at"), each.id.label("id"))
    found = chosen.offset(0).subquery()
    return select(found), found.c["at"], found.c["id"]


def _is_ahead(part: Stretch, start: Place | None, backward: bool) -> bool:
    if start is None:
        return True
    return part.rank <= start.rank if backward else part.rank >= start.rank


def _merged(parts: Sequence[Stretch], places: set[Place], backward: bool) -> Iterator[Place]:
    for part in reversed(parts) if backward else parts:
        yield from sorted(
            (place for place in places if place.rank == part.rank),
            key=lambda place: (place.at is not None, place.at or place.id, place.id),
            reverse=part.is_descending != backward,
        )
