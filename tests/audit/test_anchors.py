"""Anchors fix every chain's head, so that a tail cut off later is found."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from app import audit
from app.audit import AuditEntry
from app.audit.models import AuditAnchor, AuditAnchorHead
from app.core.db import db, transaction
from tests.audit.test_chains import CLERK, NOON, ONE, OTHER, broken, chains, edit, entry

__all__ = ["chains"]
DAY = timedelta(days=1)


@pytest.fixture
def anchored(chains):
    anchor()
    return chains


def anchor(days=0):
    with transaction():
        return audit.anchor(at=NOON + days * DAY).id


def test_an_anchor_counts_the_chains_it_fixes(chains):
    known = len(set(db.session.scalars(select(AuditEntry.chain))))

    number = anchor()

    assert db.session.get(AuditAnchor, number).chains == known
    assert broken() == []


def test_a_tail_cut_off_since_an_anchor_is_found(anchored):
    edit(delete(AuditEntry).where(*entry(3)))

    assert broken() == [(ONE, 3, "the tail is missing since an anchor")]


def test_a_whole_chain_cut_off_since_an_anchor_is_found(anchored):
    edit(delete(AuditEntry).where(AuditEntry.chain == OTHER))

    assert broken() == [(OTHER, 3, "the tail is missing since an anchor")]


def test_a_chain_may_grow_after_an_anchor(anchored):
    with transaction():
        audit.record("person.noted", chain=ONE, actor=CLERK, at=NOON)

    assert broken() == []


def test_each_anchor_stands_on_the_one_before(anchored):
    first, second = (db.session.get(AuditAnchor, n) for n in (1, anchor(days=1)))

    assert second.id == 2
    assert first.hash != second.hash
    assert broken() == []


def test_an_anchor_changed_to_hide_a_cut_tail_is_found(anchored):
    second = audit.entries(ONE)[1].hash
    edit(delete(AuditEntry).where(*entry(3)))
    fixed = update(AuditAnchorHead).where(AuditAnchorHead.chain == ONE)
    edit(fixed.values(position=2, hash=second))

    assert broken() == [("anchor", 1, "the anchor was changed")]


def test_an_anchor_removed_to_hide_a_cut_tail_is_found(anchored):
    anchor(days=1)
    edit(delete(AuditAnchorHead).where(AuditAnchorHead.anchor_id == 1))
    edit(delete(AuditAnchor).where(AuditAnchor.id == 1))

    assert broken() == [("anchor", 1, "an anchor is missing")]


def test_an_earlier_anchor_that_was_changed_is_found(anchored):
    anchor(days=1)
    edit(update(AuditAnchor).where(AuditAnchor.id == 1).values(hash="0" * 64))

    assert broken() == [("anchor", 1, "the anchor was changed")]
