"""A tick wakes, warns, announces and sends, each once."""

import threading
from datetime import timedelta

from app import audit, jobs, runtime
from app.core.db import db, transaction
from tests.jobs.world import HOUR, NOW, the_task, told

MINUTE = timedelta(minutes=1)
DESK = ["wx_desk", "wx_desk2"]


def test_a_task_in_its_last_tenth_is_warned_of_once(begin):
    case_id = begin(NOW + HOUR)

    counted = [jobs.tick(NOW + 54 * MINUTE).warned, jobs.tick(NOW + 55 * MINUTE).warned]

    assert counted == [1, 0]
    assert told("task_warning") == DESK
    assert [e.action for e in audit.entries(case_id)].count("task.warned") == 1


def test_lateness_is_announced_once_and_needs_no_warning_before(begin):
    begin(NOW + HOUR)

    counted = [jobs.tick(NOW + HOUR), jobs.tick(NOW + 2 * HOUR)]

    assert [(done.warned, done.overdue) for done in counted] == [(0, 1), (0, 0)]
    assert told("task_overdue") == DESK


def test_nothing_is_announced_before_its_time(begin):
    begin(NOW + HOUR)

    done = jobs.tick(NOW + 53 * MINUTE)

    assert (done.warned, done.overdue, told("task_warning")) == (0, 0, [])


def test_a_task_a_timer_takes_away_is_announced_to_nobody(begin):
    case_id = begin(NOW + HOUR, process="p_taken")

    done = jobs.tick(NOW + HOUR)

    assert (done.woken, done.overdue) == (1, 0)
    assert the_task(case_id).outcome == "cancelled"
    assert told("task_overdue") == []


def test_an_assignee_alone_is_told(begin, someone):
    case_id = begin(NOW + HOUR)
    with transaction():
        runtime.lock(case_id)
        runtime.tasks_of(case_id)[0].assignee_id = someone("operator").user_id

    jobs.tick(NOW + HOUR)

    assert told("task_overdue") == ["operator"]


def test_two_clocks_at_once_announce_each_lateness_once(app, begin):
    for number in range(5):
        begin(NOW + HOUR, process=("p_desk", "p_taken")[number % 2])
    done = []

    def turn():
        with app.app_context():
            done.append(jobs.tick(NOW + HOUR))

    clocks = [threading.Thread(target=turn) for _ in range(2)]
    for thread in clocks:
        thread.start()
    for thread in clocks:
        thread.join()

    assert sum(d.woken for d in done) == 2
    assert sum(d.overdue for d in done) == 3
    assert sum(d.failed for d in done) == 0
    assert told("task_overdue") == sorted(DESK * 3)


def test_a_tick_with_nothing_due_asks_the_same_of_few_and_of_many_cases(begin, statements):
    begin(NOW + HOUR)
    jobs.tick(NOW)
    statements.clear()
    jobs.tick(NOW)
    of_few = len(statements)
    for _ in range(20):
        begin(NOW + HOUR)

    statements.clear()
    jobs.tick(NOW)

    assert len(statements) == of_few
    assert of_few <= 13


def test_a_failing_item_is_pushed_away_and_the_others_go_on(begin):
    runtime.on_effect("webhook", _burst)
    broken, well = begin(NOW + HOUR, process="p_bursts"), begin(NOW + HOUR, process="p_taken")

    first, second = jobs.tick(NOW + HOUR), jobs.tick(NOW + HOUR)

    assert (first.failed, first.woken, second.failed) == (1, 1, 0)
    assert the_task(broken).is_open
    assert not the_task(well).is_open


def test_a_failing_item_becomes_an_incident_and_goes_through_once_mended(begin):
    runtime.on_effect("webhook", _burst)
    case_id = begin(NOW + HOUR, process="p_bursts")
    for hours in range(1, 8):
        jobs.tick(NOW + hours * 2 * HOUR)

    incident = runtime.incidents_of(case_id)[0]
    runtime.on_effect("webhook", lambda *_: None)
    with transaction():
        runtime.open_incidents()[0].resolved_at = NOW
    jobs.tick(NOW + 20 * HOUR)

    assert "接口不通" in incident.reason
    assert not the_task(case_id).is_open
    assert db.session.query(jobs.Setback).count() == 0


def test_a_tick_leaves_a_heartbeat_and_anchors_the_record_hourly(app):
    before = jobs.last_beat()

    anchored = [jobs.tick(NOW + hours * HOUR / 2).anchored for hours in range(4)]

    assert before is None
    assert jobs.last_beat() < timedelta(minutes=1)
    assert anchored == [True, False, True, False]


def _burst(*_):
    raise RuntimeError("接口不通")
