"""Copies by hand on pages: sent, read, taken back."""

import pytest

from app import identity
from app.cases import CasePart, Copy
from app.core.db import db


@pytest.fixture
def until():
    return "09:04"


@pytest.fixture
def place(player):
    return f"/cases/{player.case_id}"


def send(browser, place, to, words="", status=200):
    return browser.post(f"{place}/copies", {"to": to, "words": words}, status)


def housing():
    """The post of somebody who has no part in the case."""
    group, *_ = identity.groups_of(identity.find_user("housing_liaison"))
    return f"post:{group}"


def mine():
    db.session.rollback()
    return db.session.query(Copy).filter(Copy.sent_by_id.is_not(None)).all()


def test_posts_are_found_and_stay_chosen(page, place):
    desk = page.log_in("wx_desk")

    found = desk.get(f"{place}/copies?q=shuiwuju&to={housing()}&words=请阅")

    boxes = {
        box.get("value"): box.get("checked")
        for box in found.find("//*[@name='to'][@type='checkbox']")
    }
    assert boxes[housing()] is not None
    assert boxes["post:qh.water/联络员"] is None
    assert found.fields("抄送")["words"] == "请阅"


def test_a_copy_lets_its_receivers_see_the_case_and_says_who_read_it(page, place):
    desk, outsider = page.log_in("wx_desk"), page.log_in("housing_liaison")
    outsider.get(place, 404)

    sent = send(desk, place, housing(), "请关注周边小区")
    assert "未读" in sent.text
    opened = outsider.post(f"/copies/{mine()[0].id}", {})

    assert opened.url == place
    assert "已读" in desk.get(place).text
    assert "已阅抄送" in desk.get(place).text


def test_a_copy_to_a_person_is_nobody_elses(page, place, player, morning):
    send(page.log_in("wx_desk"), place, "user:wx_deputy")
    [copy] = mine()

    page.log_in("wx_desk2").post(f"/copies/{copy.id}", {}, 404)
    page.log_in("wx_deputy").post(f"/copies/{copy.id}", {})

    assert mine()[0].read_by == "严沐阳"


def test_an_unread_copy_is_taken_back_by_its_sender_only(page, place):
    desk = page.log_in("wx_desk")
    send(desk, place, [housing(), "user:wx_deputy"])
    first, second = mine()

    page.log_in("wx_desk2").post(f"/copies/{first.id}/recall", {}, 404)
    gone = desk.post(f"/copies/{first.id}/recall", {})
    page.log_in("wx_deputy").post(f"/copies/{second.id}", {})
    late = desk.post(f"/copies/{second.id}/recall", {}, 409)

    assert "收回一份抄送" in gone.text
    assert "“严沐阳”已阅，不能再收回。" in late.text
    page.log_in("housing_liaison").post(f"/copies/{first.id}", {}, 404)


@pytest.mark.parametrize(
    ("to", "words", "field", "sentence"),
    [
        ([], "", "to", "请选择抄送给谁。"),
        (
            ["post:qh.nowhere/联络员"],
            "",
            "to",
            "没有“qh.nowhere/联络员”这个岗位或人员，请从名单里选。",
        ),
        (["user:nobody"], "", "to", "没有“nobody”这个岗位或人员，请从名单里选。"),
        (["user:wx_deputy"], "长" * 201, "words", "附言请控制在 200 字以内。"),
        (["user:wx_deputy"], "电话 13912345678", "words", "附言里不能写电话、证件号等个人信息。"),
    ],
)
def test_what_cannot_be_sent_comes_back_as_it_was(page, place, to, words, field, sentence):
    found = send(page.log_in("wx_desk"), place, to, words, 422)

    assert found.errors()[field] == sentence
    assert found.fields("抄送")["words"] == words
    assert mine() == []


def test_a_utility_without_a_part_gets_no_copy(page, place):
    utility = next(o for o in identity.organisations(("utility",)) if not has_part(o.code))

    found = send(page.log_in("wx_desk"), place, f"post:{utility.code}/联络员", status=422)

    assert found.errors()["to"] == f"“{utility.name}”不是行政机关，没有参与这个案件，不能抄送。"


def has_part(code):
    return db.session.query(CasePart).filter_by(org_code=code).count() > 0


def test_who_only_looks_on_and_who_is_outside_sends_none(page, place):
    page.log_in("auditor").get(f"{place}/copies", 403)
    send(page.log_in("auditor"), place, "user:wx_deputy", status=403)
    send(page.log_in("housing_liaison"), place, "user:wx_deputy", status=404)

    assert mine() == []


def test_nobody_gets_the_same_copy_twice_unread(page, place):
    desk = page.log_in("wx_desk")
    send(desk, place, "user:wx_deputy")

    again = send(desk, place, "user:wx_deputy", status=422)

    assert again.errors()["to"] == "都已抄送过，对方还没有查阅。"
