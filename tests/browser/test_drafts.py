"""Nothing typed is lost: a session cut, a second device, a server that starts again."""

from threading import Thread

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server

from app import create_app, identity
from app.core.db import transaction
from tests import installation
from tests.browser.desk import DOING
from tests.builders import the_case
from tests.flows.story import at

pytestmark = pytest.mark.browser
ANOTHER = "another-long-Password-7"
STATE = "[data-keep-state]"
SLOW = """() => {
  if (globalThis.SubtleCrypto) for (const name of ["encrypt", "importKey"]) {
    const quick = SubtleCrypto.prototype[name]
    SubtleCrypto.prototype[name] = async function (...asked) {
      await new Promise(over => setTimeout(over, 700))
      return quick.apply(this, asked)
    }
  }
}"""
"""A device on which sealing takes longer than it takes to find that there is no network."""
NOTE = f"{DOING} [name=note]"


@pytest.fixture
def backend(stages):
    """The sample case at 09:05: 排水公司 has not arrived."""
    return stages.at("09:04")


@pytest.fixture
def task_id(site):
    site.set_clock(at("09:05"))
    return the_case().task("arrive", "qh.drain").id


@pytest.fixture(autouse=True)
def expected(desk):
    """A browser says on its console what these tests do on purpose."""
    yield
    told = (
        "401",
        "ERR_INTERNET_DISCONNECTED",
        "fetching the script",
        "is not valid JSON",
        "unparsable",
    )
    desk.problems[:] = [each for each in desk.problems if not any(word in each for word in told)]


def type_note(desk, username, task_id, words):
    page = desk.open(username, f"/tasks/{task_id}")
    page.locator(NOTE).fill(words)
    page.locator(NOTE).blur()
    return page


def test_what_was_typed_comes_to_a_second_device(desk, task_id):
    page = type_note(desk, "drain_duty", task_id, "路上有树")
    expect(page.locator(STATE)).to_contain_text("已保存 09:0")

    desk.pages.pop("drain_duty").context.close()
    other = desk.open("drain_duty", f"/tasks/{task_id}")

    expect(other.locator(NOTE)).to_have_value("路上有树")
    expect(other.locator("[data-kept-notice]")).to_contain_text("来自电脑")


def test_a_session_cut_while_typing_loses_nothing(desk, task_id):
    page = desk.open("drain_duty", f"/tasks/{task_id}")
    with transaction():  # every session of the person ends, as when the password is changed
        actor = the_case().actor("drain_duty", at("09:05"))
        identity.change_password(installation.PASSWORD, ANOTHER, actor=actor)
    page.locator(NOTE).fill("我还在写")
    page.locator(NOTE).blur()
    expect(page.locator(STATE)).to_contain_text("登录已过期：内容已存在本机")

    page.locator(f"{STATE} a").click()
    page.fill("input[name=username]", "drain_duty")
    page.fill("input[name=password]", ANOTHER)
    page.keyboard.press("Enter")

    expect(page.locator("[data-kept-notice]")).to_contain_text("已恢复")
    expect(page.locator(NOTE)).to_have_value("我还在写")
    assert "shaodao.typed" not in page.evaluate("JSON.stringify(localStorage)")


def test_what_a_colleague_typed_stays_sealed_on_a_shared_device(desk, task_id):
    desk.of("drain_duty").add_init_script(f"({SLOW})()")
    page = desk.open("drain_duty", f"/tasks/{task_id}")
    page.context.set_offline(True)
    page.locator(NOTE).fill("只有我知道")
    page.locator(NOTE).blur()
    expect(page.locator(STATE)).to_contain_text("离线：已存在本机")

    stored = page.evaluate("JSON.stringify(localStorage)")
    page.context.set_offline(False)

    assert "shaodao.typed" in stored
    assert "只有我知道" not in stored
    expect(page.locator(STATE)).to_contain_text("已保存")


def test_two_devices_are_compared(desk, site, browser, task_id):
    page = type_note(desk, "drain_duty", task_id, "电脑上写的")
    expect(page.locator(STATE)).to_contain_text("已保存")
    context = browser.new_context(storage_state=page.context.storage_state(), locale="zh-CN")
    other = context.new_page()
    other.goto(f"{site.base}/tasks/{task_id}")
    other.locator(NOTE).fill("另一处写的")
    other.locator(NOTE).blur()
    expect(other.locator(STATE)).to_contain_text("已保存")

    page.locator(NOTE).fill("电脑上又写的")
    page.locator(NOTE).blur()
    expect(page.get_by_role("button", name="对照选择")).to_be_visible()
    page.locator(NOTE).fill("电脑上最后写的")
    page.get_by_role("button", name="对照选择").click()
    expect(page.locator("main")).to_contain_text("电脑上最后写的")
    page.get_by_role("radio").nth(1).check()
    page.get_by_role("button", name="按选择合并").click()

    expect(page.locator(NOTE)).to_have_value("另一处写的")
    context.close()


