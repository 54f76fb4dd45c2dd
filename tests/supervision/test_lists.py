"""What the operations page lists, in one statement a list, within what the reader sees."""

from datetime import timedelta

import pytest

from app import runtime, supervision
from app.core.db import db, transaction
from app.core.errors import NotPermittedError
from app.core.paging import Turn
from app.supervision import Figures
from tests.jobs.world import HOUR, NOW
from tests.runtime.small import do, done, opened

BEGINNING = Turn()
LISTS = (
    supervision.open_incidents,
    supervision.waiting_messages,
    lambda actor, turn=BEGINNING: supervision.kept_messages(actor, NOW, turn),
    supervision.timers,
    supervision.suspended,
)


@pytest.fixture
def watch(someone):
    """The district's watch officer."""
    return someone("watch")


def one_of_each():
    """Open a case for each list, send a message nobody waits for, and one that grew stale."""
    stuck, timed, still, listens = map(opened, ("p_stuck", "p_timed", "p_ways", "p_listens"))
    do(runtime.suspend, still, "等待")
    with transaction():
        runtime.send("answer", "R-9", {}, sender=stuck, now=NOW)
        old = NOW - timedelta(days=8)
        runtime.send("answer", "R-8", {}, sender=None, now=old)
    return stuck, timed, still, listens


def test_the_figures_count_each_list_in_one_statement(app, watch, statements):
    one_of_each()
    statements.clear()

    found = supervision.figures(watch, NOW)

    assert found == Figures(incidents=1, waiting=1, kept=1, expired=1, timers=1, suspended=1)
    assert len([text for text in statements if text.startswith("SELECT")]) == 1


def test_each_list_names_the_case(app, watch):
    stuck, timed, still, listens = one_of_each()

    found = [[row.case.id for row in ask(watch)] for ask in LISTS]

    assert found == [[stuck], [listens], [stuck], [timed], [still]]


def test_a_kept_message_says_what_it_is_and_until_when(app, watch):
    one_of_each()

    kept = supervision.kept_messages(watch, NOW)[0]
    stale = supervision.kept_messages(watch, NOW, expired=True)[0]

    assert (kept.message.key, kept.is_expired, kept.is_awaited) == ("R-9", False, False)
    assert kept.message.expires_at == NOW + timedelta(days=7)
    assert (stale.message.key, stale.is_expired, stale.case) == ("R-8", True, None)


def test_a_message_for_a_suspended_case_is_awaited(app, watch):
    hears = opened("p_hears")
    done(hears, "a")
    do(runtime.suspend, hears, "等待")
    with transaction():
        runtime.send("withdraw", "R-1", {}, sender=None, now=NOW)

    assert supervision.kept_messages(watch, NOW)[0].is_awaited


def test_an_incident_says_where_why_since_when_and_how_often(app, watch):
    case_id = opened("p_stuck")
    do(runtime.retry, runtime.incidents_of(case_id)[0].id)

    found = supervision.open_incidents(watch)[0].row

    assert (found.element_id, found.opened_at, found.attempts) == ("risk", NOW, 2)
    assert found.reason


def test_cases_are_counted_by_the_versions_they_run_on(app, watch):
    ways = [opened("p_ways") for _ in range(2)]
    strict, ended = opened("p_strict"), opened("p_strict")
    do(runtime.cancel, ended, "重复")

    found = {running.process_key: running for running in supervision.versions(watch)}

    assert (found["p_ways"].count, found["p_strict"].count) == (2, 1)
    assert found["p_ways"].members == {"bpmn:p_ways": 1}
    listed = supervision.running(watch, found["p_ways"].set_id)
    assert [row.case.id for row in listed] == ways
    assert [r.case.id for r in supervision.running(watch, found["p_strict"].set_id)] == [strict]


def test_lists_come_in_pages(app, watch):
    cases = [opened("p_timed", now=NOW + n * HOUR) for n in range(3)]

    first = supervision.timers(watch, Turn(limit=2))
    pages = [first, supervision.timers(watch, Turn(after=first.next, limit=2))]

    assert [[row.case.id for row in page] for page in pages] == [cases[:2], cases[2:]]


def test_a_list_costs_the_same_for_one_and_for_many(app, watch, statements):
    one_of_each()
    counted = [cost(ask, watch, statements) for ask in LISTS]
    for _ in range(3):
        one_of_each()

    assert [cost(ask, watch, statements) for ask in LISTS] == counted == [1] * len(LISTS)


def cost(ask, actor, statements):
    db.session.rollback()
    statements.clear()
    for row in ask(actor):
        assert row.case is None or row.case.reference
    return len([text for text in statements if text.startswith("SELECT")])


def test_the_administrator_sees_them_though_no_cases(app, someone):
    one_of_each()

    assert supervision.figures(someone("admin"), NOW).incidents == 1


def test_whoever_may_not_read_operations_is_refused(app, someone):
    for ask in (*LISTS, lambda who: supervision.figures(who, NOW), supervision.versions):
        with pytest.raises(NotPermittedError):
            ask(someone("wx_desk"))
