"""Somebody leaves: all of their open work is somebody else's, in one action."""

from datetime import timedelta

import pytest

from app import audit, identity, tasks
from app.core.db import db, transaction
from app.core.errors import InvalidError, NotPermittedError
from app.identity import standing
from app.identity.standing import Plan
from app.notifications import Notice, Receipt
from app.tasks import filters, leaving
from app.tasks.leaving import Asked
from tests.engine.models import end, flows, start
from tests.jobs.world import NOW, app, someone, template
from tests.runtime.small import DESK, DIAGRAMS, deploy, desk, do, done, opened, the

__all__ = ["app", "someone", "template"]
HOUR = timedelta(hours=1)
LATER = NOW + HOUR
BODIES = {
    **DIAGRAMS,
    "p_eyes": start() + desk("a") + desk("b", **{"not by": "a"}) + end() + flows(
        "s>a", "a>b", "b>e"),
}  # fmt: skip


@pytest.fixture
def case_id(someone):
    """A case whose task was claimed by 孔一诺, one of two at the street's desk."""
    case_id = opened("p_strict")
    do(claimed, the(case_id, "a").id, actor=someone("wx_desk"))
    return case_id


def claimed(task_id, *, actor, now):
    tasks.claim(task_id, actor=actor, now=now)


def who(username):
    return identity.find_user(username).id


def work(username, by):
    db.session.rollback()
    return leaving.open_work(who(username), actor=by, now=LATER)


def leave(username, by, **asked):
    with transaction():
        return leaving.hand_over(who(username), Asked(**asked), actor=by, now=LATER)


def told(report):
    return [(each.item.kind, each.is_done, each.to, each.words) for each in report.handed]


def read(key):
    chosen = db.session.query(Receipt.user_id).join(Notice).filter(Notice.key == key)
    return {row[0] for row in chosen}


def test_everything_goes_to_one_successor(case_id, someone):
    report = leave("wx_desk", someone("wx_director"), to=who("wx_desk2"))

    assert told(report) == [("task", True, "曹秋实", "")]
    assert the(case_id, "a").assignee_id == who("wx_desk2")
    assert work("wx_desk", someone("wx_director")) == []
    assert read("work_handed_over") == {who("wx_desk2")}


def test_or_back_to_the_posts(case_id, someone):
    report = leave("wx_desk", someone("admin"))

    assert told(report) == [("task", True, "", "已退回原岗位。")]
    assert the(case_id, "a").assignee_id is None


def test_one_piece_goes_elsewhere_than_the_rest(case_id, someone):
    other = opened("p_strict", "R-2")
    do(claimed, the(other, "a").id, actor=someone("wx_desk"))
    key = f"task:{the(other, 'a').id}"

    leave("wx_desk", someone("admin"), to=who("wx_desk2"), each={key: "posts"})

    assert the(case_id, "a").assignee_id == who("wx_desk2")
    assert the(other, "a").assignee_id is None


def test_the_record_of_case_and_person_say_so(case_id, someone):
    leave("wx_desk", someone("wx_director"), to=who("wx_desk2"))

    last = audit.entries(case_id)[-1]
    person = audit.entries(f"person:{who('wx_desk')}")[-1]
    assert (last.action, last.details["to"]) == ("task.handed_over", "曹秋实")
    assert person.action == "work.handed_over"
    assert audit.verify() == []


@pytest.mark.parametrize("username", ["wx_desk", "wx_desk2", "ch_secretary", "water_head", "watch"])
def test_only_a_head_or_an_administrator_hands_over(case_id, someone, username):
    with pytest.raises(NotPermittedError):
        work("wx_desk", someone(username))
    with pytest.raises(NotPermittedError):
        leave("wx_desk", someone(username), to=who("wx_desk2"))


def test_nobody_hands_over_their_own_work(someone):
    with pytest.raises(NotPermittedError, match="自己的工作"):
        leave("wx_director", someone("wx_director"))


def test_a_stranger_takes_on_nothing(case_id, someone):
    with pytest.raises(InvalidError) as refused:
        leave("wx_desk", someone("wx_director"), to=who("ch_desk"))

    assert "to" in refused.value.fields


def test_who_is_not_in_the_task_s_organisation_does_not_get_it(case_id, someone):
    report = leave("wx_desk", someone("admin"), to=who("policy"))

    assert report.handed[0].words.endswith("”不在这项工作所属的单位。\n已退回原岗位。")
    assert not report.handed[0].is_done
    assert the(case_id, "a").assignee_id is None


