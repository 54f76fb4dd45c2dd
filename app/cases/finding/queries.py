"""Read one page of the cases wanted: their number, their places, their rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.cases.finding import sources
from app.cases.finding.asked import PROBED, Wanted
from app.cases.models import Case
from app.core.db import db
from app.core.paging import MOST, Page, Place, Turn, cut
from app.core.walking import Walk, count, walk
from app.identity import Actor

COMMON = MOST
"""How many are so many that the newest are soon found."""
EVERYTHING, BEGINNING = Wanted(), Turn(limit=30)


@dataclass(frozen=True)
class CasePage(Page[Case]):
    """One page of cases, the newest first; ``total`` is how many there are, to 1000."""

    total: int = 0


def search(actor: Actor, wanted: Wanted = EVERYTHING, turn: Turn = BEGINNING) -> CasePage:
    """Return one page of the cases a reader may see, the newest first.

    InvalidError for a place that is none.
    """
    few = sources.few(actor, wanted)
    places, total = _of_few(few, turn) if few else _places(actor, wanted, turn)
    page = cut(places, turn, str)
    rows = _rows([place.id for place in page])
    return CasePage(rows, page.next, page.previous, total)


def _of_few(few: Walk, turn: Turn) -> tuple[Sequence[Place], int]:
    return walk(sources.ordered([few]), turn, [few.chosen])


def _places(actor: Actor, wanted: Wanted, turn: Turn) -> tuple[Sequence[Place], int]:
    """Return the places on from the turn's start and the number of all.

    What is rare is read by its index and sorted. Of what is common the newest are found sooner by
    looking through the newest cases.
    """
    walks = sources.of(actor, wanted)
    counted = [each.chosen for each in walks]
    total = db.session.scalar(select(count(counted))) or 0
    if turn.start is None and total == 0:
        return [], 0
    for many in PROBED if total >= COMMON else ():
        near = sources.newest(actor, wanted, turn, many)
        found, _ = walk(sources.ordered([near]), turn)
        if len(found) == turn.reach:
            return found, total
    found, _ = walk(sources.ordered(walks), turn)
    return found, total


def _rows(ids: list[UUID]) -> list[Case]:
    if not ids:
        return []
    found = {case.id: case for case in db.session.scalars(select(Case).where(Case.id.in_(ids)))}
    return [found[each] for each in ids if each in found]
