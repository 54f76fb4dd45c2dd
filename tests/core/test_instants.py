"""Instants are aware, whatever the database makes of them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from app import runtime
from app.core.clock import LOCAL
from app.core.db import db, transaction
from app.runtime import Message


def kept(instant):
    with transaction():
        return runtime.send("n", "k", {}, sender=None, now=instant).id


def test_a_naive_moment_is_refused(app):
    naive = datetime(2026, 7, 14, 8, 0)  # noqa: DTZ001

    with pytest.raises(StatementError, match="naive datetime"):
        kept(naive)

    assert db.session.query(Message).count() == 0


@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 7, 14, 8, 0, tzinfo=LOCAL),
        datetime(2026, 7, 14, 0, 0, tzinfo=UTC),
        datetime(2026, 7, 13, 19, 0, 0, 5, tzinfo=timezone(timedelta(hours=-5))),
    ],
)
def test_a_moment_comes_back_in_utc(app, instant):
    message = db.session.get(Message, kept(instant))

    assert message.sent_at == instant
    assert message.sent_at.utcoffset() == timedelta(0)


def test_moments_of_different_zones_are_ordered_as_they_happened(app):
    later = kept(datetime(2026, 7, 14, 8, 0, tzinfo=LOCAL))
    earlier = kept(datetime(2026, 7, 13, 23, 0, tzinfo=UTC))

    rows = db.session.query(Message.id).order_by(Message.sent_at).all()

    assert [row.id for row in rows] == [earlier, later]


def test_the_database_holds_utc(app):
    kept(datetime(2026, 7, 14, 8, 0, tzinfo=LOCAL))

    raw = db.session.execute(text("SELECT sent_at FROM message")).scalar_one()

    assert raw.startswith("2026-07-14 00:00:00")
