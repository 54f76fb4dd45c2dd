"""A message from outside reaches the case that waits for it, once."""

import pytest
from sqlalchemy import func, select

from app.core.db import db
from app.runtime import Message

SENT = {"name": "reading", "key": "R-1", "payload": {"level": 3, "where": ["桥下", 1.5]}}


@pytest.fixture
def watch(program):
    return program("watch")


def count(app):
    with app.app_context():
        return db.session.scalar(select(func.count(Message.id)))


def test_a_message_is_taken_and_kept_until_somebody_waits(watch):
    answer = watch.post("/messages", SENT)

    assert (answer.status_code, answer.json["name"], answer.json["key"]) == (201, "reading", "R-1")
    assert answer.json["expires_at"] > answer.json["sent_at"]


def test_sent_twice_with_one_key_it_is_one_message(app, watch):
    before = count(app)

    answers = [watch.post("/messages", SENT, key="reading-17") for _ in range(2)]

    assert answers[0].json == answers[1].json
    assert count(app) == before + 1


def test_what_is_no_message_is_refused_by_field(watch):
    refused = [
        watch.post("/messages", sent)
        for sent in ({}, SENT | {"name": ""}, SENT | {"key": "a\0b"}, SENT | {"payload": "x"})
    ]
    wrong = watch.post("/messages", SENT | {"time_to_live": "soon"})

    assert [answer.status_code for answer in (*refused, wrong)] == [422] * 5
    assert "time_to_live" in wrong.json["errors"]


def test_whoever_may_not_send_messages_is_refused(app, operator):
    before = count(app)

    assert operator.post("/messages", SENT).status_code == 403
    assert count(app) == before
