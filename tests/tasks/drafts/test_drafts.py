"""Drafts: one person's words on one subject, never overwritten unseen, never seen by others."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app import audit, runtime, tasks
from app.core.db import db, transaction
from app.core.errors import NotFoundError
from app.tasks import drafts
from tests.builders import Statements
from tests.flows.story import at

WORDS = {"opinion": "先封闭北侧车道", "phone": "13905550001", "nobody": ["a", "b"]}


@pytest.fixture
def until():
    return "08:03"


@pytest.fixture
def task_id(player):
    """The order waits for the street's desk, which two people hold."""
    return player.task("sign_order").id


@pytest.fixture
def keep(player, task_id):
    def keep(raw, username="wx_desk", clock="08:04", **how):
        with transaction():
            actor = player.actor(username, at(clock))
            return drafts.keep(task_id, raw, actor=actor, now=at(clock), **how).revision

    return keep


@pytest.fixture
def mine(player, task_id):
    def mine(username="wx_desk"):
        db.session.rollback()
        found = drafts.of(task_id, player.actor(username, at("08:05")))
        return found and found.raw

    return mine


def sign(player):
    player.complete("sign_order", at("08:04"), {"decision": "签收"}, by="wx_desk")


def test_what_was_typed_is_kept_as_it_was_typed(keep, mine):
    keep(WORDS)

    assert mine() == WORDS


def test_nothing_typed_stands_readable_in_the_database(keep):
    keep(WORDS)

    stored = db.session.scalar(text("SELECT typed FROM draft"))
    assert "13905550001" not in stored
    assert "车道" not in stored


def test_the_audit_says_nothing_of_a_draft(keep, player):
    before = len(audit.entries(player.case_id))

    keep(WORDS)

    assert len(audit.entries(player.case_id)) == before


def test_a_colleague_has_a_draft_of_their_own(keep, mine):
    keep(WORDS)
    assert mine("wx_desk2") is None

    keep({"opinion": "另一个意见"}, "wx_desk2")

    assert mine() == WORDS


def test_a_stranger_writes_no_draft(keep, mine):
    with pytest.raises(NotFoundError):
        keep(WORDS, "ch_desk")

    assert mine("ch_desk") is None


def test_a_page_goes_on_from_its_own_revision(keep, mine):
    counted = [keep({"opinion": str(n)}, revision=n, page="a") for n in range(3)]

    assert counted == [1, 2, 3]
    assert mine() == {"opinion": "2"}


def test_an_answer_lost_on_the_way_is_no_conflict(keep):
    keep(WORDS, revision=0, page="a")

    assert keep(WORDS, revision=0, page="a") == 1
    assert keep(WORDS, revision=0) == 1


def test_a_second_device_never_overwrites_unseen(keep, mine):
    keep(WORDS, revision=0, page="a")

    with pytest.raises(drafts.DraftConflictError) as refused:
        keep({"opinion": "手机上写的"}, revision=0, page="b")

    assert refused.value.draft.raw == WORDS
    assert mine() == WORDS


def test_who_comes_back_after_a_second_device_is_told_too(keep):
    keep(WORDS, revision=0, page="a")
    keep({"opinion": "手机上写的"}, revision=1, page="b")

    with pytest.raises(drafts.DraftConflictError):
        keep({"opinion": "电脑上写的"}, revision=1, page="a")


def test_words_too_long_are_refused_with_a_sentence(keep):
    with pytest.raises(drafts.TooLongError, match="太长"):
        keep({"opinion": "长" * 300_000})


def test_a_draft_goes_with_the_task(keep, mine, task_id, player):
    keep(WORDS)
    other = player.actor("wx_desk2", at("08:04"))

    with transaction():
        drafts.hand_over(task_id, player.actor("wx_desk", at("08:04")).user_id, other.user_id)

    assert mine() is None
    assert mine("wx_desk2") == WORDS


def test_whoever_gets_a_task_keeps_what_they_wrote_themselves(keep, mine, task_id, player):
    keep(WORDS)
    keep({"opinion": "我的"}, "wx_desk2")
    people = [player.actor(name, at("08:04")).user_id for name in ("wx_desk", "wx_desk2")]

    with transaction():
        drafts.hand_over(task_id, *people)

    assert mine() == WORDS
    assert mine("wx_desk2") == {"opinion": "我的"}


def test_completing_a_task_ends_ones_own_draft_only(keep, mine, player):
    keep(WORDS)
    keep(WORDS, "wx_desk2")

    sign(player)

    assert mine() is None
    assert mine("wx_desk2") == WORDS


def test_words_sent_late_do_not_come_back_as_a_draft(keep, mine, player):
    sign(player)

    with pytest.raises(runtime.TaskGoneError):
        keep(WORDS)

    assert mine() is None


def test_a_colleague_may_still_keep_what_they_typed_after_the_end(keep, mine, player):
    sign(player)

    keep(WORDS, "wx_desk2")

    assert mine("wx_desk2") == WORDS


def test_dropping_twice_is_dropping_once(keep, mine, task_id, player):
    keep(WORDS)

    for _ in range(2):
        with transaction():
            drafts.drop(task_id, player.actor("wx_desk", at("08:04")))

    assert mine() is None


def test_a_draft_outlives_its_task_by_thirty_days(keep, mine, player):
    keep(WORDS, "wx_desk2")
    sign(player)

    for days, left in ((29, WORDS), (31, None)):
        with transaction():
            drafts.sweep(at("08:04") + timedelta(days=days))
        assert mine("wx_desk2") == left


def test_a_draft_of_an_open_task_is_never_swept(keep, mine):
    keep(WORDS)

    with transaction():
        drafts.sweep(at("08:04") + timedelta(days=400))

    assert mine() == WORDS


def test_reading_a_draft_is_one_statement(keep, task_id, player):
    keep(WORDS)
    actor = player.actor("wx_desk", at("08:05"))

    with Statements() as said:
        drafts.of(task_id, actor)

    assert len(said.texts) == 1


def test_the_package_offers_drafts():
    assert tasks.drafts is drafts


def test_words_that_come_after_one_s_own_sending_are_told_when_it_was(task_id, player):
    actor = player.actor("wx_desk", at("08:03"))
    subject = drafts.subjects.of_task(task_id, actor)
    sign(player)

    with pytest.raises(drafts.SentBeforeError, match=r"^您已于 2026-07-14 08:04 提交这张表"):
        drafts.keep_about(subject, WORDS, actor=actor, now=at("08:05"))
