"""Play the sample cases all together, in the order of time, on a clock that misses nothing."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from sqlalchemy import func, select

from app import cases, identity, jobs, notifications, policies
from app.cli import foundation, samples
from app.cli.player import Player
from app.cli.samples import Line, Sample
from app.core import clock
from app.core.clock import LOCAL
from app.core.db import db, transaction
from app.identity import standing
from app.runtime import Timer, UserTask
from app.tasks import leaving

LAID_BEFORE = timedelta(days=365)
EVERY = 50
"""After how many lines one more line of progress is printed."""
ADMIN, WATCH = "admin", "watch"
COPIES_READ = tuple(f"-{days}d 08:45" for days in range(15, 0, -1))
NOTICES_READ = ("-12d 18:00", "-7d 18:00", "-3d 18:00", "-2d 18:00")
AWAY, AWAY_FOR = ("water_liaison", "water_duty"), timedelta(days=3)

Event = tuple[datetime, Callable[[datetime], None]]


def sow(password: str, *, now: datetime, say: Callable[[str], None]) -> "Sowing":
    """Fill an empty installation as if it had been in use until ``now``."""
    say("导入机构、人员、参数、日历、目录和流程 …")
    _lay(password, now - LAID_BEFORE)
    sowing = Sowing(samples.load())
    events = sorted(sowing.events(now), key=itemgetter(0))
    ticked = events[0][0]
    for number, (at, happen) in enumerate(events, start=1):
        ticked = let_pass(ticked, at)
        happen(at)
        if number % EVERY == 0 or number == len(events):
            say(f"  {number}/{len(events)} {at.astimezone(LOCAL):%Y-%m-%d %H:%M}")
    let_pass(ticked, now)
    jobs.tick(now)
    send_away(now)
    return sowing


def let_pass(since: datetime, until: datetime) -> datetime:
    """Do what is due after ``since``, each thing at its own time; return when the last was."""
    while (due := _next_due(since)) is not None and due <= until:
        jobs.tick(due)
        since = due
    return since


@dataclass
class Sowing:
    """The samples while they are played."""

    samples: list[Sample]
    players: dict[str, Player] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    phones: dict[str, str] = field(default_factory=dict)

    def events(self, now: datetime) -> Iterator[Event]:
        """Yield what happens and when; what people do by routine included."""
        calendar = policies.current_calendar()
        for sample in self.samples:
            self.players[sample.key] = Player()
            times = samples.moments(sample, now, calendar)
            for at, line in zip(times, sample.lines, strict=True):
                yield at, Doing(self, sample, line)
        for text in COPIES_READ:
            yield samples.moment(text, now, now, calendar), read_copies
        for text in NOTICES_READ:
            yield samples.moment(text, now, now, calendar), read_notices

    def request(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return a request as it is typed: with a position and a telephone number."""
        said = dict(values)
        if said.get("place_key"):
            grid = identity.organisation(said["place_key"])
            said |= {"lat": str(grid.lat), "lon": str(grid.lon)}
        name = said.get("requester_name")
        if name:
            number = f"1380000{len(self.phones) + 1:04d}"
            said["requester_phone"] = self.phones.setdefault(name, number)
        return said


@dataclass(frozen=True)
class Doing:
    """One line of one sample."""

    sowing: Sowing
    sample: Sample
    line: Line

    def __call__(self, at: datetime) -> None:
        """Do it."""
        player, line = self.sowing.players[self.sample.key], self.line
        values = samples.spoken(line.say, at, self.sowing.references)
        if line.verb in ("register", "blow"):
            self._open(player, self.sowing.request(values), at)
            return
        VERBS[line.verb](player.linked(line.of) if line.of else player, line, at, values)

    def _open(self, player: Player, values: Mapping[str, Any], at: datetime) -> None:
        opening = player.blow if self.line.verb == "blow" else player.register
        case = opening(str(self.line.by), at, values)
        self.sowing.references[self.sample.key] = case.reference


def read_copies(at: datetime) -> None:
    """Let the district's watch open the copies it has not read."""
    actor = Player().actor(WATCH, at)
    for copy_id in [copy.id for copy, _ in cases.copies_for(actor).rows if copy.read_at is None]:
        with transaction():
            cases.read_copy(copy_id, actor=actor, now=at)


def read_notices(at: datetime) -> None:
    """Let everybody look through their notices."""
    with transaction():
        for person in identity.users():
            notifications.mark_all_read(person.id, now=at)


def send_away(now: datetime) -> None:
    """Let one person be away for some days; a colleague stands in for all their posts."""
    absent, substitute = (Player().actor(name, now) for name in AWAY)
    posts = dict.fromkeys(absent.groups, substitute.user_id)
    with transaction():
        plan = standing.Plan(now, now + AWAY_FOR, "休假", posts)
        leaving.enter(absent.user_id, plan, actor=absent, now=now)


def _lay(password: str, at: datetime) -> None:
    foundation.lay(password, now=at)
    region = foundation.read("organisation")["region"]
    with transaction():
        identity.import_people(foundation.read("samples"), password, region, now=at)
        clock.move_to(None)


def _next_due(after: datetime) -> datetime | None:
    """Return when the clock next has something to do."""
    is_open = UserTask.ended_at.is_(None)
    late = is_open, UserTask.overdue_at.is_(None), UserTask.due_at > after
    soon = is_open, UserTask.warned_at.is_(None), UserTask.warn_at > after
    firsts = (
        select(func.min(Timer.due_at)).where(Timer.due_at > after),
        select(func.min(UserTask.due_at)).where(*late),
        select(func.min(UserTask.warn_at)).where(*soon),
    )
    db.session.rollback()
    row = db.session.execute(select(*(first.scalar_subquery() for first in firsts))).one()
    return min((due for due in row if due is not None), default=None)


def _complete(player: Player, line: Line, at: datetime, values: dict[str, Any]) -> None:
    player.complete(line.element, at, values, department=line.org, by=line.by)


def _act(player: Player, line: Line, at: datetime, values: dict[str, Any]) -> None:
    player.act(line.element, at, values, department=line.org, by=line.by)


def _claim(player: Player, line: Line, at: datetime, values: dict[str, Any]) -> None:
    player.claim(line.element, at, department=line.org, by=line.by)


def _urge(player: Player, line: Line, at: datetime, values: dict[str, Any]) -> None:
    player.urge(line.element, at, values["words"], by=str(line.by), department=str(line.org))


def _vacate(player: Player, line: Line, at: datetime, values: dict[str, Any]) -> None:
    _appoint(identity.end_membership, player, line, at)


def _fill(player: Player, line: Line, at: datetime, values: dict[str, Any]) -> None:
    _appoint(identity.add_membership, player, line, at)


def _appoint(change: Callable[..., object], player: Player, line: Line, at: datetime) -> None:
    admin, person = player.actor(ADMIN, at), player.actor(str(line.by), at)
    org_code, post = identity.split_group(line.element)
    with transaction():
        change(person.user_id, org_code, post, actor=admin, now=at)


VERBS = {
    "complete": _complete,
    "act": _act,
    "claim": _claim,
    "urge": _urge,
    "vacate": _vacate,
    "fill": _fill,
}
