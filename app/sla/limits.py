"""Named limits: which anchor, which term for which class or level."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from app.core.errors import InvalidError, NotFoundError
from app.sla.calendar import Calendar
from app.sla.clocks import Clock, in_shanghai
from app.sla.pauses import Pause, postponed
from app.sla.terms import Term, read_term

CREATED = "created_at"
CLOCK_OF_MATTER = "catalogue_clock"


class UnknownLimitError(NotFoundError):
    """参数表中没有这个时限。"""


class BadAnchorError(InvalidError):
    """时限的起算时间不是时间。"""


class BadLimitRowError(InvalidError):
    """时限表的一行有误。"""


@dataclass(frozen=True)
class Limit:
    """A row of a limit table.

    ``anchors`` are tried in order: a variable, another limit, or ``created_at``.
    ``chosen_by`` names the variable that chooses the term, ``fallback`` the choice while it
    is unset. ``follows_matter`` lets a catalogue row say working days instead of natural ones.
    """

    key: str
    anchors: tuple[str, ...]
    chosen_by: str
    fallback: str
    terms: Mapping[str, Term | None]
    follows_matter: bool = False

    def term(self, facts: Mapping[str, Any]) -> Term | None:
        """Return the term for these facts; None where the table has no limit."""
        found = self.terms.get(facts.get(self.chosen_by) or self.fallback)
        if found and self.follows_matter and found.clock is Clock.NATURAL_DAYS:
            return replace(found, clock=Clock(facts.get(CLOCK_OF_MATTER) or found.clock))
        return found


@dataclass(frozen=True)
class Limits:
    """All named limits of one version of the parameters."""

    rows: Mapping[str, Limit]
    version: int = 0

    def row(self, key: str) -> Limit:
        """Return the row of that key."""
        if key not in self.rows:
            raise UnknownLimitError(f"参数表中没有“{key}”这个时限。")
        return self.rows[key]


def limit(
    limits: Limits,
    key: str,
    facts: Mapping[str, Any],
    created_at: datetime,
    calendar: Calendar,
    pauses: Collection[Pause] = (),
) -> datetime | None:
    """Return the deadline of that name in UTC; None when these facts have no such limit.

    ``facts`` are the visible process variables. A limit whose anchor has not happened yet
    has no deadline. ``pauses`` of its clock move it.
    """
    found = term(limits, key, facts)
    start = _start(limits, key, facts, created_at, calendar, pauses)
    if found is None or start is None:
        return None
    due = found.ends_at(start, calendar)
    own = [pause for pause in pauses if key in pause.limits]
    return postponed(due, start, own, found.clock, calendar) if own else due


def anchor(
    limits: Limits,
    key: str,
    facts: Mapping[str, Any],
    created_at: datetime,
    calendar: Calendar,
    pauses: Collection[Pause] = (),
) -> datetime:
    """Return the moment in UTC from which that limit counts; ``created_at`` if none has come."""
    start = _start(limits, key, facts, created_at, calendar, pauses)
    return start or _instant(CREATED, created_at)


def keys(limits: Limits) -> Collection[str]:
    """Return the name of every limit."""
    return limits.rows.keys()


def term(limits: Limits, key: str, facts: Mapping[str, Any]) -> Term | None:
    """Return how much time that limit gives on which clock."""
    return limits.row(key).term(facts)


def read_limits(tables: Iterable[Mapping[str, Any]], version: int = 0) -> Limits:
    """Read limit tables: each with ``chosen_by``, ``fallback`` and ``rows`` by key.

    A row has ``anchor`` (alternatives joined by ``or``), a cell for every choice, or ``all``
    for the same everywhere, and may say ``follows_matter``.
    """
    rows = (
        _row(key, row, table["chosen_by"], table["fallback"])
        for table in tables
        for key, row in table["rows"].items()
    )
    return Limits({row.key: row for row in rows}, version)


def _start(
    limits: Limits,
    key: str,
    facts: Mapping[str, Any],
    created_at: datetime,
    calendar: Calendar,
    pauses: Collection[Pause],
) -> datetime | None:
    for name in limits.row(key).anchors:
        if name in limits.rows:
            return limit(limits, name, facts, created_at, calendar, pauses)
        moment = created_at if name == CREATED else facts.get(name)
        if moment is not None:
            return _instant(name, moment)
    return None


def _instant(name: str, moment: object) -> datetime:
    if not isinstance(moment, datetime):
        raise BadAnchorError(f"时限的起算时间“{name}”不是时间。")
    return in_shanghai(moment).astimezone(UTC)


def _row(key: str, row: Mapping[str, Any], chosen_by: str, fallback: str) -> Limit:
    cells = {name: cell for name, cell in row.items() if name not in ("anchor", "follows_matter")}
    if "all" in cells:
        chosen_by, fallback = "", "all"
    if fallback not in cells or "anchor" not in row:
        raise BadLimitRowError(f"时限“{key}”缺少起算时间或“{fallback}”一栏。")
    return Limit(
        key=key,
        anchors=tuple(row["anchor"].split(" or ")),
        chosen_by=chosen_by,
        fallback=fallback,
        terms={name: read_term(cell) for name, cell in cells.items()},
        follows_matter=row.get("follows_matter", False),
    )
