"""Being told: channels chosen on a phone, a bell that knows, a mail that opens the task."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from playwright.sync_api import expect

from app import identity, jobs
from app.core.db import db
from tests.browser.keyboard import choose, go, labelled, reach, tick
from tests.browser.others import again, forms_of, program
from tests.flows.story import REQUEST
from tests.installation import PASSWORD
from tests.jobs import telling

pytestmark = pytest.mark.browser
NOW = datetime(2026, 7, 14, 0, 3, tzinfo=UTC)
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def reader(site):
    site.set_clock(NOW)
    return identity.actor_of(identity.find_user("wx_desk"), NOW)


def register(site):
    """Let the hotline register a request that waits for the street's desk."""
    case = site.player.register("operator", NOW, REQUEST)
    reference = case.reference
    db.session.remove()
    return reference


def test_channels_digest_and_quiet_hours_are_chosen_by_keys(desk, others, site, reader):
    page = desk.open("wx_desk", "/me")
    page.set_viewport_size(PHONE)
    go(page, "通知方式")
    expect(page.get_by_role("checkbox", name="催办，站内")).to_be_disabled()
    tick(page, "督办，站内")
    tick(page, "催办，机器人")
    choose(page, "邮件和机器人多久发一次", "每个工作日汇总一次")
    write(page, "每日汇总的时刻", "0910AM")
    tick(page, "在这段时间里不发")
    with forms_of(page) as sent:
        go(page, "保存通知方式")

    expect(page.get_by_text("通知方式已保存")).to_be_visible()
    expect(page.get_by_role("checkbox", name="催办，机器人")).not_to_be_checked()
    expect(page.get_by_role("checkbox", name="督办，站内")).not_to_be_checked()
    expect(page.get_by_label("每日汇总的时刻")).to_have_value("09:10")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    sizes = page.locator(".telling input[type=checkbox], .telling input[type=radio]")
    assert all(box["height"] >= 20 for box in (each.bounding_box() for each in sizes.all()))
    assert_only_ones_own(others, site, sent[0])


def assert_only_ones_own(others, site, sent):
    """The same form from a colleague says how to tell the colleague, and nobody else."""
    colleague = others.of("wx_desk2")
    before = dict(told_by_program(site, "wx_desk"))
    assert again(sent, colleague).status == 200
    assert told_by_program(site, "wx_desk") == before
    colleague.goto(f"{site.base}/telling/")
    expect(colleague.get_by_label("每日汇总的时刻")).to_have_value("09:10")


def told_by_program(site, username):
    asking = program(site.app, username)
    with site.app.app_context():
        return asking.get("/telling").json


def write(page, label, moment):
    reach(page, labelled(page, label))
    page.keyboard.type(moment)


def test_the_bell_knows_without_reloading_and_leads_to_the_task(desk, site, reader):
    page = desk.open("wx_desk", "/notices/")
    bell = page.locator("[data-bell]")
    expect(page.get_by_text("还没有通知")).to_be_visible()
    expect(bell.locator("b")).to_be_hidden()

    reference = register(site)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(bell.locator("b")).to_have_text("1")
    page.get_by_role("link", name="有新通知").click()
    page.get_by_role("link", name=re.compile(f"新工单.*{reference}")).press("Enter")

    expect(page).to_have_url(re.compile("/tasks/[0-9a-f-]{36}$"))
    expect(bell.locator("b")).to_be_hidden()


def test_the_link_of_a_mail_opens_the_task_after_signing_in(browser, site, reader, desk):
    with telling.mail_server() as mailbox:
        server = jobs.outlets().server
        jobs.use(smtp_url=server.url, mail_from=server.sender, base_url=site.base)
        telling.give_mail(reader)
        register(site)
        jobs.tick(NOW)
    letter = message_from_bytes(mailbox.letters[0].content, policy=policy.default)
    link = re.search(rf"{site.base}/tasks/\S+", letter.get_body(("plain",)).get_content())[0]

    page = browser.new_context(locale="zh-CN").new_page()
    page.goto(link)
    page.fill("input[name=username]", "wx_desk")
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page).to_have_url(link)
    expect(page.locator("h1")).to_contain_text("签收工单")
    page.context.close()
