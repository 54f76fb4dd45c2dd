"""A request is registered once, by whoever may, and goes to whoever handles it."""

import pytest
from sqlalchemy import func, select

from app import cases, intake
from app.cases import Case, CasePart, Submission
from app.core.crypto import digest
from app.core.db import db, transaction
from app.core.errors import InvalidError, NotPermittedError
from app.identity import SYSTEM
from tests.flows.story import at


def count(model=Case):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))


def open_tasks(player):
    return [(task.element_id, task.groups) for task in player.open_tasks()]


def parts(case):
    return set(db.session.scalars(select(CasePart.org_code).where(CasePart.case_id == case.id)))


def test_a_request_is_a_case_with_a_number_and_its_words(send):
    case = send()

    assert case.reference == "QH-2026-000001"
    assert (case.matter, case.matter_name, case.street) == ("CG0101", "占道经营", "qh.wx")
    assert case.title == "青石桥下积水 40 cm，车辆被困"
    assert case.received_at == at("08:00")


def test_the_requester_stands_apart_from_the_case(send):
    case = send()

    party = db.session.scalars(select(cases.Party)).one()
    assert (party.case_id, party.name) == (case.id, "张三")
    assert party.phone_digest == digest("13800000000")
    said = db.session.scalars(select(Submission.values)).one()
    assert "13800000000" not in repr(said)


def test_an_anonymous_request_keeps_nobody(send):
    send(requester_kind="匿名", requester_name="李四", requester_phone="13900000000")

    kept = db.session.scalars(select(cases.Party)).all()
    assert [(p.kind, p.name, p.phone) for p in kept] == [("匿名", None, None)]


def test_what_the_street_handles_goes_to_the_street(send, player):
    case = send(matter="CG0101")

    assert open_tasks(player) == [("sign_order", ["qh.wx/指挥中心"])]
    assert case.handler == "qh.wx"


def test_what_a_department_handles_directly_goes_there(send, player):
    case = send(matter="GY0103")

    assert open_tasks(player) == [("sign_order", ["qh.power/联络员"])]
    assert case.handler == "qh.power"


def test_what_is_nobodys_is_dispatched_by_hand(send, player):
    send(request_type="咨询", matter="", place_key="", danger_to_life="", called_119="")

    assert open_tasks(player) == [("dispatch", ["qh.hotline/审核派单员"])]


def test_what_was_dispatched_by_hand_goes_to_the_unit_chosen(send, player):
    case = send(request_type="咨询", matter="", place_key="", danger_to_life="", called_119="")

    player.complete(
        "dispatch", at("08:05"), {"handler": "qh.housing", "dispatch_reason": "物业管理属住建职责"}
    )

    assert open_tasks(player) == [("sign_order", ["qh.housing/联络员"])]
    assert "qh.housing" in parts(case)


def test_a_question_answered_at_once_is_closed(send, player):
    case = send(
        request_type="咨询",
        matter="",
        place_key="",
        danger_to_life="",
        called_119="",
        answered="true",
        answer="办事大厅工作日九时至十七时开放。",
    )

    assert (case.is_closed, case.result) == (True, "已答复")
    assert player.open_tasks() == []


def test_a_question_answered_needs_the_answer(send):
    with pytest.raises(InvalidError) as refused:
        send(request_type="咨询", matter="", place_key="", answered="true", answer="")

    assert set(refused.value.fields) == {"answer"}
    assert count() == 0


def test_what_is_out_of_scope_is_refused_with_a_reason(send):
    case = send(in_scope="", reject_reason="已进法定程序", channel_hint="人民法院立案窗口")

    assert (case.is_closed, case.result) == (True, "不予受理")
    notices = cases.file(case.id, SYSTEM).notices
    assert [notice.key for notice in notices] == ["request_rejected"]


def test_out_of_scope_needs_a_reason_and_another_way(send):
    with pytest.raises(InvalidError) as refused:
        send(in_scope="")

    assert set(refused.value.fields) == {"reject_reason", "channel_hint"}


def test_a_wrong_request_opens_nothing_and_takes_no_number(send):
    with pytest.raises(InvalidError):
        send(facts="短")

    assert count() == count(Submission) == 0
    assert send().reference == "QH-2026-000001"


def test_the_same_form_sent_twice_is_one_case(send):
    first = send(key="k1")
    second = send(key="k1", facts="另外的内容，不再登记第二次。")

    assert first.id == second.id
    assert count() == 1


def test_other_keys_and_other_people_are_other_cases(send):
    references = {
        send(key="k1").reference,
        send(key="k2").reference,
        send(key="k1", by="operator2").reference,
        send().reference,
        send().reference,
    }

    assert len(references) == 5


@pytest.mark.parametrize("username", ["water_liaison", "callback", "wx_secretary", "admin"])
def test_whoever_may_not_register_is_refused(player, username):
    actor = player.actor(username, at("08:00"))

    with pytest.raises(NotPermittedError), transaction():
        intake.register({}, one_time_key=None, actor=actor, now=at("08:00"))
    with pytest.raises(NotPermittedError):
        intake.blank(actor, now=at("08:00"))


def test_registering_hotline_and_street_have_a_part_in_the_case(send):
    assert {"qh.hotline", "qh.wx"} <= parts(send())
