"""Comments, mentions and copies on pages: by those in the case, beside it, outside it."""

from datetime import timedelta

import pytest

from app import cases
from app.cases import Comment
from app.core.db import db
from app.notifications import Notice
from tests.builders import Statements


@pytest.fixture
def until():
    return "09:04"


@pytest.fixture
def place(player):
    return f"/cases/{player.case_id}"


def say(browser, place, text, status=200):
    return browser.post(f"{place}/comments", {"text": text}, status)


def mentions():
    return db.session.query(Notice).filter_by(key="mentioned").all()


def test_a_comment_stands_on_the_page_and_in_the_timeline(page, place):
    desk = page.log_in("wx_desk")

    found = say(desk, place, "请 @范守拙 带水泵。\n路口已封闭。")

    assert found.find("//*[@class='said']//b[@class='at']")[0].text == "@范守拙"
    assert "路口已封闭。" in found.text
    assert "望溪街道评论@范守拙 · 孔一诺" in found.text


def test_whom_a_comment_mentions_is_told_and_led_to_it(page, place):
    say(page.log_in("wx_desk"), place, "请@water_liaison看一下")

    [notice] = mentions()
    liaison = page.log_in("water_liaison")

    assert notice.values["words"] == "请@范守拙看一下"
    assert "孔一诺在QH-2026-000001提到您" in liaison.get("/notices/").text
    assert f'id="comment-{notice.values["comment"]}"' in liaison.get(place).html
    assert liaison.get(f"/notices/{notice.id}").url == place


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "请写评论的内容。"),
        ("长" * 1001, "评论请控制在 1000 字以内，现在 1001 字。"),
        ("电话 13912345678", "评论里不能写电话、证件号等个人信息，请写到诉求人信息里。"),
        ("@housing_liaison 看看", "看不到这个案件，可以先抄送给对方单位。"),
        ("@无名氏 看看", "没有找到“无名氏”，请从名单里选，或写对方的用户名。"),
    ],
)
def test_a_comment_that_cannot_be_comes_back_with_its_words(page, place, text, sentence):
    found = say(page.log_in("wx_desk"), place, text, 422)

    assert sentence in found.errors()["comment"]
    assert found.fields("发表评论")["text"] == text


def test_who_has_no_say_and_who_is_outside_is_refused(page, place):
    say(page.log_in("wx_community"), place, "我也说一句", 403)
    say(page.log_in("housing_liaison"), place, "我也说一句", 404)
    assert db.session.query(Comment).count() == 0


def test_people_are_found_by_name_pinyin_and_initials(page, place):
    desk = page.log_in("wx_desk")

    found = [
        [each["name"] for each in desk.get(f"{place}/people?q={q}").response.json["people"]]
        for q in ("范守", "fanshou", "fsz", "water_l")
    ]

    assert found == [["范守拙"]] * 4
    assert desk.get(f"{place}/people?q=housing").response.json == {"people": [], "more": 0}
    page.log_in("housing_liaison").get(f"{place}/people?q=f", status=404)


def test_ones_own_comment_is_taken_back_within_five_minutes(page, place, morning):
    desk = page.log_in("wx_desk")
    said = say(desk, place, "说错了")

    morning.now += timedelta(minutes=4)
    gone = desk.send(desk.get(place), {}, "收回这条评论")

    assert "说错了" in said.text
    assert "说错了" not in gone.text
    assert "望溪街道收回一条评论" in gone.text


def test_later_and_by_others_a_comment_stays(page, place, morning):
    desk = page.log_in("wx_desk")
    say(desk, place, "说过了")
    address = f"/comments/{db.session.query(Comment).one().id}/delete"

    page.log_in("wx_desk2").post(address, {}, 403)
    page.log_in("housing_liaison").post(address, {}, 404)
    morning.now += timedelta(minutes=6)
    late = desk.post(address, {}, 409)

    assert "评论超过 5 分钟，不能再收回；可以再写一条更正。" in late.text


def test_the_number_of_comments_costs_no_statement(page, place):
    desk = page.log_in("wx_desk")
    say(desk, place, "一 @范守拙")
    with Statements() as one:
        desk.get(place)
    for number in range(25):
        say(desk, place, f"第 {number} 条 @范守拙")

    with Statements() as many:
        found = desk.get(place)

    assert len(many) == len(one)
    assert "看更早的 6 条" in found.text
    assert "一 @范守拙" in desk.get(found.link("看更早的 6 条")).text


def test_a_comment_is_about_a_task(page, place):
    desk = page.log_in("wx_desk")
    form = desk.get(place)
    task = form.find("//select[@name='task_id']/option")[1]

    found = desk.send(form, {"text": "等部门到场", "task_id": task.get("value")}, "发表评论")

    assert "到场登记" in found.text
    assert cases.comments_of(db.session.query(Comment).one().case_id)[0].task_name
