"""Two ways lead to one end, and either may be first: what people typed and read is the same.

An answer is held up on its way, and meanwhile the person, a colleague or the page goes on.
"""

import time
from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import Page, Route, expect

from app.cli.player import Player
from app.core.db import db
from app.tasks import together
from tests.browser.conftest import Site
from tests.browser.desk import Desk
from tests.builders import the_case
from tests.flows.story import REQUEST, at

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
SOON = 15_000
"""Milliseconds: less than it takes until a list asks again by itself."""
LOOK = "window.dispatchEvent(new Event('focus'))"
SLOW_SEALING = """() => {
  const { encrypt } = SubtleCrypto.prototype
  SubtleCrypto.prototype.encrypt = async function (...asked) {
    await new Promise(over => setTimeout(over, 700))
    return encrypt.apply(this, asked)
  }
}"""
Arranged = Callable[[], object]


@pytest.fixture
def backend(stages):
    """The sample case at 09:05: 排水公司 has not arrived."""
    return stages.at("09:04")


@pytest.fixture
def case(site: Site) -> Player:
    site.set_clock(at("09:05"))
    return the_case()


def meanwhile(page: Page, site: Site, path: str, do: Arranged, *, is_asked: bool) -> None:
    """Let something happen while the first such request is on its way, or its answer is."""
    met: list[Route] = []

    def stop(route: Route) -> None:
        met.append(route)
        if len(met) > 1:
            route.continue_()
            return
        answer = None if is_asked else route.fetch()
        with site.app.app_context():
            do()
        if answer:
            route.fulfill(response=answer)
        else:
            route.continue_()

    page.route(path, stop)


def test_a_list_looks_again_when_asked_while_it_looks(site: Site, desk: Desk, case: Player) -> None:
    orders = [ordered(site, place) for place in ("青石桥头", "菜场北门")]
    page = desk.open("wx_desk", "/tasks/?tab=groups")

    def take() -> None:
        together.claim(
            orders[:1], actor=site.player.actor("wx_desk2", at("09:05")), now=at("09:05")
        )
        page.evaluate(LOOK)

    meanwhile(page, site, "**/tasks/live*", take, is_asked=False)
    page.evaluate(LOOK)

    expect(page.locator(f'[data-row="{orders[0]}"]')).to_contain_text("领取", timeout=SOON)


def test_the_first_question_of_the_bell_may_know_of_a_new_notice(
    site: Site, desk: Desk, case: Player
) -> None:
    page = desk.of("wx_desk")

    meanwhile(page, site, "**/notices/badge", lambda: ordered(site, "青石桥头"), is_asked=True)
    page.goto(f"{desk.base}/notices/")

    expect(page.get_by_role("link", name="有新通知")).to_be_visible(timeout=SOON)


def test_an_urging_being_written_outlives_the_monitor_drawn_anew(
    site: Site, desk: Desk, case: Player
) -> None:
    page = desk.of("watch")
    page.clock.install()
    page.goto(f"{desk.base}/monitor/")
    words = page.locator("details.urge textarea").first

    def write() -> None:
        page.locator("details.urge summary").first.click()
        words.fill("请立即报到")

    meanwhile(page, site, "**/monitor/*", write, is_asked=False)
    with page.expect_response(lambda each: "hx-request" in each.request.headers) as drawn:
        page.clock.fast_forward(31_000)
    drawn.value.finished()
    page.clock.run_for(1_000)

    expect(words).to_have_value("请立即报到")
    expect(words).to_be_visible()


def test_what_is_ticked_and_written_during_a_search_stays(
    site: Site, desk: Desk, case: Player
) -> None:
    page = desk.open("wx_desk", f"/cases/{case.case_id}/copies")
    page.get_by_label("找单位、岗位或人").fill("ymy")
    chosen = page.get_by_label("严沐阳")
    expect(chosen).to_be_visible()

    def go_on() -> None:
        chosen.check()
        page.get_by_label("附言").fill("请阅知")

    meanwhile(page, site, "**/copies?*", go_on, is_asked=False)
    page.get_by_label("找单位、岗位或人").fill("jjdd")

    expect(page.locator("#sending")).to_contain_text("交警")
    expect(chosen).to_be_checked()
    expect(page.get_by_label("附言")).to_have_value("请阅知")


def test_a_comment_sent_before_it_was_sealed_is_not_offered_again(
    site: Site, desk: Desk, case: Player
) -> None:
    page = desk.open("wx_desk", f"/cases/{case.case_id}")
    page.evaluate(SLOW_SEALING)

    meanwhile(page, site, "**/comments", lambda: time.sleep(1.5), is_asked=True)
    page.locator("#comment-text").press_sequentially("现场需要第二台泵")
    page.get_by_role("button", name="发表评论").click()

    expect(page.locator(".said")).to_contain_text("现场需要第二台泵")
    expect(page.locator("#comment-text")).to_have_value("")


def ordered(site: Site, place: str) -> UUID:
    """Let the hotline register a request that waits for the street's desk; return its task."""
    request = {**REQUEST, "danger_to_life": "false", "called_119": None, "place_text": place}
    site.player.register("operator", at("09:05"), request)
    task_id = site.player.task("sign_order").id
    db.session.rollback()
    return task_id
