"""A step to go back to is picked on the diagram."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site
from tests.browser.desk import Desk
from tests.flows.story import at, play

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_a_click_on_the_diagram_chooses_the_step_to_return_to(site: Site, desk: Desk) -> None:
    play(site.player, until="09:04")
    site.set_clock(at("09:05") + timedelta(seconds=1))
    report = site.player.task("report_result", "qh.water")

    page = desk.open("water_liaison", f"/tasks/{report.id}/return")
    page.frame_locator("iframe").locator('g.djs-element[data-element-id="arrive"]').click()

    expect(page.locator('[data-place="p_report_in/arrive"]').first).to_be_checked()
    expect(page.locator("#then h2")).to_contain_text("到场登记")
    page.locator("#then textarea").fill("请补拍现场照片")
    page.get_by_role("button", name="确认退回").click()
    expect(page.locator(".flash")).to_contain_text("案件已退回“到场登记”")
