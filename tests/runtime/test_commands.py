"""Commands on what runs: done once, by whoever holds it, or refused."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app import audit, definitions, runtime
from app.core.db import db, transaction
from app.core.errors import ConflictError, NotFoundError
from app.definitions.service import RefusedError
from app.identity import SYSTEM
from app.runtime import NotOfferedError, TaskGoneError
from tests.flows.story import DRAIN, FIRE, WATER, at


@pytest.fixture
def until():
    return "08:21"


def count(model):
    db.session.rollback()
    return db.session.scalar(select(func.count(model.id)))


def cancel(player, clock="08:22"):
    with transaction():
        return runtime.cancel(player.case_id, "重复登记", actor=SYSTEM, now=at(clock))


def start(process, case_id):
    with transaction():
        runtime.start(process, {}, case_id=case_id, region_id="qh", actor=SYSTEM, now=at("08:22"))


def test_looking_changes_nothing(player, stored):
    before, commands = stored(), count(runtime.Command)

    runtime.look(player.case_id, at("08:22"))
    runtime.look(player.case_id, at("23:00"))
    runtime.live_elements(player.case_id)

    assert (stored(), count(runtime.Command)) == (before, commands)
    assert not db.session.dirty


def test_where_a_case_stands_is_known(player):
    places = [element for _, element, _ in runtime.live_elements(player.case_id)]

    assert places.count("arrive") == 2
    assert places.count("sign") == 1


def test_a_case_is_started_once(player):
    commands = count(runtime.Command)
    db.session.remove()

    with pytest.raises(IntegrityError):
        start("p_ledger", player.case_id)

    assert count(runtime.Command) == commands
    assert runtime.instance(player.case_id).process_key == "p_hotline_intake"


def test_an_unknown_process_is_not_started(player):
    with pytest.raises(RefusedError, match="p_nothing"):
        start("p_nothing", uuid4())

    assert count(runtime.ProcessInstance) == 1


def test_a_started_case_is_pinned_to_what_is_newest(player):
    found = runtime.instance(player.case_id)

    assert found.set_id == definitions.pin("p_hotline_intake").id
    assert (found.is_ended, found.started_at) == (False, at("08:03"))


def test_cancelling_ends_everything_at_once(player):
    found = cancel(player)

    assert (found.ended_at, found.is_ended) == (at("08:22"), True)
    assert player.open_tasks() == []
    assert count(runtime.Timer) == count(runtime.Subscription) == 0
    assert audit.entries(player.case_id)[-2].details == {"reason": "重复登记"}


def test_an_ended_case_is_not_cancelled_again(player):
    cancel(player)

    with pytest.raises(ConflictError, match="已经办结"):
        cancel(player, "08:23")

    assert runtime.instance(player.case_id).ended_at == at("08:22")


def test_what_no_longer_waits_gets_no_message(player):
    withdrawn = player.action("department_withdrawn", DRAIN)
    db.session.expunge(withdrawn)
    player.act(
        "department_withdrawn",
        at("08:22"),
        {"reason": "其他", "reason_text": "另有其他安排"},
        department=DRAIN,
    )

    with pytest.raises(NotOfferedError), transaction():
        runtime.deliver(withdrawn, {}, actor=SYSTEM, now=at("08:23"))


def test_what_is_not_offered_now_is_refused(player):
    waiting = player.action("request_withdrawn")
    assert not waiting.is_offered

    with pytest.raises(NotOfferedError), transaction():
        runtime.deliver(waiting, {}, actor=SYSTEM, now=at("08:22"))

    assert not runtime.instance(player.case_id).is_ended


def test_a_task_is_completed_once(player):
    task, actor = player.move("arrive", at("08:22"), WATER)
    with transaction():
        runtime.complete(task, {}, actor=actor, now=at("08:22"))
    commands = count(runtime.Command)

    with pytest.raises(TaskGoneError) as gone, transaction():
        runtime.complete(task, {}, actor=actor, now=at("08:23"))

    assert gone.value.task.id == task.id
    assert count(runtime.Command) == commands


def test_nothing_is_woken_before_it_is_due(player):
    commands = count(runtime.Command)

    with transaction():
        assert not runtime.wake(player.case_id, now=at("08:24"))

    assert count(runtime.Command) == commands


def test_what_is_due_is_woken_once(player):
    with transaction():
        assert runtime.wake(player.case_id, now=at("08:25"))
    with transaction():
        assert not runtime.wake(player.case_id, now=at("08:25"))

    fired = [e for e in audit.entries(player.case_id) if e.action == "timer.fired"]
    assert [e.details for e in fired] == [{"elements": ["sign_missed"]}]


def test_what_never_ran_is_not_woken(app):
    with transaction():
        assert not runtime.wake(uuid4(), now=at("08:25"))


def test_due_cases_are_found_longest_due_first(player):
    assert runtime.due_instances(at("08:24"), 10) == []
    assert runtime.due_instances(at("08:25"), 10) == [player.case_id]


def test_a_record_stands_in_the_chain_of_the_case(player):
    with transaction():
        runtime.lock(player.case_id)
        runtime.record("case.noted", case_id=player.case_id, actor=SYSTEM, at=at("08:22"))

    last = audit.entries(player.case_id)[-1]
    assert last.action == "case.noted"
    assert runtime.audit_heads()[str(player.case_id)] == (last.position, last.hash)
    assert audit.verify(runtime.audit_heads()) == []


def test_the_trail_begins_with_the_start_and_knows_what_was_cancelled(player):
    trail = runtime.trail(player.case_id)

    assert trail[0][:3] == ["entered", "p_hotline_intake", "request_received"]
    assert "cancelled" in {kind for kind, _, element, *_ in trail if element == "sign"}
    assert timedelta(0) <= at("08:21") - max_at(trail) < timedelta(minutes=1)


def max_at(trail):
    from_text = type(at("08:00")).fromisoformat
    return max(from_text(visit[4]) for visit in trail)


def test_reading_what_is_not_there(app):
    for read in (runtime.instance, runtime.task, runtime.replay, runtime.lock):
        with pytest.raises(NotFoundError):
            read(uuid4())
    assert runtime.subscription(uuid4()) is None
    assert runtime.trail(uuid4()) == []


def test_withdrawn_departments_wait_for_nothing(player):
    waiting = runtime.subscriptions_of(player.case_id)

    assert FIRE not in {s.department for s in waiting}
