"""Like tasks are completed with one form: each by its own rules, each once."""

from uuid import uuid4

import pytest

from app import runtime, tasks
from app.core.db import db, transaction
from app.core.errors import InvalidError, NotFoundError
from app.tasks import together
from app.tasks.together import NoneLeftError, NotTogetherError, UnlikeError
from tests.flows.story import REQUEST, at

NOW = at("08:04")
CALM = {**REQUEST, "danger_to_life": "false", "called_119": None}


@pytest.fixture
def until():
    return "08:03"


@pytest.fixture
def desk(player):
    return player.actor("wx_desk", NOW)


@pytest.fixture
def orders(player):
    """Three orders that wait for the street to sign them."""
    first = player.task("sign_order").id
    return [first, *(another(player) for _ in range(2))]


def another(player):
    player.register("operator", NOW, CALM)
    found = player.task("sign_order").id
    db.session.rollback()
    return found


def complete(ids, actor, key="key-0001", **values):
    db.session.rollback()
    together.check(ids, values, actor=actor, now=NOW)
    return list(together.complete(ids, values, one_time_key=key, actor=actor, now=NOW))


def outcomes_of(ids):
    db.session.rollback()
    return [runtime.task(each).outcome for each in ids]


def test_all_are_done_with_one_form(orders, desk):
    told = complete(orders, desk, note="统一签收")

    assert [each.is_done for each in told] == [True, True, True]
    assert outcomes_of(orders) == ["completed"] * 3


def test_sent_again_nothing_is_done_twice(orders, desk, player):
    complete(orders, desk)
    commands = [runtime.instance(runtime.task(each).instance_id).commands for each in orders]

    again = complete(orders, desk)

    assert all(each.is_done for each in again)
    db.session.rollback()
    now = [runtime.instance(runtime.task(each).instance_id).commands for each in orders]
    assert now == commands


def test_one_that_a_colleague_finished_stops_no_other(orders, desk, player):
    colleague = player.actor("wx_desk2", NOW)
    complete(orders[1:2], colleague, key="key-0002")

    told = complete(orders, desk)

    assert [each.is_done for each in told] == [True, False, True]
    fate = together.fate(orders[1], desk)
    assert (fate.what, fate.by, fate.at) == ("completed", colleague.name, NOW)


def test_one_that_is_not_mine_is_not_done(orders, desk):
    told = complete([*orders, uuid4()], desk)

    assert [each.is_done for each in told] == [True, True, True, False]
    assert told[-1].words == "没有找到，或您无权查看。"


def test_a_stranger_learns_nothing(orders, player):
    stranger = player.actor("th_desk", NOW)

    with pytest.raises(NotFoundError):
        complete(orders, stranger)
    assert together.fate(orders[0], stranger) is None
    assert outcomes_of(orders) == [None] * 3


def test_values_the_form_refuses_are_told_before_anything_is_done(orders, desk):
    with pytest.raises(InvalidError) as refused:
        complete(orders, desk, note="长" * 501)

    assert set(refused.value.fields) == {"note"}
    assert outcomes_of(orders) == [None] * 3


def test_no_more_than_a_hundred_and_not_none(desk):
    with pytest.raises(InvalidError, match="100"):
        complete([uuid4() for _ in range(101)], desk)
    with pytest.raises(InvalidError, match="选中"):
        complete([], desk)


def test_unlike_tasks_are_not_completed_together(orders, desk, player):
    player.complete("sign_order", NOW, {})

    with pytest.raises(UnlikeError):
        complete([orders[0], player.task("contact_requester").id], desk)


def test_a_form_about_one_case_is_refused_with_the_reason(orders, desk, player):
    player.complete("sign_order", NOW, {})

    with pytest.raises(NotTogetherError, match="诉求人信息"):
        complete([player.task("contact_requester").id], desk)


def test_when_all_are_taken_there_is_nothing_to_fill_in(orders, desk, player):
    together.claim(orders, actor=player.actor("wx_desk2", NOW), now=NOW)

    with pytest.raises(NoneLeftError):
        together.prepare(orders, actor=desk, now=NOW)


def test_many_are_claimed_and_given_back(orders, desk, player):
    colleague = player.actor("wx_desk2", NOW)
    with transaction():
        tasks.claim(orders[0], actor=colleague, now=NOW)

    claimed = together.claim(orders, actor=desk, now=NOW)
    given = together.unclaim(orders[1:], actor=desk, now=NOW)

    assert [each.is_done for each in claimed] == [False, True, True]
    fate = together.fate(orders[0], desk)
    assert (fate.what, fate.by, fate.at) == ("claimed", colleague.name, NOW)
    assert all(each.is_done for each in given)
    assert runtime.task(orders[1]).assignee_id is None
