"""The clock of an order stands still for a reason, and deadlines move by what it lost."""

from datetime import timedelta
from io import BytesIO

import pytest

from app import audit, cases, jobs, runtime
from app.cases import pausing
from app.core.db import db, transaction
from app.core.errors import ConflictError, InvalidError, NotFoundError, NotPermittedError
from app.notifications import Notice
from app.runtime import ProcessInstance, Timer, UserTask
from tests.flows.story import at
from tests.flows.test_extension import handle_alone

pytestmark = pytest.mark.flows

FINISHED = {
    "measures": "已安排人员到场处理，经现场复核，问题已解决。",
    "result": "解决",
    "way": "自办",
}
DUE = at("00:00", day=22)
"""Seven natural days from the 14th."""


@pytest.fixture
def order(player):
    """An order of seven days that the street handles alone."""
    handle_alone(player)
    return player


def pause(
    order,
    when,
    by="wx_desk",
    *,
    reason="补正",
    until="2026-07-17",
    words="等诉求人补交照片",
    proof=None,
):
    asked = pausing.Asked(reason, words, until, "报告.pdf" if proof else "", proof)
    with transaction():
        return pausing.pause(order.case_id, asked, actor=order.actor(by, when), now=when)


def resume(order, when, by="wx_desk"):
    with transaction():
        pausing.resume_clock(order.case_id, actor=order.actor(by, when), now=when)


def task():
    db.session.rollback()
    return db.session.query(UserTask).filter_by(element_id="handle_order").one()


def timers():
    return {t.element_id: t.due_at for t in db.session.query(Timer)}


def notices():
    return [n.key for n in db.session.query(Notice).order_by(Notice.at, Notice.id)]


def test_the_deadline_moves_by_the_pause_at_once_with_its_timer(order):
    assert (task().due_at, timers()["order_due"]) == (DUE, DUE)

    pause(order, at("09:00", day=15))

    moved = DUE + (at("00:00", day=18) - at("09:00", day=15))
    assert (task().due_at, timers()["order_due"]) == (moved, moved)
    assert task().paused_until == at("00:00", day=18)
    assert task().paused == {"since": at("09:00", day=15), "reason": "补正"}
    assert cases.case(order.case_id, order.actor("watch", at("09:00"))).order_due_at == moved


def test_resumed_earlier_it_counts_what_it_lasted(order):
    pause(order, at("09:00", day=15))

    resume(order, at("15:00", day=15))

    moved = DUE + timedelta(hours=6)
    assert (task().due_at, timers()["order_due"], task().paused_until) == (moved, moved, None)
    assert [p.resumed_by for p in cases.pauses_of(order.case_id)] == ["孔一诺"]


def test_the_clock_resumes_when_the_time_is_over(order):
    pause(order, at("09:00", day=15))
    planned = task().due_at

    done = [
        jobs.tick(when).resumed
        for when in (at("23:59", day=17), at("00:05", day=18), at("00:06", day=18))
    ]

    assert done == [0, 1, 0]
    assert (task().due_at, task().paused_until) == (planned, None)
    assert notices()[-1] == "clock_resumed"


def test_nothing_is_warned_or_late_in_a_pause(order):
    pause(order, at("10:00", day=21), until="2026-07-27")

    for day in range(21, 28):
        jobs.tick(at("23:50", day=day))
    told_in_it = {"task_warning", "task_overdue", "order_overdue"} & set(notices())
    jobs.tick(at("09:00", day=30))

    assert told_in_it == set()
    assert {"task_overdue", "order_overdue"} <= set(notices())


def test_replay_arrives_at_the_same_bytes(order):
    pause(order, at("09:00", day=15))
    while_paused = runtime.replay(order.case_id)
    resume(order, at("15:00", day=15))
    pause(order, at("10:00", day=16))
    jobs.tick(at("00:05", day=18))
    order.complete("handle_order", at("10:00", day=20), FINISHED)

    assert while_paused.same
    assert runtime.replay(order.case_id).same
    assert runtime.replay(order.case_id, until=at("12:00", day=15)).state == while_paused.state
    assert audit.verify() == []


def test_a_limit_asked_for_later_counts_the_pause(order):
    pause(order, at("09:00", day=15))
    resume(order, at("15:00", day=15))
    instance = db.session.get(ProcessInstance, order.case_id)

    [kept] = runtime.pauses_of(instance.pauses)

    assert kept.end - kept.start == timedelta(hours=6)
    assert "handle" in kept.limits


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"reason": "等等看"}, "reason"),
        ({"words": "等"}, "words"),
        ({"words": "电话 13912345678 问"}, "words"),
        ({"until": ""}, "until"),
        ({"until": "2026-07-14"}, "until"),
        ({"until": "2026-07-23"}, "until"),
        ({"reason": "检测鉴定"}, "proof"),
        ({"reason": "检测鉴定", "proof": BytesIO(b"no pdf")}, "proof"),
    ],
)
def test_what_the_rules_do_not_allow_is_said_at_its_field(order, asked, field):
    with pytest.raises(InvalidError) as refused:
        pause(order, at("09:00", day=15), **asked)

    assert set(refused.value.fields) == {field}
    assert task().due_at == DUE


def test_a_proof_joins_the_case(order):
    kept = pause(order, at("09:00", day=15), reason="检测鉴定", proof=BytesIO(b"%PDF-1.7"))

    assert cases.document(kept.document_id, order.actor("wx_desk", at("09:00"))).note == "检测鉴定"


def test_a_reason_is_used_up(order):
    for day in (15, 16):
        pause(order, at("09:00", day=day), until=f"2026-07-{day}")
        resume(order, at("10:00", day=day))

    with pytest.raises(InvalidError) as refused:
        pause(order, at("11:00", day=16))

    assert refused.value.fields["reason"] == "“补正”在一个案件里最多暂停 2 次，已用完。"


@pytest.mark.parametrize(
    ("by", "error"),
    [("wx_deputy", None), ("operator", NotPermittedError), ("th_desk", NotFoundError)],
)
def test_handlers_and_supervisors_pause_and_others_do_not(order, by, error):
    if error is None:
        assert pause(order, at("09:00", day=15), by).by_name == "严沐阳"
        return
    with pytest.raises(error):
        pause(order, at("09:00", day=15), by)
    assert cases.pauses_of(order.case_id) == []


def test_twice_at_once_too_late_or_not_at_all_is_refused(order):
    with pytest.raises(runtime.NotPausedError):
        resume(order, at("09:00", day=15))
    pause(order, at("09:00", day=15))
    with pytest.raises(runtime.PausedAlreadyError):
        pause(order, at("09:01", day=15))
    resume(order, at("10:00", day=15))
    with pytest.raises(ConflictError, match="时限已过"):
        pause(order, at("09:00", day=25), until="2026-07-27")


def test_a_case_that_ended_in_a_pause_is_closed_quietly(order):
    pause(order, at("09:00", day=15))
    with transaction():
        runtime.cancel(
            order.case_id,
            "重复登记",
            actor=order.actor("watch", at("09:00")),
            now=at("09:00", day=16),
        )

    jobs.tick(at("09:00", day=18))

    assert [p.resumed_by for p in cases.pauses_of(order.case_id)] == ["系统"]
