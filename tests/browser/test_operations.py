"""Every operation on a task by keys alone, for the person, the colleague and the outsider."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.core.db import transaction
from app.tasks import handing
from tests.browser.conftest import Site
from tests.browser.keyboard import choose
from tests.browser.operation import Office
from tests.browser.operations import (
    ANSWER,
    CLAIM,
    COMPLETE,
    DELEGATE,
    EXTEND,
    GRANT,
    RECALL,
    RELEASE,
    REMOVE,
    RESOLVE,
    RETURN,
    SIGN,
    SKIP,
    TAKE_OVER,
    TASK,
    TRANSFER,
    UNSIGN,
    URGE,
    WITHDRAW,
)
from tests.browser.others import Others
from tests.flows.story import at, play
from tests.flows.test_extension import handle_alone

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture
def office(browser: Browser, site: Site, tmp_path: Path) -> Iterator[Office]:
    desk = Others(browser, site.base, tmp_path)
    opened = Office(site, desk)
    yield opened
    desk.close()
    assert not desk.problems + opened.wrong, "\n".join(desk.problems + opened.wrong)


def stand(office: Office, until: str, element: str, department: str | None = None) -> None:
    """Play the story up to a moment; a minute later a task of it is looked at."""
    play(office.site.player, until=until)
    hour, minute = map(int, until.split(":"))
    office.site.set_clock(at(f"{hour:02}:{minute + 1:02}"))
    office.task_id = office.site.player.task(element, department).id


def lend(office: Office) -> None:
    """Delegate the task once more, behind the pages."""
    player = office.site.player
    mine, helper = (player.actor(name, at("08:04")) for name in ("wx_desk", "wx_duty"))
    assert office.task_id is not None
    with transaction():
        handing.delegate(office.task_id, helper.user_id, "请核实", actor=mine, now=at("08:04"))


def seen_again(listed: Page) -> Locator:
    """Come back to a list that was left open; return its row."""
    listed.evaluate("window.dispatchEvent(new Event('focus'))")
    return listed.locator("[data-row]")


def test_an_order_changes_hands(office: Office) -> None:
    stand(office, "08:03", "sign_order")

    listed = office.look("wx_desk2", "/tasks/?tab=groups")
    office.perform(CLAIM)
    expect(seen_again(listed)).to_contain_text("孔一诺")
    office.perform(URGE, ANSWER, DELEGATE, RESOLVE)
    lend(office)
    office.perform(RECALL, TRANSFER, RELEASE)
    expect(seen_again(listed)).not_to_have_class(re.compile("gone"))
    office.perform(TAKE_OVER, SKIP)


def test_others_are_asked_and_a_step_is_taken_back(office: Office) -> None:
    stand(office, "08:12", "approve_whistle")
    player = office.site.player

    office.perform(WITHDRAW)
    play(player, start="08:12", until="08:12")
    office.task_id = player.task("approve_whistle").id
    office.perform(SIGN)
    page = office.look("wx_duty", TASK + "/return")
    choose(page, "退回到哪一步", "吹哨申请")
    expect(page.locator("#then .chosen")).to_contain_text("望溪街道 · 分管领导")
    office.perform(UNSIGN, COMPLETE)


def test_a_step_goes_back(office: Office) -> None:
    stand(office, "09:04", "report_result", "qh.water")

    office.perform(RETURN, REMOVE)


def test_an_extension_is_asked_for_and_granted(office: Office) -> None:
    player = office.site.player
    handle_alone(player)
    office.site.set_clock(at("09:00"))

    office.perform(EXTEND)
    office.task_id = player.task("decide_extension").id
    office.perform(GRANT)
