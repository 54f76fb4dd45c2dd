"""Messages thrown by processes, signals, and what is sent before anybody waits."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from app import jobs, runtime
from app.core.db import db, transaction
from app.core.errors import InvalidError
from app.identity import SYSTEM
from app.runtime import Message, Subscription, soon
from tests.jobs.world import HOUR, NOW, app, someone, statements, template
from tests.runtime.small import MINUTE, deploy, do, done, opened, person, same, waiting

__all__ = ["app", "someone", "statements", "template"]


def messages():
    db.session.rollback()
    ordered = select(Message).order_by(Message.sent_at, Message.id)
    return db.session.scalars(ordered.execution_options(populate_existing=True)).all()


def send(key="R-1", name="withdraw", **more):
    with transaction():
        return runtime.send(name, key, {"said": "外部"}, sender=None, now=NOW, **more).id


def test_a_thrown_message_reaches_the_case_that_waits_for_it(app):
    hears, other = opened("p_hears"), opened("p_hears", case_ref="R-2")
    for case_id in (hears, other):
        done(case_id, "a")
    tells = opened("p_tells")

    done(tells, "a")

    assert (waiting(hears), waiting(other)) == (["z"], [])
    assert runtime.look(hears, NOW).variables["said"] == "R-1"
    assert [(m.sender_case_id, m.receiver_case_id) for m in messages()] == [(tells, hears)]
    assert same(hears)
    assert same(tells)


def test_a_message_is_kept_for_who_will_wait_for_it(app):
    hears = opened("p_hears")
    done(opened("p_tells"), "a")
    assert messages()[0].delivered_at is None

    done(hears, "a", now=NOW + HOUR)

    assert waiting(hears) == ["z"]
    assert messages()[0].delivered_at == NOW + HOUR


def test_a_message_lives_seven_days_or_as_its_sender_says(app):
    done(opened("p_tells"), "a")
    done(opened("p_tells_briefly"), "a")

    assert sorted(m.expires_at - NOW for m in messages()) == [HOUR, timedelta(days=7)]
    assert [m.payload for m in messages()] == [{"said": "R-1"}] * 2


def test_a_message_that_grew_stale_is_given_to_nobody(app):
    hears = opened("p_hears")
    send(time_to_live=HOUR)

    done(hears, "a", now=NOW + 2 * HOUR)
    jobs.tick(NOW + 2 * HOUR)

    assert waiting(hears) == []
    assert messages()[0].is_expired(NOW + 2 * HOUR)


def test_one_of_several_that_wait_has_the_message(app):
    both = [opened("p_hears"), opened("p_hears")]
    for case_id in both:
        done(case_id, "a")

    send()
    jobs.tick(NOW + MINUTE)

    assert sorted(waiting(case_id) for case_id in both) == [[], ["z"]]


def test_a_suspended_case_has_its_message_once_it_goes_on(app):
    hears = opened("p_hears")
    done(hears, "a")
    do(runtime.suspend, hears, "等待")
    send()
    assert jobs.tick(NOW + MINUTE).delivered == 0

    do(runtime.resume, hears, "继续")
    jobs.tick(NOW + 2 * MINUTE)

    assert waiting(hears) == ["z"]


def test_a_signal_reaches_every_case_that_listens_once(app):
    listening = [opened("p_listens") for _ in range(3)]
    alarm = opened("p_alarm")

    done(alarm, "a")
    jobs.tick(NOW + MINUTE)

    assert [waiting(case_id) for case_id in listening] == [["z"]] * 3
    assert [m.kind for m in messages()] == ["signal"] * 3
    assert {m.receiver_case_id for m in messages()} == set(listening)
    assert all(same(case_id) for case_id in (*listening, alarm))


def test_a_signal_is_not_kept_for_who_listens_later(app):
    done(opened("p_alarm"), "a")
    later = opened("p_listens")
    jobs.tick(NOW + MINUTE)

    assert (waiting(later), messages()) == ([], [])


def test_a_signal_of_a_process_that_died_is_told_by_the_clock(app, monkeypatch):
    listening, alarm = opened("p_listens"), opened("p_alarm")
    with monkeypatch.context() as dying:
        dying.setattr(soon, "look", lambda *_: None)
        done(alarm, "a")
    assert waiting(listening) == []

    assert [jobs.tick(NOW + MINUTE).delivered, jobs.tick(NOW + MINUTE).delivered] == [1, 0]
    assert waiting(listening) == ["z"]


@pytest.fixture
def signalled(app, monkeypatch):
    """A case that listens, and a signal to it that the sender's process did not live to deliver."""
    listening, alarm = opened("p_listens"), opened("p_alarm")
    with monkeypatch.context() as dying:
        dying.setattr(soon, "look", lambda *_: None)
        done(alarm, "a")
    return listening


def test_a_suspended_case_hears_a_signal_once_it_goes_on(signalled):
    do(runtime.suspend, signalled, "等待")
    with transaction():
        assert not runtime.hand_over(messages()[0].id, now=NOW + MINUTE)
    do(runtime.resume, signalled, "继续")

    assert jobs.tick(NOW + 2 * MINUTE).delivered == 1
    assert waiting(signalled) == ["z"]


def test_a_signal_to_a_case_that_ended_meanwhile_is_settled(signalled):
    do(runtime.cancel, signalled, "重复登记")

    assert [jobs.tick(NOW + 2 * MINUTE).delivered for _ in range(2)] == [1, 0]


def test_a_fault_after_the_commit_is_left_to_the_clock(app, caplog):
    def fail(*_, **__):
        raise RuntimeError("broken")

    with transaction():
        soon.deliver([SYSTEM.user_id], fail, NOW)
        soon.look(fail, fail, NOW)

    assert [record.message.split()[-1] for record in caplog.records] == ["clock"] * 2


def test_a_message_sent_while_its_receiver_begins_to_wait_arrives_once(app):
    deploy("p_hears", "p_tells")
    pairs = [(opened("p_hears", f"R-{n}"), opened("p_tells", f"R-{n}")) for n in range(20)]
    start = Barrier(2)

    def play(which):
        with app.app_context():
            start.wait()
            for pair in pairs:
                done(pair[which], "a", person())

    threads = [Thread(target=play, args=(which,)) for which in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [waiting(hears) for hears, _ in pairs] == [["z"]] * 20
    assert all(m.delivered_at for m in messages())


def test_two_processes_that_talk_for_ever_do_not_hold_the_sender(app):
    asked = []

    def answer(item_id, *, now):
        asked.append(item_id)
        soon.deliver([item_id], answer, now)
        return True

    with transaction():
        soon.deliver([SYSTEM.user_id], answer, NOW)

    assert len(asked) == soon.AT_MOST


@pytest.mark.parametrize("text", ["soon", "P1Y", "PT0S", "P400D", "-P1D"])
def test_a_time_to_live_that_is_none_is_refused(app, text):
    with pytest.raises(InvalidError) as refused:
        runtime.time_to_live(text)

    assert "time_to_live" in refused.value.fields


def test_waiting_for_a_person_asks_nothing_of_the_messages(app, statements):
    case_id = opened("p_ways")
    statements.clear()

    done(case_id, "a")

    assert not [text for text in statements if "FROM message" in text]
    assert db.session.scalars(select(Subscription)).all() == []
