"""Cases that belong together are linked, and duplicates merged into their main case."""

import pytest
from sqlalchemy import select

from app import audit, cases, runtime
from app.cases import Case, Party, linking
from app.cli.player import Player
from app.core.db import db, transaction
from app.core.errors import ConflictError, InvalidError, NotFoundError, NotPermittedError
from app.identity import SYSTEM
from app.notifications import Notice
from app.runtime import UserTask
from tests.flows.story import REQUEST, at
from tests.flows.test_extension import handle_alone

REASON = "同一处占道经营，重复登记"


@pytest.fixture
def pair(player):
    """Two orders about the same thing: the later one is the duplicate."""
    handle_alone(player)
    other = Player()
    other.register("operator", at("09:00"), {**REQUEST, "requester_phone": "13900000001"})
    return db.session.get(Case, other.case_id), db.session.get(Case, player.case_id)


def link(one, other, by="wx_desk", relation="相关", reason=REASON):
    actor = Player().actor(by, at("10:00"))
    with transaction():
        reference = other if isinstance(other, str) else other.reference
        return linking.add_link(one.id, reference, relation, reason, actor=actor, now=at("10:00"))


def merge(one, other, by="dispatcher", reason=REASON):
    actor = Player().actor(by, at("10:00"))
    with transaction():
        return linking.merge(one.id, other.reference, reason, actor=actor, now=at("10:00"))


def said(case, action):
    return [e.details["reference"] for e in audit.entries(case.id) if e.action == action]


def test_a_link_stands_in_both_cases(pair):
    one, other = pair

    link(one, other)

    actor = Player().actor("wx_desk", at("10:00"))
    assert [(k.relation, c.id) for k, c in linking.related(one.id, actor)] == [("相关", other.id)]
    assert [c.id for _, c in linking.related(other.id, actor)] == [one.id]
    assert (said(one, "link.added"), said(other, "link.added")) == (
        [other.reference],
        [one.reference],
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"relation": "亲戚"}, "relation"),
        ({"reason": "同"}, "reason"),
        ({"reason": "电话 13912345678 一样"}, "reason"),
        ({"other": "QH-2026-999999"}, "reference"),
    ],
)
def test_what_is_no_link_is_said_at_its_field(pair, changes, field):
    with pytest.raises(InvalidError) as refused:
        link(pair[0], changes.pop("other", pair[1]), **changes)

    assert set(refused.value.fields) == {field}


def test_a_case_is_linked_with_another_only_and_once(pair):
    one, other = pair
    with pytest.raises(InvalidError):
        link(one, one)
    link(one, other)

    with pytest.raises(ConflictError, match=r"已于 .* 关联这两个案件"):
        link(other, one)


def test_outsiders_link_nothing(pair):
    with pytest.raises(NotFoundError):
        link(*pair, by="th_desk")
    with pytest.raises(NotPermittedError):
        link(*pair, by="wx_grid")


def test_a_link_is_undone_by_whoever_made_it_or_a_supervisor(pair):
    one, other = pair
    for by, error in (
        ("callback", NotPermittedError),
        ("wx_desk", None),
        ("wx_desk", NotFoundError),
    ):
        if error is not NotFoundError:
            link(one, other) if not said(one, "link.added") else None
        actor = Player().actor(by, at("10:05"))
        if error:
            with pytest.raises(error), transaction():
                linking.remove_link(one.id, other.id, actor=actor, now=at("10:05"))
        else:
            with transaction():
                linking.remove_link(one.id, other.id, actor=actor, now=at("10:05"))
    assert (said(one, "link.removed"), said(other, "link.removed")) == (
        [other.reference],
        [one.reference],
    )


def test_a_duplicate_ends_merged_and_its_tasks_go(pair):
    one, main = pair
    looked = linking.preview(
        one.id, main.reference, actor=Player().actor("dispatcher", at("10:00"))
    )

    merge(one, main)

    one = db.session.get(Case, one.id)
    assert [task.name for task in looked.cancels] == ["签收工单"]
    assert looked.requesters == 2
    assert (one.is_closed, one.result, one.instance.end_event) == (True, "已并入", "merged")
    assert db.session.scalars(open_tasks(one)).all() == []
    assert db.session.scalars(open_tasks(main)).all() != []
    assert (said(one, "case.merged"), said(main, "case.absorbed")) == (
        [main.reference],
        [one.reference],
    )
    assert runtime.replay(one.id).same


def open_tasks(case):
    return select(UserTask.name).where(UserTask.case_id == case.id, UserTask.ended_at.is_(None))


def test_the_main_case_calls_both_requesters_back_and_they_are_told(pair):
    one, main = pair

    merge(one, main)

    phones = {p.phone for p in db.session.scalars(select(Party).where(Party.case_id == main.id))}
    keys = {n.key: n.values for n in db.session.query(Notice).filter_by(case_id=one.id)}
    assert phones == {"13800000000", "13900000001"}
    assert keys["request_merged"]["duplicate_of"] == main.reference
    assert keys["merged_away"]["reason"] == REASON


def test_a_merged_case_counts_as_no_repetition(pair):
    one, main = pair
    window = {"since": at("00:00"), "until": at("23:00")}
    before = cases.repeats(one.matter, one.place_key, **window)

    merge(one, main)

    assert cases.repeats(one.matter, one.place_key, **window) == before - 1


def test_what_cannot_be_merged_is_refused_with_its_reason(pair):
    one, main = pair
    with pytest.raises(ConflictError, match="不能并入自己"):
        merge(one, one)
    merge(one, main)
    third = Player()
    third.register("operator", at("09:30"), REQUEST)
    with pytest.raises(ConflictError, match=r"把“.*”并入“.*”，不用再做"):
        merge(one, main)
    with pytest.raises(ConflictError, match="自己已并入其他案件"):
        merge(db.session.get(Case, third.case_id), one)
    with transaction():
        runtime.cancel(main.id, "重复登记", actor=SYSTEM, now=at("10:00"))
    with pytest.raises(ConflictError, match="已办结，不能并入"):
        merge(db.session.get(Case, third.case_id), main)


@pytest.mark.parametrize(
    ("by", "error"),
    [("wx_desk", None), ("operator", NotPermittedError), ("th_desk", NotFoundError)],
)
def test_the_street_merges_its_own_and_others_do_not(pair, by, error):
    if error is None:
        assert merge(*pair, by=by).id == pair[1].id
        return
    with pytest.raises(error):
        merge(*pair, by=by)
    assert not db.session.get(Case, pair[0].id).is_closed
