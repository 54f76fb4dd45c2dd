"""What happened is written once, in chains in which nothing can be changed unseen."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from app import audit
from app.audit import FIRST, AuditEntry, Happening
from app.core.db import db, transaction
from app.identity import SYSTEM, Actor

NOON = datetime(2026, 7, 14, 4, 0, tzinfo=UTC)
ONE, OTHER = "person:one", "person:other"
CLERK = Actor(SYSTEM.user_id, "吴云帆", "operator2", org_codes=("qh.hotline", "qh"))


@pytest.fixture
def chains(app):
    """Two chains of three entries, laid above whatever the installation wrote."""
    with transaction():
        for hours in range(3):
            for chain in (ONE, OTHER):
                at = NOON + timedelta(hours=hours)
                audit.record("person.noted", chain=chain, actor=CLERK, at=at, details={"n": hours})
    return app


def edit(statement):
    with transaction():
        db.session.execute(statement)


def broken(heads=None):
    db.session.rollback()
    return [(b.chain, b.position, b.reason) for b in audit.verify(heads)]


def entry(position, chain=ONE):
    return AuditEntry.chain == chain, AuditEntry.position == position


def head_of(chain):
    last = audit.entries(chain)[-1]
    return last.position, last.hash


def test_a_laid_installation_holds(app):
    assert broken() == []
    assert db.session.scalar(select(AuditEntry.id).limit(1)) is not None


def test_entries_say_who_did_what_when(chains):
    first, *_ = audit.entries(ONE)

    assert (first.action, first.details, first.at) == ("person.noted", {"n": 0}, NOON)
    assert (first.actor_name, first.actor_org) == ("吴云帆", "qh.hotline")


def test_each_subject_has_a_chain_of_its_own(chains):
    ours, others = audit.entries(ONE), audit.entries(OTHER)

    assert [e.position for e in ours] == [e.position for e in others] == [1, 2, 3]
    assert not {e.hash for e in ours} & {e.hash for e in others}
    assert broken() == []


def test_a_batch_continues_where_the_caller_stood(chains):
    with transaction():
        said = [Happening("a", {}), Happening("b", {"at": NOON})]
        written = audit.append(said, chain=ONE, after=head_of(ONE), actor=CLERK, at=NOON)

    assert [e.position for e in written] == [4, 5]
    assert broken() == []


def test_an_empty_chain_begins_at_one(app):
    with transaction():
        happening = Happening("a", {})
        written = audit.append([happening], chain="new", after=FIRST, actor=CLERK, at=NOON)

    assert written[0].position == 1
    assert broken() == []


@pytest.mark.parametrize(
    "changed",
    [
        {"details": {"n": 7}},
        {"actor_name": "另一人"},
        {"actor_id": None},
        {"actor_org": None},
        {"action": "person.praised"},
        {"at": NOON},
        {"hash": "0" * 64},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_changed_entry_is_found(chains, changed):
    edit(update(AuditEntry).where(*entry(2)).values(changed))

    assert broken() == [(ONE, 2, "the entry was changed")]


def test_an_entry_moved_to_another_subject_is_found(chains):
    edit(update(AuditEntry).where(*entry(3)).values(chain="person:third", position=1))

    assert broken({ONE: (3, "…")}) == [
        (ONE, 3, "the tail is missing"),
        ("person:third", 1, "the entry was changed"),
    ]


def test_a_missing_entry_is_found(chains):
    edit(delete(AuditEntry).where(*entry(2)))

    assert broken() == [(ONE, 2, "an entry is missing")]


def test_a_missing_first_entry_is_found(chains):
    edit(delete(AuditEntry).where(*entry(1)))

    assert broken() == [(ONE, 1, "an entry is missing")]


def test_a_cut_tail_is_found_by_the_head_its_owner_holds(chains):
    head = head_of(ONE)
    edit(delete(AuditEntry).where(*entry(3)))

    assert broken() == []
    assert broken({ONE: head}) == [(ONE, 3, "the tail is missing")]


def test_a_chain_that_vanished_is_found_by_the_head_its_owner_holds(chains):
    head = head_of(ONE)
    edit(delete(AuditEntry).where(AuditEntry.chain == ONE))

    assert broken({ONE: head, "never begun": FIRST}) == [(ONE, 1, "every entry is missing")]


def test_what_was_written_behind_the_owners_back_is_found(chains):
    head = head_of(ONE)
    with transaction():
        audit.record("person.noted", chain=ONE, actor=CLERK, at=NOON)

    assert broken({ONE: head}) == [(ONE, 5, "the tail is missing")]
