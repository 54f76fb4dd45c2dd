"""Long lists on pages and in tables: turned to the end with what narrows them, nothing left out."""

import csv
import io

import pytest

from app import cases, supervision
from app.core import clock
from tests.builders import Statements
from tests.flows.story import at
from tests.lists import rows

MANY, A_PAGE = 7, 3
PAGES = {
    "/cases/?q=积水&level=L1": "//a[@class='row-link']/@href",
    "/monitor/?figure=late": "//tr[starts-with(@id, 'task-')]/@id",
    "/operations/?tab=suspended": "//table//input[@type='checkbox' and @value]/@value",
}


@pytest.fixture
def until():
    return "08:10"


@pytest.fixture
def many(player, morning, monkeypatch):
    """Seven more cases than the one the story is about, on pages of three."""
    morning.at("08:30")
    for name in ("cases", "monitor", "operations.lists"):
        monkeypatch.setattr(f"app.web.{name}.A_PAGE", A_PAGE)
    for name in ("cases", "monitor"):
        monkeypatch.setattr(f"app.web.{name}.IN_ONE_GO", 2)
    rows.settle()
    for number in range(1, MANY + 1):
        rows.add(number, number * 60)


def turned(watch, address, what, words="下一页"):
    """Return what all pages from an address on show, and the pages."""
    pages = [watch.get(address)]
    while any(words in (link.text_content() or "") for link in pages[-1].find("//a[@rel]")):
        pages.append(watch.get(pages[-1].link(words)))
    return [each for page in pages for each in page.find(what)], pages


@pytest.mark.parametrize("address", list(PAGES))
def test_a_list_is_turned_to_its_end_and_back(page, many, address):
    watch, what = page.log_in("watch"), PAGES[address]

    shown, pages = turned(watch, address, what)
    back, others = turned(watch, pages[-1].link("上一页"), what, "上一页")

    assert len(shown) == len(set(shown)) >= MANY
    assert [len(each.find(what)) for each in pages[:-1]] == [A_PAGE] * (len(pages) - 1)
    assert set(back) == set(shown[: A_PAGE * (len(pages) - 1)])
    assert others[-1].find("//a[@rel='prev']") == []


def test_pages_say_which_they_are_and_keep_what_narrows_them(page, many):
    watch = page.log_in("watch")

    first = watch.get("/cases/?q=积水&level=L1")
    second = watch.get(first.link("下一页"))

    assert first.title == "案件"
    assert second.title == "案件 · 第 2 页"
    assert "第 2 页 · 本页 3 条 · 共 8 条" in second.text
    assert "q=%E7%A7%AF%E6%B0%B4&level=L1" in second.link("上一页")
    assert second.find("//*[@role='status' and contains(., '第 2 页')]")


@pytest.mark.parametrize("address", ["/cases.csv?q=积水&level=L1", "/monitor.csv?figure=late"])
def test_a_table_holds_every_row(page, player, many, address):
    watch, actor = page.log_in("watch"), player.actor("watch", at("08:30"))

    table = list(csv.reader(io.StringIO(watch.get(address).response.text)))[1:]

    found = cases.search(actor, cases.Wanted(text="积水", level="L1")).total
    late = len(supervision.overdue(actor, clock.now()))
    assert len(table) == len({row[0] for row in table}) >= MANY
    assert len(table) == (found if "cases" in address else late)


def test_a_page_of_cases_costs_the_same_wherever_it_lies(page, many):
    watch = page.log_in("watch")
    second = watch.get("/cases/?q=积水").link("下一页")

    with Statements() as first:
        watch.get("/cases/?q=积水")
    with Statements() as other:
        watch.get(second)

    assert len(first) == len(other) <= 10, str(other)


@pytest.mark.parametrize("address", ["/cases/", "/monitor/", "/operations/", "/notices/"])
def test_a_place_nobody_named_is_refused_with_a_sentence(page, player, address):
    refused = page.log_in("watch").get(f"{address}?after=nonsense", status=422)

    assert "请从第一页看起" in refused.text


def test_the_search_for_a_case_to_link_says_there_are_more(page, player, many, monkeypatch):
    monkeypatch.setattr("app.web.talk.links.FOUND", 3)

    found = page.log_in("watch").get(f"/cases/{player.case_id}/links?q=积水")

    assert "只列出最近的 3 件，还有更多" in found.text


def test_copies_to_a_post_are_turned_too(page, many, monkeypatch):
    monkeypatch.setattr("app.web.worklist.asked.A_PAGE", A_PAGE)
    watch, what = page.log_in("watch"), "//form[contains(@action, '/copies/')]/@action"

    shown, pages = turned(watch, "/tasks/?tab=copies", what)

    assert len(shown) == len(set(shown)) >= MANY
    assert "第 2 页" in pages[1].text
