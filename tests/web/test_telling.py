"""How one is told is one's own choice, made on one page; a letter speaks its reader's language."""

import re
from email import message_from_bytes, policy

import pytest

from app import identity, jobs, notifications
from app.core.db import transaction
from app.notifications import BOT, MAIL
from tests.builders import Statements
from tests.conftest import MORNING
from tests.jobs import telling
from tests.page import said


@pytest.fixture
def desk(page):
    return page.log_in("wx_desk")


@pytest.fixture
def mailbox(app):
    with telling.mail_server() as box:
        yield box


@pytest.fixture
def reader(app):
    return identity.actor_of(identity.find_user("wx_desk"), MORNING)


def parsed(mailbox):
    return [message_from_bytes(each.content, policy=policy.default) for each in mailbox.letters]


def ticked(shown, name):
    """Return the values of the ticked boxes of a name."""
    return [box.get("value") for box in shown.find(f"//input[@name='{name}'][@checked]")]


def test_everybody_begins_with_sensible_channels(desk):
    shown = desk.get("/telling/")

    assert ticked(shown, "mail") == ["new", "due", "urge", "mention", "moved", "watch"]
    assert ticked(shown, "bot") == ["due", "urge", "moved"]
    assert ticked(shown, "bell") == list(notifications.KINDS)
    assert ticked(shown, "pace") == ["at_once"]


def test_what_is_chosen_is_shown_again(desk):
    chosen = {"mail": ["urge"], "bot": None, "bell": ["watch"], "pace": "daily",
              "daily_at": "09:15", "quiet": "1", "quiet_from": "21:30", "quiet_to": "06:45",
              "quiet_days": ["0", "4"], "urgent_passes": None}  # fmt: skip

    after = desk.send(desk.get("/telling/"), chosen, "保存通知方式")

    assert "通知方式已保存" in after.text
    assert ticked(after, "mail") == ["urge"]
    assert ticked(after, "bot") == ticked(after, "urgent_passes") == []
    assert ticked(after, "bell") == ["new", "due", "urge", "moved", "watch"]
    assert ticked(after, "quiet_days") == ["0", "4"]
    assert after.find("//input[@id='quiet_from']")[0].get("value") == "21:30"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"pace": "never"}, "请选择随时、每小时或每日。"),
        ({"daily_at": "25:00"}, "请填写时刻，如 08:30。"),
        ({"quiet": "1", "quiet_to": "22:00"}, "免打扰的起止时刻不能相同。"),
        ({"quiet": "1", "quiet_from": ""}, "免打扰的起止时刻不能相同。"),
        ({"quiet": "1", "quiet_days": None}, "请至少选择一天。"),
        ({"mail": ["gossip"]}, "没有这一类通知。"),
    ],
)
def test_a_wrong_choice_is_told_at_its_field_and_nothing_typed_is_lost(desk, wrong, words):
    sent = desk.get("/telling/").filled({"bot": ["watch"], **wrong}, "保存通知方式")

    shown = desk.post("/telling/", sent, status=422)

    assert words in shown.text
    assert ticked(shown, "bot") == ["watch"]


def test_a_mail_address_counts_once_its_code_came_back(desk, mailbox, reader):
    shown = desk.send(desk.get("/telling/"), {"address": "kong@qh.example"}, "发验证码")
    code = re.search(r"\d{6}", parsed(mailbox)[0]["Subject"])[0]
    assert telling.contact(reader, MAIL).address is None

    after = desk.send(shown, {"code": code}, "验证")

    assert "邮箱已验证" in after.text
    assert telling.contact(reader, MAIL).address == "kong@qh.example"


def test_the_link_in_the_mail_brings_its_code_along(desk, mailbox):
    desk.send(desk.get("/telling/"), {"address": "kong@qh.example"}, "发验证码")
    link = re.search(
        r"/telling/\?code=\d{6}", parsed(mailbox)[0].get_body(("plain",)).get_content()
    )

    shown = desk.get(link[0])

    assert "邮箱已验证" in desk.send(shown, {}, "验证").text


def test_a_wrong_code_can_be_tried_five_times_and_a_late_one_not_at_all(desk, mailbox, morning):
    shown = desk.send(desk.get("/telling/"), {"address": "kong@qh.example"}, "发验证码")
    code = re.search(r"\d{6}", parsed(mailbox)[0]["Subject"])[0]
    wrong = f"{(int(code) + 1) % 10**6:06}"

    told = [desk.post("/telling/mail/confirm", {"code": wrong}, status=422) for _ in range(5)]
    sixth = desk.post("/telling/mail/confirm", {"code": code}, status=422)
    shown = desk.send(shown, {"address": "kong@qh.example"}, "发验证码")
    code = re.search(r"\d{6}", parsed(mailbox)[1]["Subject"])[0]
    morning.at("08:31")
    late = desk.post("/telling/mail/confirm", {"code": code}, status=422)

    assert all("验证码不对，或已过期" in each.text for each in (*told, sixth, late))


def test_codes_are_not_sent_without_end(desk, mailbox):
    for _ in range(5):
        desk.post("/telling/mail", {"address": "kong@qh.example"})

    refused = desk.post("/telling/mail", {"address": "kong@qh.example"}, status=422)

    assert "验证码发得太频繁" in refused.text
    assert len(mailbox.letters) == 5


@pytest.mark.parametrize(
    "address", ["", "kong", "a@b", "a b@c.cn", "a@c.cn\nBcc: x@y.cn", "a@" + "b" * 260 + ".cn"]
)
def test_an_address_that_is_none_is_refused(desk, mailbox, address):
    shown = desk.post("/telling/mail", {"address": address}, status=422)

    assert "请填写邮箱地址" in shown.text
    assert mailbox.letters == []


