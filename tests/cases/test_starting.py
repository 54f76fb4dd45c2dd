"""A message or a signal that starts a process opens a case, once."""

import pytest
from sqlalchemy import select

from app import audit, cases, jobs, runtime, supervision
from app.cases import Case
from app.core.db import db, transaction
from app.identity import SYSTEM
from app.runtime import Message, soon
from tests.engine.models import MESSAGE, SIGNAL, end, flows, node, start, timer
from tests.jobs.world import HOUR, NOW, app, someone, statements, template
from tests.runtime.small import MINUTE, deploy, desk, do, done, opened, same, waiting

__all__ = ["app", "someone", "statements", "template"]
BEGUN = {
    "p_begun": node("startEvent", "m", MESSAGE) + desk("look") + end()
    + flows("m>look", "look>e"),
    "p_sounded": node("startEvent", "g", SIGNAL) + desk("look") + end() + flows("g>look", "look>e"),
    "p_weekly": node("startEvent", "t", timer("timeCycle", "R2/PT1H")) + desk("look") + end()
    + flows("t>look", "look>e"),
    "p_dated": node("startEvent", "t", timer("timeDate", "=now() + duration(&quot;PT2H&quot;)"))
    + desk("look") + end() + flows("t>look", "look>e"),
    "p_either": start() + node("startEvent", "m", MESSAGE) + desk("a", "b") + end() + end("f")
    + flows("s>a", "a>e", "m>b", "b>f"),
}  # fmt: skip


@pytest.fixture
def begun(app):
    deploy("p_begun", bodies=BEGUN)


def send(payload=None, key="R-1", name="withdraw", **outside):
    with transaction():
        return runtime.send(name, key, payload or {}, sender=None, now=NOW, **outside).id


def cases_of(process):
    db.session.rollback()
    return db.session.scalars(select(Case).where(Case.process_key == process)).all()


def test_a_message_opens_a_case_with_what_it_says(begun, someone):
    said = {"facts": "水位超过警戒线", "street": "qh.wx", "level_cm": 43}
    send(said, sender_id=someone("watch").user_id)

    (case,) = cases_of("p_begun")
    assert (case.facts, case.street, case.channel) == ("水位超过警戒线", "qh.wx", "系统")
    assert runtime.look(case.id, NOW).variables["level_cm"] == 43
    assert waiting(case.id) == ["look"]
    assert audit.entries(case.id)[0].details["message"] == "withdraw"
    assert same(case.id)


def test_it_is_opened_once_and_the_message_names_it(begun):
    message_id = send()
    with transaction():
        assert not runtime.hand_over(message_id, now=NOW)
    jobs.tick(NOW + MINUTE)

    (case,) = cases_of("p_begun")
    assert db.session.get_one(Message, message_id).receiver_case_id == case.id


def test_the_clock_opens_what_a_process_that_died_did_not(begun, monkeypatch):
    with monkeypatch.context() as dying:
        dying.setattr(soon, "look", lambda *_: None)
        send()
    assert cases_of("p_begun") == []

    assert [jobs.tick(NOW + MINUTE).delivered for _ in range(2)] == [1, 0]
    assert len(cases_of("p_begun")) == 1


def test_whoever_waits_has_the_message_before_a_new_case(begun):
    hears = opened("p_hears")
    done(hears, "a")

    send({"said": "x"})

    assert (waiting(hears), cases_of("p_begun")) == (["z"], [])


def test_a_message_between_cases_opens_one_in_the_senders_region(begun):
    tells = opened("p_tells")
    done(tells, "a")

    (case,) = cases_of("p_begun")
    assert case.region_id == cases.case(tells, SYSTEM).region_id


def test_a_signal_opens_a_case_of_each_process_it_starts(app):
    deploy("p_sounded", bodies=BEGUN)
    listening = opened("p_listens")
    done(opened("p_alarm"), "a")
    jobs.tick(NOW + MINUTE)

    (case,) = cases_of("p_sounded")
    assert (waiting(case.id), waiting(listening)) == (["look"], ["z"])


def test_a_process_may_start_in_either_way(app):
    deploy("p_either", bodies=BEGUN)
    registered = opened("p_either")
    send()

    other = next(case.id for case in cases_of("p_either") if case.id != registered)
    assert (waiting(registered), waiting(other)) == (["a"], ["b"])
    assert same(other)


def test_what_starts_nothing_is_kept(begun, someone):
    message = do(supervision.publish, "unknown", "", {}, actor=someone("watch"))

    assert message.delivered_at is None
    assert cases_of("p_begun") == []


def test_a_cycle_opens_cases_in_its_time_and_as_often_as_it_says(app):
    deploy("p_weekly", bodies=BEGUN)

    opened_at = [jobs.tick(NOW + n * HOUR / 2).opened for n in range(7)]

    assert opened_at == [0, 0, 1, 0, 1, 0, 0]
    assert all(waiting(case.id) == ["look"] for case in cases_of("p_weekly"))
    assert all(same(case.id) for case in cases_of("p_weekly"))


def test_missed_times_open_one_case(app):
    deploy("p_weekly", bodies=BEGUN)

    assert [jobs.tick(NOW + 9 * HOUR).opened, jobs.tick(NOW + 9 * HOUR).opened] == [1, 0]


def test_a_date_opens_one_case_and_is_over(app):
    deploy("p_dated", bodies=BEGUN)

    assert [jobs.tick(NOW + n * HOUR).opened for n in range(4)] == [0, 0, 1, 0]


def test_a_newer_version_replaces_the_timers_of_the_older(app):
    deploy("p_weekly", bodies=BEGUN)
    deploy("p_weekly", bodies={"p_weekly": BEGUN["p_begun"]})

    assert jobs.tick(NOW + HOUR).opened == 0


def test_two_clocks_open_one_case(app):
    deploy("p_dated", bodies=BEGUN)
    due = cases.due_starts(NOW + 2 * HOUR, 10)[0]

    with transaction():
        assert cases.open_due(due, now=NOW + 2 * HOUR)
    with transaction():
        assert not cases.open_due(due, now=NOW + 2 * HOUR)


def test_a_tick_with_nothing_to_hand_over_costs_a_fixed_number(begun, statements):
    jobs.tick(NOW)
    statements.clear()
    jobs.tick(NOW)

    assert len(statements) <= 13
