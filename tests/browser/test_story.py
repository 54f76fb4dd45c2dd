"""The whole story by browser, each step as the right person; once more in English."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app import jobs, runtime
from app.cases import Case
from app.core.db import db
from app.web.tasks import sheet_prefix
from tests.browser.conftest import Site
from tests.browser.desk import DOING, Desk
from tests.flows.story import DRAIN, LINES, WATER, Line, at
from tests.flows.test_story import EXPECTED, waiting

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
SECOND, LAST_SECOND = timedelta(seconds=1), timedelta(seconds=59)
OURS = ".rail a:not(.me), main h2, main th, main dt, main button, main .flow .n"
"""What the page says by itself; names, places and facts are people's own words."""
HAN = re.compile(r"[\u4e00-\u9fff]")


def test_the_story_runs_through_the_pages(site: Site, desk: Desk) -> None:
    tell(site, desk)

    page = desk.open("callback", f"/cases/{site.player.case_id}")
    expect(page.locator("main")).to_contain_text("办结")
    assert runtime.replay(site.player.case_id).same


def test_the_story_runs_in_english(site: Site, english: Desk) -> None:
    tell(site, english)

    page = english.open("wx_desk", f"/cases/{site.player.case_id}")
    expect(page.locator("html")).to_have_attribute("lang", re.compile("en"))
    words = page.locator(OURS).all_inner_texts()
    assert len(words) > 20
    assert [each for each in words if HAN.search(each)] == []


def tell(site: Site, desk: Desk) -> None:
    for line, following in zip(LINES, [*LINES[1:], None], strict=True):
        site.set_clock(at(line.clock) + SECOND)
        act(site, desk, line)
        if (following is None or following.clock != line.clock) and line.clock in EXPECTED:
            assert waiting(site.player) == EXPECTED[line.clock], line.clock


def act(site: Site, desk: Desk, line: Line) -> None:
    if line.do == "tick":
        jobs.tick(at(line.clock) + LAST_SECOND)  # people's clocks have seconds
    elif line.do == "register":
        register(site, desk, line)
    elif line.do == "urge":
        urge(site, desk, line)
    elif line.do.startswith("act:"):
        withdraw(site, desk, line)
    else:
        complete(site, desk, line)


def register(site: Site, desk: Desk, line: Line) -> None:
    page = desk.open(str(line.by), "/requests/new")
    desk.fill(page, line.values)
    desk.send(page)
    db.session.rollback()
    site.player.case_id = db.session.scalars(select(Case.id)).one()


def complete(site: Site, desk: Desk, line: Line) -> None:
    if line.do == "score_department":
        score(site, desk, line)
        return
    task = site.player.task(line.do, line.department)
    person = site.player.candidate(task.groups, at(line.clock)).username
    page = desk.find_task(person, task.id)
    desk.fill(page, line.values)
    desk.send(page)
    expect(page).to_have_url(re.compile("/tasks/"))
    not_refused(page)


def score(site: Site, desk: Desk, line: Line) -> None:
    """Score all departments on their one page; the first of the three lines does it."""
    if line.department != WATER:
        return
    task = site.player.task(line.do, line.department)
    page = desk.find_task("wx_desk", task.id)
    for each in (one for one in LINES if one.do == line.do):
        sheet = sheet_prefix(site.player.task(each.do, each.department).id)
        desk.fill(page, {sheet + key: value for key, value in each.values.items()})
    desk.send(page)
    not_refused(page)


def withdraw(site: Site, desk: Desk, line: Line) -> None:
    action = site.player.action(line.do[4:], line.department)
    person = site.player.candidate(action.groups, at(line.clock)).username
    page = desk.open(person, f"/cases/{site.player.case_id}")
    page.locator(f'a[href*="{action.id}"]').first.click()
    page.wait_for_selector(DOING)
    desk.fill(page, line.values)
    desk.send(page)
    not_refused(page)


def urge(site: Site, desk: Desk, line: Line) -> None:
    page = desk.open(str(line.by), "/monitor/")
    task = site.player.task(line.values["element"], DRAIN)
    form = page.locator(f'form[action*="{task.id}/urge"]').first
    form.evaluate("f => { const d = f.closest('details'); if (d) d.open = true; }")
    form.locator("[name=words]").fill(line.values["words"])
    with page.expect_navigation():
        form.locator("button[type=submit], button:not([type])").first.click()


def not_refused(page: Page) -> None:
    summary = page.locator("[data-error-summary]")
    assert summary.count() == 0, summary.inner_text()
