"""Report-in on a phone at 390 px: the network goes in the middle, the report arrives once."""

import hashlib

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app import audit
from app.cases import Document, Submission
from app.cli.player import picture
from app.core.db import db
from tests.builders import the_case
from tests.flows.story import at
from tests.installation import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
OUTBOX = "[data-outbox-title]"
WAITING = "已存在本机，联网后自动发送（1）"
ARRIVED = "报到已送达"
BY_THE_PAGE_ALONE = "SyncManager.prototype.register = async () => {}"
BY_THE_WORKER_FIRST = """SyncManager.prototype.register = () => new Promise(goOn => {
  window.goOn = goOn
})"""
SYNC = "dispatchEvent(new SyncEvent('sync', { tag: 'reports' }))"


@pytest.fixture
def backend(stages):
    """The sample case at 09:05: 排水公司 has not arrived."""
    return stages.at("09:04")


@pytest.fixture
def task_id(site):
    site.set_clock(at("09:05"))
    return the_case().task("arrive", "qh.drain").id


@pytest.fixture
def phone(browser, site, task_id):
    """The duty officer's phone, signed in, the worker running."""
    context = browser.new_context(
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": 390, "height": 844},
        geolocation={"latitude": 30.7505, "longitude": 117.2, "accuracy": 12},
        permissions=["geolocation"],
        has_touch=True,
        is_mobile=True,
    )
    page = context.new_page()
    page.goto(site.base + "/login")
    page.fill("input[name=username]", "drain_duty")
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    yield page
    context.close()


def is_kept(page, task_id):
    """Wait until the phone has the worker, the list and the arrival."""
    page.wait_for_function(
        "async (path) => Boolean(await (await caches.open('field-pages')).match(path))"
        " && navigator.serviceWorker.controller !== null",
        arg=f"/field/{task_id}",
    )


def fill_in(page):
    page.get_by_role("button", name="我已到场").tap()
    expect(page.locator("[data-place-said]")).to_contain_text("误差约 12 米")
    page.locator("[data-camera]").set_input_files(
        {"name": "photo.png", "mimeType": "image/png", "buffer": picture()}
    )
    expect(page.locator("ul[data-photos] li")).to_have_count(1)
    if not page.locator("[name=people-0-name]").input_value():
        page.locator("[name=people-0-name]").fill("赵明")


def send(page):
    page.get_by_role("button", name="发送报到").tap()


def by_worker(page):
    """Let the worker send, as the system lets it when there is a network."""
    [worker] = page.context.service_workers
    worker.evaluate(SYNC)


def replies(task_id):
    db.session.rollback()
    return db.session.scalars(select(Submission).where(Submission.task_id == task_id)).all()


def arrived_once(task_id):
    """Check that there is one reply, one arrival in the audit, and the photo once by its hash."""
    [reply] = replies(task_id)
    hashed = Document.sha256 == hashlib.sha256(picture()).hexdigest()
    photos = select(Document.id, Document.case_id).where(
        hashed, Document.uploaded_by_id == reply.by_id
    )
    ends = [e for e in audit.entries(reply.case_id) if e.details.get("submission") == str(reply.id)]
    assert len(ends) == 1
    assert [(str(i), c) for i, c in db.session.execute(photos)] == [
        (reply.values["photo"][0], reply.case_id)
    ]


def test_a_report_entered_in_a_dead_spot_arrives_once(phone, site, task_id):
    phone.goto(f"{site.base}/field/")
    phone.locator(f'[data-field-task="{task_id}"]').tap()
    is_kept(phone, task_id)
    phone.context.set_offline(True)
    phone.reload()
    expect(phone.locator("[data-drawn=kept]")).to_be_visible()

    fill_in(phone)
    send(phone)
    expect(phone.locator(OUTBOX)).to_have_text(WAITING)
    assert replies(task_id) == []
    phone.context.set_offline(False)

    expect(phone.locator(OUTBOX)).to_have_text(ARRIVED)
    arrived_once(task_id)


def test_what_the_worker_sends_is_told_on_the_page(phone, site, task_id):
    phone.goto(f"{site.base}/field/{task_id}")
    is_kept(phone, task_id)
    phone.route("**/drafts/pass", lambda route: route.abort())
    fill_in(phone)
    send(phone)

    by_worker(phone)

    expect(phone.locator(OUTBOX)).to_have_text(ARRIVED)
    arrived_once(task_id)


def test_a_worker_that_sends_before_the_page_looks_is_told_of_all_the_same(phone, site, task_id):
    phone.add_init_script(BY_THE_WORKER_FIRST)
    phone.goto(f"{site.base}/field/{task_id}")
    is_kept(phone, task_id)
    fill_in(phone)
    send(phone)
    phone.wait_for_function("() => window.goOn")

    by_worker(phone)
    while not replies(task_id):
        phone.wait_for_timeout(50)
    phone.evaluate("goOn()")

    expect(phone.locator(OUTBOX)).to_have_text(ARRIVED)
    arrived_once(task_id)


def test_an_answer_lost_on_the_way_changes_nothing(phone, site, task_id):
    phone.add_init_script(BY_THE_PAGE_ALONE)
    phone.goto(f"{site.base}/field/{task_id}")
    is_kept(phone, task_id)
    lost = []

    def lose(route):
        lost.append(route.fetch() if not lost else None)
        route.abort()

    phone.context.route("**/report", lose)
    fill_in(phone)
    with phone.expect_event("requestfailed", lambda each: each.url.endswith("/report")):
        send(phone)
    expect(phone.locator(OUTBOX)).to_have_text(WAITING)
    assert lost[0].status == 200
    phone.context.unroute("**/report", lose)
    phone.evaluate("dispatchEvent(new Event('online'))")

    expect(phone.locator(OUTBOX)).to_have_text(ARRIVED)
    arrived_once(task_id)


def test_a_report_the_server_refuses_can_be_changed(phone, site, task_id):
    phone.goto(f"{site.base}/field/{task_id}")
    fill_in(phone)
    phone.locator("[data-by-hand]").evaluate("box => { box.hidden = false; }")
    phone.locator("[name=position]").fill("在路口")
    send(phone)
    expect(phone.locator("[data-outbox]")).to_contain_text("位置：")

    phone.get_by_role("link", name="修改").tap()
    expect(phone.locator("ul[data-photos] li")).to_have_count(1)
    phone.locator("[name=position]").fill("30.7505,117.2000")
    send(phone)

    expect(phone.locator(OUTBOX)).to_have_text(ARRIVED)
    arrived_once(task_id)


def test_a_session_that_ended_in_the_dead_spot_asks_to_sign_in(phone, site, task_id):
    phone.goto(f"{site.base}/field/{task_id}")
    is_kept(phone, task_id)
    phone.context.set_offline(True)
    fill_in(phone)
    send(phone)
    phone.context.clear_cookies()
    phone.context.set_offline(False)
    expired = "登录已过期：报到还存在本机，登录后自动发送"
    expect(phone.locator(OUTBOX)).to_have_text(expired)
    by_worker(phone)  # who finds the same
    phone.wait_for_function("() => navigator.locks.query().then(({ held }) => !held.length)")
    expect(phone.locator(OUTBOX)).to_have_text(expired)

    phone.locator("[data-outbox] a").tap()
    phone.fill("input[name=username]", "drain_duty")
    phone.fill("input[name=password]", PASSWORD)
    phone.keyboard.press("Enter")

    expect(phone.locator(OUTBOX)).to_have_text(ARRIVED)
    arrived_once(task_id)
