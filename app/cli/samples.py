"""Scripts of the sample cases: read from ``config/samples.toml`` and set on a calendar."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.cli import foundation
from app.core.clock import LOCAL
from app.sla import Calendar

BEFORE = re.compile(r"(?P<work>w?)-(?P<n>\d+)(?P<unit>[mh])")
DAY_BEFORE = re.compile(r"-(?P<n>\d+)(?P<unit>[dn]) (?P<clock>\d\d:\d\d)")
AFTER = re.compile(r"\+(?P<n>\d+)(?P<unit>[mh])")
DAY_AFTER = re.compile(r"\+(?P<n>\d+)d (?P<clock>\d\d:\d\d)")
TYPED = re.compile(r"@(?P<n>[+-]\d+)(?P<unit>[mhd])(?: (?P<clock>\d\d:\d\d))?")
REFERENCE = "@ref:"
UNITS = {"m": "minutes", "h": "hours", "d": "days", "n": "days"}


class ScriptError(ValueError):
    """A script names a moment nobody can read."""


@dataclass(frozen=True)
class Line:
    """One thing somebody does: an element to complete, or ``verb:element``."""

    at: str
    do: str
    say: Mapping[str, Any] = field(default_factory=dict)
    org: str | None = None
    by: str | None = None
    of: str | None = None
    """The relation of the linked case in which it is done."""

    @property
    def verb(self) -> str:
        """Return what is done: ``complete`` when the script names only the element."""
        return self.do.partition(":")[0] if ":" in self.do else "complete"

    @property
    def element(self) -> str:
        """Return the element, or the post, it is done to."""
        return self.do.rpartition(":")[2]


@dataclass(frozen=True)
class Sample:
    """One case: its first line opens it."""

    key: str
    title: str
    lines: tuple[Line, ...]
    is_routine: bool = False
    """One of the everyday requests that fill the weeks before."""


def load() -> list[Sample]:
    """Return the shipped samples."""
    return read(foundation.read("samples"))


def read(body: Mapping[str, Any]) -> list[Sample]:
    """Return the samples of a table like ``samples.toml``."""
    return [_sample(row, body) for row in body["sample"]]


def moments(sample: Sample, now: datetime, calendar: Calendar) -> list[datetime]:
    """Return when each line of a sample is done, all of them before ``now``."""
    found: list[datetime] = []
    for line in sample.lines:
        found.append(moment(line.at, found[-1] if found else now, now, calendar))
    return found


def moment(text: str, previous: datetime, now: datetime, calendar: Calendar) -> datetime:
    """Return the moment a script means, after the ``previous`` line, seen from ``now``."""
    here, last = now.astimezone(LOCAL), previous.astimezone(LOCAL)
    if match := BEFORE.fullmatch(text):
        span = _span(match)
        return worked_before(here, span, calendar) if match["work"] else here - span
    if match := DAY_BEFORE.fullmatch(text):
        return _day_before(match, here, calendar)
    if match := AFTER.fullmatch(text):
        return last + _span(match)
    if match := DAY_AFTER.fullmatch(text):
        start = last if int(match["n"]) else last - timedelta(days=1)
        day = calendar.workday_after(start.date(), max(int(match["n"]), 1))
        return _on_clock(datetime.combine(day, last.timetz()), match["clock"])
    raise ScriptError(text)


def worked_before(now: datetime, span: timedelta, calendar: Calendar) -> datetime:
    """Return the moment since when so much working time has passed."""
    day = now.date()
    while True:
        for opens, closes in reversed(list(calendar.sessions(day))):
            ends = min(closes, now)
            if ends - opens >= span:
                return ends - span
            span -= max(ends - opens, timedelta())
        day -= timedelta(days=1)


def spoken(value: Any, at: datetime, references: Mapping[str, str]) -> Any:
    """Return a value as it is typed at a moment; ``references`` are the numbers of other cases."""
    if isinstance(value, Mapping):
        return {key: spoken(one, at, references) for key, one in value.items()}
    if isinstance(value, list):
        return [spoken(one, at, references) for one in value]
    if not isinstance(value, str) or not value.startswith("@"):
        return value
    if value.startswith(REFERENCE):
        return references[value.removeprefix(REFERENCE)]
    match = TYPED.fullmatch(value)
    return _typed(match, at.astimezone(LOCAL)) if match else value


def _sample(row: Mapping[str, Any], body: Mapping[str, Any]) -> Sample:
    first = Line(
        at=row["at"],
        do=f"{row.get('do', 'register')}:",
        say={**(body["say"]["register"] if "do" not in row else {}), **row["register"]},
        by=row.get("by", "operator"),
    )
    rows = row.get("lines") or body["pattern"][row.get("pattern", "once")]
    said = row.get("say", {})
    return Sample(
        key=row["key"],
        title=row.get("title", row["register"]["facts"]),
        lines=(first, *_lines(rows, body["say"], said)),
        is_routine="title" not in row,
    )


def _lines(
    rows: Iterable[Mapping[str, Any]], defaults: Mapping[str, Any], said: Mapping[str, Any]
) -> Iterator[Line]:
    for row in rows:
        element = row["do"]
        say = {**defaults.get(element, {}), **row.get("say", {}), **said.get(element, {})}
        orgs = row.get("org")
        together = orgs if isinstance(orgs, list) else [orgs]
        for position, org in enumerate(together):
            at = row["at"] if position == 0 else "+1m"
            yield Line(at, element, say, org, row.get("by"), row.get("of"))


def _day_before(match: re.Match[str], now: datetime, calendar: Calendar) -> datetime:
    count, day = int(match["n"]), now
    if match["unit"] == "n":
        return _on_clock(now - timedelta(days=count), match["clock"])
    while count:
        day -= timedelta(days=1)
        count -= calendar.is_workday(day.date())
    return _on_clock(day, match["clock"])


def _typed(match: re.Match[str], at: datetime) -> str:
    moved = at + _span(match)
    if match["clock"]:
        moved = _on_clock(moved, match["clock"])
    elif match["unit"] == "d":
        return moved.date().isoformat()
    return f"{moved:%Y-%m-%dT%H:%M}"


def _span(match: re.Match[str]) -> timedelta:
    return timedelta(**{UNITS[match["unit"]]: int(match["n"])})


def _on_clock(day: datetime, clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)