def test_an_address_the_mail_server_refuses_is_told_at_once(desk, mailbox):
    mailbox.refused.add("kong@qh.example")

    shown = desk.post("/telling/mail", {"address": "kong@qh.example"}, status=422)

    assert "邮件服务器不接受这个地址" in shown.text


def test_without_a_mail_server_the_page_says_so(desk):
    assert "没有设置邮件服务器" in desk.get("/telling/").text
    refused = desk.post("/telling/mail", {"address": "kong@qh.example"}, status=422)
    assert "暂时不能用邮件" in refused.text


def test_a_test_message_tells_whether_it_arrived(desk, app):
    with telling.bot_server() as server:
        bot = {"url": server.url, "format": "wecom", "secret": ""}
        shown = desk.send(desk.get("/telling/"), bot, "保存机器人")
        well = desk.send(shown, {}, "发一条试试")
        server.answer = (200, {"errcode": 93000, "errmsg": "invalid"})
        ill = desk.post("/telling/bot/try", {})

    assert "已送达" in well.text
    assert "测试消息" in server.heard[0][2]["markdown"]["content"]
    assert "刚刚发过一条" in ill.text or "对方拒收" in ill.text


def test_a_bot_inside_the_house_is_refused_with_a_sentence(desk):
    bot = {"url": "https://127.0.0.1:9/hook", "format": "wecom", "secret": "s3"}

    shown = desk.post("/telling/bot", bot, status=422)

    assert "地址指向内部网络" in shown.text
    assert shown.find("//input[@id='url']")[0].get("value") == "https://127.0.0.1:9/hook"


def test_a_paused_address_is_said_in_the_list_at_the_bell_and_where_it_is_put_right(desk, reader):
    telling.give_bot(reader, "https://bot.example/x")
    with transaction():
        held = notifications.contact(reader.user_id, BOT)
        held.paused_at, held.error = MORNING, "对方拒收（HTTP 404）"

    assert "群机器人已停发" in desk.get("/notices/").text
    assert desk.client.get("/notices/badge").json["ill"] is True
    assert "对方拒收（HTTP 404）" in desk.get("/telling/").text


def test_a_bots_address_and_secret_are_keys_that_are_not_shown_again(desk, reader):
    with telling.bot_server() as server:
        bot = {"url": server.url, "format": "json", "secret": "s3cret"}
        after = desk.send(desk.get("/telling/"), bot, "保存机器人")
        again = desk.send(after, {"url": "", "secret": ""}, "保存机器人")

    held = telling.contact(reader)
    assert (held.address, held.secret) == (server.url, "s3cret")
    for shown in (after, again):
        assert "机器人已保存" in shown.text
        assert "key=k" not in shown.html
        assert "s3cret" not in shown.html


def test_another_kind_of_bot_needs_its_own_address(desk, reader):
    telling.give_bot(reader, "https://bot.example/x?key=k")

    shown = desk.post("/telling/bot", {"url": "", "format": "feishu", "secret": ""}, status=422)

    assert "请粘贴机器人的 Webhook 地址" in shown.text


def test_nobody_sees_or_changes_what_is_anothers(desk, page, reader):
    telling.give_bot(reader, "https://bot.example/secret-path")
    colleague = page.log_in("wx_desk2")

    seen = colleague.get("/telling/").html
    colleague.post("/telling/bot/try", {}, status=404)
    colleague.post("/telling/bot/remove", {}, status=404)
    colleague.send(colleague.get("/telling/"), {"mail": None, "pace": "daily"}, "保存通知方式")

    assert "bot.example" not in seen
    assert notifications.contact(reader.user_id, BOT).address == "https://bot.example/secret-path"
    assert notifications.preference(reader.user_id).pace == "at_once"


def test_a_letter_is_written_in_its_readers_language(mailbox, reader, app):
    telling.give_mail(reader)
    with transaction():
        identity.choose_language("en", actor=reader)

    telling.tell(reader, now=MORNING)
    jobs.tick(MORNING)

    letter = parsed(mailbox)[0]
    html = letter.get_body(("html",)).get_content()
    assert letter["Subject"].startswith("[Urged] Sign for the order QH-2026-000001")
    assert 'lang="en"' in html
    assert "通知" not in html


def test_a_chinese_letter_has_text_and_html_with_links(mailbox, reader, app):
    telling.give_mail(reader)

    telling.tell(reader, key="task_overdue", now=MORNING)
    jobs.tick(MORNING)

    letter = parsed(mailbox)[0]
    text, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert letter["Subject"] == "【已逾期】签收工单 QH-2026-000001，限7月14日 08:00。"
    assert f"{telling.SITE}/notices/" in text
    assert 'lang="zh-CN"' in html
    assert f'href="{telling.SITE}/telling/"' in html


def test_the_page_costs_few_statements(desk):
    with Statements() as counted:
        shown = desk.get("/telling/")

    assert said(shown.root.find(".//h1")) == "通知方式"
    assert len(counted) <= 8, str(counted)


def test_the_link_of_a_mail_opens_its_page_after_signing_in(page, app):
    client = page.client
    target = client.get("/tasks/018f0000-0000-7000-8000-000000000000").location
    sent = {"username": "wx_desk", "csrf_token": page.token(),
            "next": re.search("next=([^&]+)", target)[1]}  # fmt: skip

    assert client.post("/login/demo", data=sent).location.endswith("8000-000000000000")
