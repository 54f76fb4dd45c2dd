"""A list in its order: stretches after one another, each merged from walks along indexes.

No walk reads more than a page from where it begins, however long the list is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, null, select, tuple_, union
from sqlalchemy import union_all as together

from app.core.db import UtcDateTime, db
from app.tasks.worklist.asked import BY_DUE, MOST
from app.tasks.worklist.cursors import Place
from app.tasks.worklist.sources import Source

TOTAL = -1
EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Stretch:
    """A part of a list that is ordered by one column, and then by id."""

    rank: int
    sources: Sequence[Source]
    column: str
    is_descending: bool = False
    is_dated: bool | None = None
    """Whether only rows with a moment belong here, or only those without; None: all have one."""


def stretches(sources: Sequence[Source], sort: str) -> list[Stretch]:
    """Return a list's stretches: what is open by due time, undated last, or newest; then the past.

    The past is in the order of what was newest.
    """
    now = [source for source in sources if not source.is_past]
    past = [source for source in sources if source.is_past]
    if sort == BY_DUE:
        first = [Stretch(0, now, "due", is_dated=True), Stretch(1, now, "due", is_dated=False)]
    else:
        first = [Stretch(0, now, "newest", is_descending=True)]
    found = [*first, Stretch(2, past, "newest", is_descending=True)]
    return [stretch for stretch in found if stretch.sources]


def walk(
    parts: Sequence[Stretch], start: Place | None, *, backward: bool, limit: int
) -> tuple[list[Place], int]:
    """Return the first rows on one side of a place, in the list's order, and the total."""
    sources = {id(source): source for part in parts for source in part.sources}
    total = select(literal(TOTAL), null(), null(), counted(sources.values()))
    walks = [
        select(_steps(part, source, start, backward, limit).subquery())
        for part in parts
        for source in part.sources
        if _is_ahead(part, start, backward)
    ]
    rows = db.session.execute(together(*walks, total)).all()
    places = {Place(row[0], row[1], row[2]) for row in rows if row[0] != TOTAL}
    counts = [row[3] for row in rows if row[0] == TOTAL]
    return list(_merged(parts, places, backward))[:limit], counts[0]


def counted(sources: Iterable[Source]) -> Any:
    """Return how many rows there are, as a value in a statement: to 1000."""
    walks = [source.chosen.limit(MOST).subquery() for source in sources]
    if not walks:
        return literal(0)
    some = union(*map(select, walks)) if len(walks) > 1 else select(walks[0])
    return select(func.count()).select_from(some.limit(MOST).subquery()).scalar_subquery()


def _steps(
    part: Stretch, source: Source, start: Place | None, backward: bool, limit: int
) -> Select[Any]:
    chosen, at, id_ = _ordered_by(source, part.column)
    chosen = chosen.with_only_columns(
        literal(part.rank).label("rank"), at.label("at"), id_.label("id"), literal(0)
    )
    if part.is_dated is not None:
        chosen = chosen.where(at.is_not(None) if part.is_dated else at.is_(None))
    is_down = part.is_descending != backward
    if start is not None and start.rank == part.rank:
        chosen = chosen.where(_beyond(at, id_, start, is_down=is_down))
    return chosen.order_by(*((at.desc(), id_.desc()) if is_down else (at, id_))).limit(limit)


def _ordered_by(source: Source, column: str) -> tuple[Select[Any], Any, Any]:
    """Return rows, their moments and ids; without an index the rows are found before sorting.

    The offset of nothing keeps planners from walking all there is in the wanted order instead.
    """
    at = getattr(source, column)
    if column in source.indexed:
        return source.chosen, at, source.id
    chosen = source.chosen.with_only_columns(at.label("at"), source.id.label("id"))
    found = chosen.offset(0).subquery()
    return select(found), found.c["at"], found.c["id"]


def _beyond(at: Any, id_: Any, start: Place, *, is_down: bool) -> ColumnElement[bool]:
    if start.at is None:
        return id_ < start.id if is_down else id_ > start.id  # type: ignore[no-any-return]
    here, there = tuple_(at, id_), tuple_(literal(start.at, UtcDateTime), literal(start.id))
    return here < there if is_down else here > there


def _is_ahead(part: Stretch, start: Place | None, backward: bool) -> bool:
    if start is None:
        return True
    return part.rank <= start.rank if backward else part.rank >= start.rank


def _merged(parts: Sequence[Stretch], places: set[Place], backward: bool) -> Iterator[Place]:
    for part in reversed(parts) if backward else parts:
        yield from sorted(
            (place for place in places if place.rank == part.rank),
            key=lambda place: (place.at or EARLIEST, place.id),
            reverse=part.is_descending != backward,
        )