def test_four_eyes_hold_when_work_is_handed_over(someone):
    deploy("p_eyes", bodies=BODIES)
    case_id = opened("p_eyes")
    done(case_id, "a", someone("wx_desk2"))
    do(claimed, the(case_id, "b").id, actor=someone("wx_desk"))

    report = leave("wx_desk", someone("wx_director"), to=who("wx_desk2"))

    assert told(report) == [
        ("task", False, "", "“曹秋实”是申请人，不能审批自己的申请。\n已退回原岗位。")
    ]
    assert the(case_id, "b").assignee_id is None


def test_what_was_done_meanwhile_is_told(case_id, someone):
    shown = [item.key for item in work("wx_desk", someone("wx_director"))]
    done(case_id, "a", someone("wx_desk"), now=NOW)

    report = leave("wx_desk", someone("wx_director"), to=who("wx_desk2"), shown=shown)

    assert report.handed == []
    assert report.gone == [("a", "已由“孔一诺”于 2026-07-14 08:00 办结，不用再交。")]


def test_what_came_meanwhile_goes_too(case_id, someone):
    report = leave("wx_desk", someone("wx_director"), to=who("wx_desk2"), shown=[])

    assert [each.is_done for each in report.handed] == [True]


def test_delegated_work_goes_on(someone):
    case_id = opened("p_strict")
    task_id = the(case_id, "a").id
    do(claimed, task_id, actor=someone("wx_desk"))
    do(delegated, task_id, actor=someone("wx_desk"))

    owner = leave("wx_desk", someone("admin"), to=who("wx_director"))
    helper = leave("wx_desk2", someone("admin"))

    assert told(owner) == [("owned", True, "魏嘉树", "")]
    assert [each[:2] for each in told(helper)] == [("helping", True)]
    assert (the(case_id, "a").assignee_id, the(case_id, "a").owner_id) == (who("wx_director"), None)


def delegated(task_id, *, actor, now):
    tasks.handing.delegate(task_id, who("wx_desk2"), "请先填好", actor=actor, now=now)


def test_a_post_where_nobody_would_remain_is_shown_and_given(someone):
    report = leave("water_liaison", someone("admin"), to=who("water_duty"), ends_posts=True)

    assert told(report) == [("post", True, "彭安然", "")]
    assert "qh.water/联络员" in someone("water_duty").groups or identity.people_in(
        ["qh.water/联络员"], LATER
    )
    assert report.posts == ["qh.water/联络员"]


def test_a_head_appoints_nobody_and_is_told(someone):
    report = leave("water_liaison", someone("water_head"), to=who("water_duty"))

    assert told(report)[0][:2] == ("post", False)
    assert "系统管理员任命" in report.handed[0].words


@pytest.mark.parametrize("asked", [{"ends_posts": True}, {"shuts_account": True}])
def test_a_head_ends_no_posts_and_shuts_no_account(case_id, someone, asked):
    with pytest.raises(NotPermittedError, match="系统管理员"):
        leave("wx_desk", someone("wx_director"), **asked)

    assert the(case_id, "a").assignee_id == who("wx_desk")


def test_posts_and_account_end_with_it(case_id, someone):
    leave("wx_desk", someone("admin"), to=who("wx_desk2"), ends_posts=True, shuts_account=True)

    person = identity.find_user("wx_desk")
    assert (person.is_active, identity.groups_of(person, LATER)) == (False, [])


def test_who_was_to_stand_in_is_replaced(someone):
    plan = Plan(LATER, LATER + HOUR, "休假", {DESK: who("wx_desk2")})
    do(entered, who("wx_desk"), plan, actor=someone("wx_desk"))

    report = leave("wx_desk2", someone("admin"), to=who("wx_director"))

    assert told(report) == [("standing", True, "魏嘉树", "")]
    assert [s.person.name for s in standing.stands_in_for(who("wx_director"), LATER)] == ["孔一诺"]


def entered(user_id, plan, *, actor, now):
    standing.enter(user_id, plan, actor=actor, now=now)


def test_shared_filters_go_to_the_successor_under_a_free_name(someone):
    for username in ("wx_desk", "wx_desk2"):
        do(filtered, actor=someone(username))

    report = leave("wx_desk", someone("admin"), to=who("wx_desk2"))

    assert told(report) == [("filter", True, "曹秋实", "")]
    names = [each.filter.name for each in filters.visible(someone("wx_desk2"))]
    assert sorted(names) == ["逾期", "逾期（孔一诺）"]


def filtered(*, actor, now):
    filters.save("逾期", {"due": "late"}, shared_with="qh.wx", actor=actor, now=now)
