"""Copies are read once, and it is known by whom."""

import pytest
from sqlalchemy import select

from app import audit, cases
from app.cases import Copy
from app.core.db import db, transaction
from app.core.errors import NotFoundError
from tests.flows.story import at

GROUP = "qh.command/值守岗"


@pytest.fixture
def until():
    return "08:15"


@pytest.fixture
def copy_id(player):
    """A copy to the watch of the district."""
    with transaction():
        sent = {"notice_key": "whistle_copy", "sent_at": at("08:16")}
        copy = Copy(case_id=player.case_id, group=GROUP, **sent)
        db.session.add(copy)
        db.session.flush()
        return copy.id


def read(copy_id, player, username, clock="08:20"):
    with transaction():
        cases.read_copy(copy_id, actor=player.actor(username, at(clock)), now=at(clock))
    return db.session.get(Copy, copy_id)


def receipts(player):
    entries = audit.entries(player.case_id)
    return [entry.actor_name for entry in entries if entry.action == "copy.read"]


def test_an_opened_copy_says_who_read_it_when(copy_id, player):
    copy = read(copy_id, player, "watch")

    assert (copy.read_at, copy.read_by) == (at("08:20"), "褚致远")
    assert receipts(player) == ["褚致远"]


def test_the_first_readers_receipt_counts(copy_id, player):
    read(copy_id, player, "watch")

    copy = read(copy_id, player, "watch2", "08:30")

    assert (copy.read_at, copy.read_by) == (at("08:20"), "褚致远")
    assert receipts(player) == ["褚致远"]


def test_a_copy_is_not_there_for_others(copy_id, player):
    with pytest.raises(NotFoundError):
        read(copy_id, player, "operator")
    with pytest.raises(NotFoundError):
        read(player.case_id, player, "watch")

    assert receipts(player) == []


def test_unread_copies_are_counted_and_stand_first(copy_id, player):
    watch = player.actor("watch", at("08:20"))
    unread = cases.unread_copies(watch)
    assert unread == db.session.query(Copy).filter(Copy.group == GROUP).count()

    read(copy_id, player, "watch")

    assert cases.unread_copies(watch) == unread - 1
    assert [copy.id for copy, _ in cases.copies_for(watch).rows][-1] == copy_id
    assert not cases.copies_for(player.actor("heat_liaison", at("08:20"))).rows


def test_the_chain_of_the_case_still_holds(copy_id, player):
    read(copy_id, player, "watch")

    assert audit.verify() == []
    assert db.session.scalar(select(Copy.read_by).where(Copy.id == copy_id))
