"""Pages put together are the list a plain reading of the rows gives, in both directions."""

from dataclasses import replace

import pytest
from flask_migrate import upgrade

from app import create_app, tasks
from app.core.db import db
from app.core.errors import InvalidError
from app.tasks import Asked
from app.tasks.worklist import TABS
from config.settings import ROOT
from tests import installation
from tests.installation import close, settings
from tests.postgres import throwaway_cluster, throwaway_database
from tests.tasks.worklist import reference, worlds
from tests.tasks.worklist.worlds import ACTOR, NOW

SEEDS = range(2)
NARROWED = (
    {}, {"text": "积水"}, {"text": "积水 深很"}, {"text": "000003"}, {"whistle_class": "紧急"},
    {"kind": "p_order"}, {"matter": "CG"}, {"matter": "CG0102"}, {"street": "qh.wx"},
    {"level": "L1"}, {"due": "late"}, {"due": "today"}, {"due": "week"}, {"overdue": True},
    {"text": "积水", "level": "L1", "due": "week"},
)  # fmt: skip
LISTS = [tab for tab in TABS if tab != "copies"]


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def migrated(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("worlds")
    if request.param == "sqlite":
        yield from ready(f"sqlite:///{folder / 'w.db'}", folder)
        return
    with throwaway_cluster() as cluster, throwaway_database(cluster) as url:
        yield from ready(installation.text_of(url), folder)


def ready(url, folder):
    app = create_app(settings(url, folder))
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        worlds.settle()
        yield app
    close(app)


@pytest.fixture(params=SEEDS)
def world(migrated, request):
    yield worlds.made(request.param)
    db.session.rollback()


def ids(page, asked):
    return [row.case.id if asked.tab == "started" else row.task.id for row in page.rows]


def forward(asked):
    """Return all pages, each with the one question that gives it."""
    pages = [tasks.inbox(ACTOR, asked, now=NOW)]
    while pages[-1].next:
        pages.append(tasks.inbox(ACTOR, replace(asked, after=pages[-1].next), now=NOW))
    return pages


def backward(asked, last):
    pages = [last]
    while pages[0].previous:
        pages.insert(0, tasks.inbox(ACTOR, replace(asked, before=pages[0].previous), now=NOW))
    return pages


@pytest.mark.parametrize("sort", ["due", "newest"])
@pytest.mark.parametrize("tab", LISTS)
def test_all_pages_together_are_the_whole_list(world, tab, sort):
    for narrowed in NARROWED:
        asked = Asked(tab, sort=sort, limit=4, **narrowed)
        wanted = reference.listed(world, asked)

        pages = forward(asked)

        assert [each for page in pages for each in ids(page, asked)] == wanted, narrowed
        assert {page.total for page in pages} == {len(wanted)}
        assert [p.rows for p in backward(asked, pages[-1])] == [p.rows for p in pages]


def test_the_figures_beside_the_tabs_are_the_lengths_of_the_lists(world):
    found = tasks.counts(ACTOR, now=NOW)

    lengths = {tab: len(reference.listed(world, Asked(tab))) for tab in LISTS}
    late = [reference.listed(world, Asked(tab, overdue=True)) for tab in ("mine", "groups")]
    assert (found.mine, found.groups, found.waiting) == tuple(
        lengths[tab] for tab in ("mine", "groups", "waiting")
    )
    assert found.overdue == sum(map(len, late))
    part = worlds.taken_part(world)
    assert found.started == len([i for i in reference.listed(world, Asked("started")) if i in part])


def test_rows_passed_over_are_those_of_the_first_pages(world):
    asked = Asked("groups", limit=3, skip=2)

    page = tasks.inbox(ACTOR, asked, now=NOW)

    assert ids(page, asked) == reference.listed(world, asked)[2:5]


def test_a_row_says_in_whose_place_it_is_the_readers(world):
    rows = tasks.inbox(ACTOR, Asked("mine"), now=NOW).rows

    for row in rows:
        whose = row.stand_in.user_id if row.stand_in else worlds.ME
        assert row.task.assignee_id == whose


@pytest.mark.parametrize("text", ["x", "e30", "WzAsIDEsIDJd", "%%%", "WyJhIl0", "5rC0"])
def test_a_cursor_that_is_none_is_refused(app, text):
    with pytest.raises(InvalidError) as wrong:
        tasks.inbox(ACTOR, Asked(after=text), now=NOW)

    assert list(wrong.value.fields) == ["after"]
