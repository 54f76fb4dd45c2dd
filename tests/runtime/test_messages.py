"""Messages between cases stay until the one that waits for them has them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import cases, jobs, runtime
from app.core.db import db, transaction
from app.identity import SYSTEM
from app.runtime import Message, soon
from tests.flows.story import at

DUE = at("08:15", day=15)
"""The order's limit: the district is asked to coordinate."""


@pytest.fixture
def until():
    return "08:21"


@pytest.fixture
def escalated(player):
    """The case escalated from this one."""
    jobs.tick(DUE)
    return player.linked("升级协调")


@pytest.fixture
def child(player, escalated, monkeypatch):
    """The escalated case, and a message to it; the sender's process died after its commit."""
    with monkeypatch.context() as dying:
        dying.setattr(soon, "look", lambda *_: None)
        settle(player)
    return escalated


def settle(player):
    with transaction():
        runtime.cancel(player.case_id, "已妥善处置", actor=SYSTEM, now=at("08:20", day=15))


def send(name, key):
    with transaction():
        return runtime.send(name, key, {"n": 1}, sender=None, now=at("08:22")).id


def hand_over(message_id, now=DUE):
    with transaction():
        return runtime.hand_over(message_id, now=now)


def message():
    db.session.rollback()
    return db.session.scalars(select(Message).execution_options(populate_existing=True)).one()


def test_the_end_of_a_case_is_told_to_those_escalated_from_it(child, player):
    said = message()

    assert (said.name, said.key) == ("parent_settled", said.payload["case_ref"])
    assert said.delivered_at is None
    assert [task.element_id for task in child.open_tasks()] == ["receive_escalation"]


def test_a_message_is_handed_over_right_after_it_was_sent(player, escalated):
    settle(player)

    assert message().delivered_at == at("08:20", day=15)
    assert message().receiver_case_id == escalated.case_id
    assert escalated.open_tasks() == []


def test_an_escalated_case_ends_with_its_parent(child, player):
    assert hand_over(message().id)

    case = cases.case(child.case_id, SYSTEM)
    assert (case.is_closed, case.result) == (True, "随上级案件办结")
    assert child.open_tasks() == []
    assert message().delivered_at == DUE


def test_the_clock_hands_messages_over(child):
    assert jobs.tick(at("08:21", day=15)).delivered == 1
    assert jobs.tick(at("08:22", day=15)).delivered == 0

    assert child.open_tasks() == []


def test_what_two_hand_over_arrives_once(child):
    message_id = message().id

    assert [hand_over(message_id), hand_over(message_id)] == [True, False]

    delivered = [e for e in runtime.trail(child.case_id) if e[2] == "parent_settled"]
    assert [kind for kind, *_ in delivered].count("entered") == 1


def test_a_message_nobody_waits_for_stays(player):
    message_id = send("parent_settled", "QH-2026-999999")

    assert not hand_over(message_id)

    assert message().delivered_at is None
    assert runtime.undelivered(at("08:21", day=15), 10) == []


def test_a_message_waits_for_its_receiver(player):
    reference = cases.case(player.case_id, SYSTEM).reference
    message_id = send("parent_settled", reference)
    assert not hand_over(message_id, at("08:23"))

    jobs.tick(DUE)

    assert message().delivered_at == DUE
    assert jobs.tick(DUE).delivered == 0
    assert player.linked("升级协调").open_tasks() == []


def test_a_message_to_somebody_else_is_not_handed_over(child):
    other = send("parent_settled", "QH-2026-999999")

    waiting = runtime.undelivered(at("08:21", day=15), 10)

    assert other not in waiting
    assert len(waiting) == 1


def test_a_message_grows_stale(child):
    late = at("08:20", day=15) + timedelta(days=7)

    assert runtime.undelivered(late, 10) == []


def test_a_message_that_is_not_offered_stays(player):
    waiting = player.action("request_withdrawn")
    message_id = send(waiting.message, waiting.key)

    assert not hand_over(message_id)

    assert message().delivered_at is None
    assert not runtime.instance(player.case_id).is_ended


def test_there_is_nothing_to_hand_over_of_what_is_not_there(player):
    assert not hand_over(player.case_id)
