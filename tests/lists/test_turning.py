"""Walking all pages of a list yields each row exactly once, while rows come and go."""

from contextlib import suppress

import pytest
from flask_migrate import upgrade
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import cases, create_app, notifications, supervision, tasks
from app.cases import Wanted
from app.core.db import db
from app.core.errors import InvalidError
from app.core.paging import Page, Place, Turn, every
from app.identity import SYSTEM
from app.tasks import Asked
from config.settings import ROOT
from tests import installation
from tests.builders import Statements
from tests.lists import rows
from tests.lists.rows import ME, NOW, READER
from tests.postgres import throwaway_cluster, throwaway_database

A_PAGE = 3


def inbox(turn):
    asked = Asked("groups", after=turn.after, before=turn.before, limit=turn.limit)
    found = tasks.inbox(READER, asked, now=NOW)
    return Page(found.rows, found.next, found.previous)


def found(actor, **wanted):
    return lambda turn: cases.search(actor, Wanted(**wanted), turn)


LISTS = {
    "all cases": found(SYSTEM),
    "all cases with a word": found(SYSTEM, text="积水"),
    "all open cases of a level": found(SYSTEM, level="L1", closed=False),
    "a street's cases": found(READER),
    "a street's cases with a word": found(READER, text="积水", street="qh.wx"),
    "copies": lambda turn: cases.copies_for(READER, turn),
    "notices": lambda turn: notifications.of_user(ME, turn),
    "late tasks": lambda turn: supervision.overdue(SYSTEM, NOW, turn=turn),
    "incidents": lambda turn: supervision.open_incidents(SYSTEM, turn),
    "messages waited for": lambda turn: supervision.waiting_messages(SYSTEM, turn),
    "messages kept": lambda turn: supervision.kept_messages(SYSTEM, NOW, turn),
    "timers": lambda turn: supervision.timers(SYSTEM, turn),
    "suspended cases": lambda turn: supervision.suspended(SYSTEM, turn),
    "cases of a version": lambda turn: supervision.running(SYSTEM, "s", turn),
    "a post's tasks": inbox,
}
STATEMENTS = {"late tasks": 4, "a post's tasks": 2, "copies": 2, "notices": 1}
COMMON = {"app.cases.finding.queries.COMMON": 0, "app.cases.finding.sources.FEW": -1}
WAYS = {
    "few": {},
    "by index": {"app.cases.finding.sources.FEW": -1},
    "newest first": COMMON | {"app.cases.finding.queries.PROBED": (5, 100)},
    "newest, then by index": COMMON | {"app.cases.finding.queries.PROBED": (2, 4)},
}


def ready(url, folder):
    app = create_app(installation.settings(url, folder))
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        rows.settle()
        yield app
    installation.close(app)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def lists(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("lists")
    if request.param == "sqlite":
        yield from ready(f"sqlite:///{folder / 'l.db'}", folder)
        return
    with throwaway_cluster() as cluster, throwaway_database(cluster) as url:
        yield from ready(installation.text_of(url), folder)


@pytest.fixture(scope="module", params=list(WAYS))
def way(request, lists):
    with pytest.MonkeyPatch.context() as patch:
        for name, value in WAYS[request.param].items():
            patch.setattr(name, value)
        yield request.param


def id_of(row):
    if isinstance(row, cases.Case):
        return row.id
    return row.case.id if hasattr(row, "case") else row[0].id


class Walker:
    """Somebody who turns the pages of one list, to its end or back to its beginning."""

    def __init__(self, name, *, backward=False, start=""):
        self.name, self.backward, self.seen = name, backward, []
        self.turn = Turn(before=start, limit=A_PAGE) if start else Turn(limit=A_PAGE)

    def step(self):
        """Look at one page; tell whether there is another."""
        page = LISTS[self.name](self.turn)
        ids = [id_of(row) for row in page]
        self.seen = ids + self.seen if self.backward else self.seen + ids
        more = page.previous if self.backward else page.next
        sides = {"before": more} if self.backward else {"after": more}
        self.turn = Turn(**sides, limit=A_PAGE)
        return bool(more)


def to_the_end(name, **begin):
    walker = Walker(name, **begin)
    while walker.step():
        pass
    return walker.seen


def last(name):
    page = LISTS[name](Turn(limit=A_PAGE))
    while page.next:
        page = LISTS[name](Turn(page.next, limit=A_PAGE))
    return page


class World:
    """Rows, and what happens to them."""

    def __init__(self, begin, changes):
        rows.empty()
        self.there = dict(enumerate(begin, 1))
        self.changes = list(changes)
        for number, minute in self.there.items():
            rows.add(number, minute)
        self.ever = {rows.id_of(number) for number in self.there}
        self.stayed = set(self.ever)

    def change(self):
        """Let one row come or go."""
        if not self.changes:
            return
        what, number = self.changes.pop()
        if what == "add":
            new = 100 + len(self.changes)
            rows.add(new, number)
            self.ever.add(rows.id_of(new))
        elif self.there.pop(number, None) is not None:
            rows.remove(number)
            self.stayed.discard(rows.id_of(number))


MINUTES = st.integers(0, 9)
CHANGES = st.lists(st.tuples(st.sampled_from(["add", "remove"]), MINUTES), max_size=6)


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(begin=st.lists(MINUTES, min_size=4, max_size=10), changes=CHANGES, backward=st.booleans())
def test_each_row_is_shown_once_while_rows_come_and_go(way, begin, changes, backward):
    world = World(begin, changes)
    starts = {name: last(name).previous if backward else "" for name in LISTS}
    end = {name: {id_of(row) for row in last(name)} if backward else set() for name in LISTS}
    walkers = [Walker(n, backward=backward, start=start) for n, start in starts.items()]

    going = walkers
    while going:
        going = [walker for walker in going if walker.step()]
        world.change()

    for walker in walkers:
        assert len(walker.seen) == len(set(walker.seen)), walker.name
        assert set(walker.seen) <= world.ever, walker.name
        assert world.stayed - end[walker.name] <= set(walker.seen), walker.name


def test_pages_say_the_same_forward_and_backward(way):
    World([number % 4 for number in range(10)], [])

    for name, ask in LISTS.items():
        forward, end = to_the_end(name), last(name)
        ahead = to_the_end(name, backward=True, start=end.previous)
        at_once = every(lambda after, ask=ask: ask(Turn(after, limit=4)))
        assert len(forward) == 10, name
        assert ahead + [id_of(row) for row in end] == forward, name
        assert [id_of(row) for row in at_once] == forward, name


def test_a_page_costs_the_same_number_of_statements_wherever_it_lies(way):
    World(range(10), [])

    for name, ask in LISTS.items():
        second = ask(Turn(limit=A_PAGE)).next
        with Statements() as counted:
            ask(Turn(second, limit=A_PAGE))
        assert len(counted) <= STATEMENTS.get(name, 6), name


OF_A_MOMENT = Place(0, NOW, ME)
OF_AN_ID = Place(0, ME, ME)


@pytest.mark.parametrize("name", list(LISTS))
def test_a_place_in_another_list_breaks_nothing(lists, name):
    for place in (OF_A_MOMENT, OF_AN_ID):
        with suppress(InvalidError):
            assert len(LISTS[name](Turn(str(place), limit=A_PAGE))) <= A_PAGE
        db.session.rollback()


@pytest.mark.parametrize("name", list(LISTS))
def test_a_place_nobody_named_is_refused(lists, name):
    with pytest.raises(InvalidError) as refused:
        LISTS[name](Turn("nonsense"))

    assert list(refused.value.fields) == ["after"]