def test_a_server_that_starts_again_still_has_it(desk, site, backend, task_id, tmp_path):
    page = type_note(desk, "drain_duty", task_id, "重启也在")
    expect(page.locator(STATE)).to_contain_text("已保存")

    again = create_app(installation.settings(site.app.config["SQLALCHEMY_DATABASE_URI"], tmp_path))
    server = make_server("127.0.0.1", 0, again, threaded=True)
    serving = Thread(target=server.serve_forever, daemon=True)
    serving.start()
    page.goto(f"http://127.0.0.1:{server.server_port}/tasks/{task_id}")

    expect(page.locator(NOTE)).to_have_value("重启也在")
    page.goto("about:blank")
    server.shutdown()
    serving.join()
    installation.close(again)


def open_anew(desk, username, path):
    """Open a page in a new tab, and leave the one before."""
    before = desk.pages.pop(username)
    desk.pages[username] = before.context.new_page()
    before.close()
    return desk.open(username, path)


def test_a_tab_closed_before_the_pause_is_over_loses_nothing(desk, task_id):
    page = type_note(desk, "drain_duty", task_id, "先写的")
    expect(page.locator(STATE)).to_contain_text("已保存")
    page.locator(NOTE).press_sequentially("，接着写的")

    again = open_anew(desk, "drain_duty", f"/tasks/{task_id}")

    expect(again.locator(NOTE)).to_have_value("先写的，接着写的")


def test_words_in_conflict_outlive_their_tab_and_the_other_ones_saving(desk, task_id):
    one = type_note(desk, "drain_duty", task_id, "第一页")
    expect(one.locator(STATE)).to_contain_text("已保存")
    other = one.context.new_page()
    other.goto(f"{desk.base}/tasks/{task_id}")
    other.locator(NOTE).fill("第二页")
    other.locator(NOTE).blur()
    expect(other.locator(STATE)).to_contain_text("已保存")
    one.locator(NOTE).fill("第一页又写了")
    one.locator(NOTE).blur()
    expect(one.locator(STATE)).to_contain_text("您在另一处也填写了这张表")
    other.locator(NOTE).fill("第二页又写了")
    other.locator(NOTE).blur()
    expect(other.locator(STATE)).to_contain_text("已保存")

    other.close()
    again = open_anew(desk, "drain_duty", f"/tasks/{task_id}")
    again.get_by_role("button", name="对照选择").click()

    expect(again.locator("main")).to_contain_text("第一页又写了")
    expect(again.locator("main")).to_contain_text("第二页又写了")


def test_a_full_device_says_that_it_keeps_nothing(desk, task_id):
    page = desk.open("drain_duty", f"/tasks/{task_id}")
    page.evaluate(SLOW)
    page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('full'); }; }"
    )
    page.context.set_offline(True)
    page.locator(NOTE).fill("写不下了")
    page.locator(NOTE).blur()

    expect(page.locator(STATE)).to_contain_text("没有保存：本机已存不下")

    page.context.set_offline(False)
    expect(page.locator(STATE)).to_contain_text("已保存")


def test_a_comment_not_sent_is_there_again_until_it_is(desk, task_id):
    case_id = the_case().case_id
    page = desk.open("drain_duty", f"/cases/{case_id}")
    page.locator("#comment-text").press_sequentially("现场需要第二台泵")

    again = open_anew(desk, "drain_duty", f"/cases/{case_id}")
    expect(again.locator("#comment-text")).to_have_value("现场需要第二台泵")
    expect(again.locator("form.saying")).to_contain_text("上次填写的内容还没有提交")
    assert "第二台泵" not in again.evaluate("JSON.stringify(localStorage)")
    again.get_by_role("button", name="发表评论").click()
    expect(again.locator(".said")).to_contain_text("现场需要第二台泵")

    again.reload()
    expect(again.locator(".said")).to_contain_text("现场需要第二台泵")
    expect(again.locator("#comment-text")).to_have_value("")


def test_a_diagram_in_a_frame_sends_nothing_of_what_is_being_typed_around_it(desk, task_id):
    page = desk.of("drain_duty")
    asked = []

    def meanwhile(route):
        page.locator(NOTE).fill("还在写")
        route.continue_()

    page.route("**/diagram/frame*", meanwhile)
    page.on("request", lambda each: asked.append(each.url) if "/drafts/" in each.url else None)
    page.goto(f"{desk.base}/tasks/{task_id}")
    expect(page.frame_locator("iframe").locator("[data-note]")).to_be_empty()
    expect(page.locator(STATE)).to_contain_text("已保存")

    assert [each for each in asked if each.endswith("/pass")] == []


def test_words_the_server_has_already_are_not_sent_again(desk, task_id):
    page = desk.open("drain_duty", f"/tasks/{task_id}")
    page.context.set_offline(True)
    page.locator(NOTE).fill("已经在了")
    page.locator(NOTE).blur()
    expect(page.locator(STATE)).to_contain_text("离线：已存在本机")
    kept = page.evaluate("() => ({ ...localStorage })")
    page.context.set_offline(False)
    expect(page.locator(STATE)).to_contain_text("已保存")

    page.evaluate("kept => { Object.assign(localStorage, kept) }", kept)
    sent = []
    page.on("request", lambda each: sent.append(each.url) if each.method == "POST" else None)
    page.reload()
    page.wait_for_function("() => !JSON.stringify(localStorage).includes('shaodao.typed')")

    expect(page.locator(NOTE)).to_have_value("已经在了")
    assert sent == []
