"""A task is taken by one person at a time, and can be given back."""

import pytest

from app import audit, cases, runtime, tasks
from app.core.db import db, transaction
from app.core.errors import NotFoundError
from app.runtime import TaskGoneError
from app.tasks import NotYourTaskError, TaskAlreadyClaimedError
from tests.flows.story import TRAFFIC, at


@pytest.fixture
def until():
    return "08:03"


@pytest.fixture
def task_id(player):
    """The order waits for the street's desk."""
    return player.task("sign_order").id


@pytest.fixture
def do(player, task_id):
    def do(verb, username, clock="08:04"):
        with transaction():
            verb(task_id, actor=player.actor(username, at(clock)), now=at(clock))
        return runtime.task(task_id)

    return do


def said(player):
    db.session.rollback()
    verbs = ("task.claimed", "task.unclaimed")
    return [(e.action, e.actor_name) for e in audit.entries(player.case_id) if e.action in verbs]


def test_a_claimed_task_is_ones_own(do, player):
    task = do(tasks.claim, "wx_desk")

    assert task.assignee_id == player.actor("wx_desk", at("08:04")).user_id
    assert said(player) == [("task.claimed", "孔一诺")]


def test_a_colleague_comes_too_late(do):
    do(tasks.claim, "wx_desk")

    with pytest.raises(TaskAlreadyClaimedError):
        do(tasks.claim, "wx_desk2")


def test_claiming_ones_own_task_again_is_a_conflict_and_changes_nothing(do, player):
    do(tasks.claim, "wx_desk")

    with pytest.raises(TaskAlreadyClaimedError):
        do(tasks.claim, "wx_desk")

    assert len(said(player)) == 1


@pytest.mark.parametrize("verb", [tasks.claim, tasks.unclaim])
def test_a_stranger_neither_takes_nor_gives_back(do, player, verb):
    with pytest.raises(NotYourTaskError):
        do(verb, "ch_desk")

    assert said(player) == []


def test_a_task_given_back_is_for_everybody_again(do, player):
    do(tasks.claim, "wx_desk")
    do(tasks.unclaim, "wx_desk")

    do(tasks.claim, "wx_desk2")

    assert [verb for verb, _ in said(player)] == ["task.claimed", "task.unclaimed", "task.claimed"]


def test_giving_back_twice_is_giving_back_once(do, player):
    do(tasks.claim, "wx_desk")
    do(tasks.unclaim, "wx_desk")

    assert do(tasks.unclaim, "wx_desk").assignee_id is None

    assert len(said(player)) == 2


def test_nobody_gives_back_for_a_colleague(do):
    do(tasks.claim, "wx_desk")

    with pytest.raises(TaskAlreadyClaimedError):
        do(tasks.unclaim, "wx_desk2")


def test_a_colleague_does_not_complete_what_is_claimed(do, player, task_id):
    do(tasks.claim, "wx_desk")
    colleague = player.actor("wx_desk2", at("08:05"))

    with pytest.raises(TaskAlreadyClaimedError), transaction():
        tasks.complete(task_id, {}, one_time_key=None, actor=colleague, now=at("08:05"))

    assert runtime.task(task_id).is_open


@pytest.mark.parametrize("verb", [tasks.claim, tasks.unclaim])
def test_a_task_that_ended_is_gone(do, player, verb):
    player.complete("sign_order", at("08:05"))

    with pytest.raises(TaskGoneError):
        do(verb, "wx_desk2", "08:06")
    with pytest.raises(NotFoundError):
        do(verb, "ch_desk", "08:06")


def test_the_lists_follow_the_claim(do, player):
    desk, colleague = (player.actor(name, at("08:04")) for name in ("wx_desk", "wx_desk2"))
    do(tasks.claim, "wx_desk")

    listed = {
        (actor.username, tab): tasks.inbox(actor, tasks.Asked(tab), now=at("08:05")).total
        for actor in (desk, colleague)
        for tab in ("mine", "groups")
    }

    assert listed == {
        ("wx_desk", "mine"): 1, ("wx_desk", "groups"): 0,
        ("wx_desk2", "mine"): 0, ("wx_desk2", "groups"): 0,
    }  # fmt: skip
    assert tasks.counts(desk, now=at("08:05")).mine == 1


class TestAtTheSameInstantAsTheClock:
    """08:25 is when an unsigned whistle is signed by the system."""

    @pytest.fixture
    def until(self):
        return "08:21"

    @pytest.fixture
    def sign(self, player):
        task, actor = player.move("sign", at("08:25"), TRAFFIC)
        task_id = task.id

        def sign(now):
            with transaction():
                tasks.complete(task_id, {}, one_time_key=None, actor=actor, now=now)
            return runtime.task(task_id)

        return sign

    def test_a_person_a_moment_before_is_in_time(self, sign):
        assert sign(at("08:24")).outcome == "completed"

    def test_the_clock_goes_first_and_its_work_is_kept(self, sign, player):
        with pytest.raises(TaskGoneError) as gone:
            sign(at("08:25"))

        assert (gone.value.task.outcome, gone.value.task.ended_by) == ("cancelled", "wake")
        assert player.task("arrive", TRAFFIC).opened_at == at("08:25")
        assert runtime.replay(player.case_id).same

    def test_nothing_a_person_typed_too_late_is_kept(self, sign, player):
        with pytest.raises(TaskGoneError):
            sign(at("08:25"))

        db.session.rollback()
        replies = cases.submissions(player.case_id)
        assert not [r for r in replies if (r.element_id, r.department) == ("sign", TRAFFIC)]
