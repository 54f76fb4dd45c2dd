"""Somebody leaves: all of their work is handed over on one page."""

import pytest

from app import identity, tasks
from app.core.db import db, transaction
from app.runtime import UserTask
from tests.flows.story import at


@pytest.fixture
def until():
    return "08:03"


@pytest.fixture
def order(player):
    """The order waits for the street's desk."""
    return player.task("sign_order").id


@pytest.fixture
def claimed(player, order):
    """孔一诺 of the desk has claimed it."""
    with transaction():
        actor = player.actor("wx_desk", at("08:03"))
        tasks.claim(order, actor=actor, now=at("08:03"))


def who(username):
    db.session.rollback()
    return identity.find_user(username).id


def _sign(browser, order):
    form = browser.get(f"/tasks/{order}")
    return browser.send(form, {}, "签收工单")


def _task(task_id):
    db.session.rollback()
    return db.session.get(UserTask, task_id)


def test_everything_goes_in_one_action_with_a_report(order, claimed, page):
    head = page.log_in("wx_director")
    form = head.get(f"/people/{who('wx_desk')}/handover")

    report = head.send(form, {"to": str(who("wx_desk2"))}, "确认交接")

    assert "已交接 1 项。" in report.text
    assert "交给 曹秋实" in report.text
    assert _task(order).assignee_id == who("wx_desk2")


def test_the_administrator_ends_posts_and_account_with_it(order, claimed, page):
    admin = page.log_in("admin")
    form = admin.get(f"/people/{who('wx_desk')}/handover")
    changes = {"to": "posts", "ends_posts": "on", "shuts_account": "on"}

    report = admin.send(form, changes, "确认交接")

    assert "账号已停用。" in report.text
    assert _task(order).assignee_id is None
    assert not identity.find_user("wx_desk").is_active


def test_a_choice_is_needed(claimed, page):
    head = page.log_in("wx_director")
    form = head.get(f"/people/{who('wx_desk')}/handover")

    assert head.send(form, {}, "确认交接", 422).errors() == {"to": "请选择交给谁。"}


def test_what_was_done_meanwhile_is_told(player, order, claimed, page):
    head = page.log_in("wx_director")
    form = head.get(f"/people/{who('wx_desk')}/handover")
    _sign(page.log_in("wx_desk"), order)

    report = head.send(form, {"to": str(who("wx_desk2"))}, "确认交接")

    assert "已由“孔一诺”于" in report.text


def test_nobody_else_hands_over(claimed, page):
    for username in ("wx_desk", "wx_desk2", "water_head", "ch_secretary"):
        page.log_in(username).get(f"/people/{who('wx_desk')}/handover", status=403)


def test_nothing_open_is_said(player, page):
    shown = page.log_in("wx_director").get(f"/people/{who('wx_desk2')}/handover")

    assert "没有未办结的工作。" in shown.text


def test_nobody_away_is_said(player, page):
    assert "今后两个月没有人请假" in page.log_in("water_head").get("/absences/team").text


def test_absences_are_in_one_s_own_menu(player, page):
    assert page.log_in("wx_desk").get("/me").link("请假与代办") == "/absences"


def test_why_a_piece_went_back_is_read_in_the_reader_s_language(order, claimed, page):
    admin = page.log_in("admin")
    admin.post("/language", {"language": "en"})
    form = admin.get(f"/people/{who('wx_desk')}/handover")

    report = admin.send(form, {"to": str(who("policy"))}, "Hand over")

    assert "is not in the organisation this work belongs to. Back to its post." in report.text


def test_a_post_that_cannot_go_on_is_told_in_whole_sentences(player, page):
    admin = page.log_in("admin")
    form = admin.get(f"/people/{who('education_liaison')}/handover")

    report = admin.send(form, {"to": str(who("policy"))}, "确认交接")

    assert "”不在这项工作所属的单位。 这个岗位将没有人，请尽快任命。" in report.text
    assert "。；" not in report.text
