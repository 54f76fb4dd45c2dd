"""The list: tabs, filters, what changed, pages, a table."""

import pytest

from tests.builders import Statements
from tests.flows.story import REQUEST

CALM = {**REQUEST, "danger_to_life": "false", "called_119": None}


@pytest.fixture
def until():
    return "08:03"


def registered(player, morning, many, **values):
    """Register so many more requests, which wait for the street to sign."""
    found = []
    for number in range(many):
        facts = f"第 {number} 处井盖破损，请尽快修复处理。"
        case = player.register("operator", morning.now, {**CALM, "facts": facts, **values})
        found.append(case.reference)
    return found


def test_each_tab_counts_what_it_holds(page, player, morning):
    registered(player, morning, 2)

    desk = page.log_in("wx_desk").get("/tasks/?tab=groups")
    operator = page.log_in("operator").get("/tasks/?tab=started")

    assert "本岗待领 3" in desk.text
    assert "签收时限" in desk.text
    assert "我发起的 3" in operator.text
    assert "在等 望溪街道 · 指挥中心" in operator.text


def test_a_list_says_how_many_and_nothing_is_cut_off(page, player, morning, monkeypatch):
    monkeypatch.setattr("app.web.worklist.asked.A_PAGE", 2)
    registered(player, morning, 4)
    desk = page.log_in("wx_desk")

    first = desk.get("/tasks/?tab=groups")
    second = desk.get(first.link("下一页"))
    third = desk.get(second.link("下一页"))

    seen = [keys(each) for each in (first, second, third)]
    assert [len(each) for each in seen] == [2, 2, 1]
    assert len({key for each in seen for key in each}) == 5
    assert "共 5 条" in first.text
    assert keys(desk.get(third.link("上一页"))) == seen[1]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("cls=紧急", 0),
        ("kind=p_handle_order", 1),
        ("kind=p_whistle", 0),
        ("matter=SW0101", 1),
        ("matter=CG0", 0),
        ("street=qh.wx", 1),
        ("street=qh.th", 0),
        ("level=L1", 1),
        ("level=L2", 0),
        ("due=today", 1),
        ("due=late", 0),
        ("overdue=1", 0),
        ("q=积水", 1),
        ("kind=unknown&street=nowhere&due=never", 1),
    ],
)
def test_filters_keep_only_what_matches(page, player, query, found):
    desk = page.log_in("wx_desk")

    shown = desk.get(f"/tasks/?tab=groups&{query}")

    assert len(keys(shown)) == found
    assert found or "没有符合条件的任务" in shown.text


def test_a_filter_is_a_chip_that_takes_it_away(page, player):
    shown = page.log_in("wx_desk").get("/tasks/?tab=groups&matter=SW0101&street=qh.wx")

    assert shown.link("取消筛选：望溪街道") == "/tasks/?tab=groups&matter=SW0101"
    assert shown.link("清除筛选") == "/tasks/?tab=groups"


def test_the_filters_are_a_page_too(page, player):
    shown = page.log_in("wx_desk").get("/tasks/filter?tab=groups&level=L1")

    form = shown.find("//form[@class='filter']")[0]
    assert form.xpath(".//input[@name='level'][@checked]/@value") == ["L1"]
    assert "水务 / 排水防涝" in shown.text


def test_nothing_changed_costs_no_answer(page, player, morning):
    desk = page.log_in("wx_desk")
    tag = desk.get("/tasks/live?tab=groups").response.headers["ETag"]

    same = desk.client.get("/tasks/live?tab=groups", headers={"If-None-Match": tag})
    registered(player, morning, 1)
    desk.headers = {"If-None-Match": tag}
    fresh = desk.get("/tasks/live?tab=groups")

    assert (same.status_code, same.data) == (304, b"")
    assert len(keys(fresh)) == 2
    assert '"groups": "2"' in fresh.find("//*[@data-figures]")[0].get("data-figures")


def test_the_page_knows_the_tag_of_what_it_shows(page, player):
    desk = page.log_in("wx_desk")
    shown = desk.get("/tasks/?tab=groups")

    digest = shown.find("//@data-digest")[0]

    assert f'"{digest}"' == desk.get("/tasks/live?tab=groups").response.headers["ETag"]


def test_a_colleague_reads_who_took_a_task_and_a_stranger_nothing(page, player):
    task = player.task("sign_order")
    desk, colleague = page.log_in("wx_desk"), page.log_in("wx_desk2")
    desk.post("/tasks/claim", {"task": str(task.id)})

    told = colleague.get(f"/tasks/fates?task={task.id}&task=nonsense").response.json
    untold = page.log_in("th_desk").get(f"/tasks/fates?task={task.id}").response.json

    assert told == {str(task.id): "“孔一诺”已于 08:03 领取这项任务。"}
    assert untold == {str(task.id): "已不在这个列表"}


def test_the_table_holds_every_page_and_no_formulas(page, player, morning, monkeypatch):
    monkeypatch.setattr("app.tasks.together.MOST", 2)
    registered(player, morning, 4, place_text="=1+1")

    table = page.log_in("wx_desk").get("/tasks.csv?tab=groups")

    lines = table.html.splitlines()
    assert lines[0].startswith("\ufeff编号,任务,标题")
    assert len(lines) == 6
    assert sum("'=1+1" in line for line in lines) == 4


def test_the_copies_are_a_table_too(page, player):
    table = page.log_in("mandate").get("/tasks.csv?tab=copies")

    assert "送达时间" in table.html


def test_the_list_costs_at_most_eight_statements(page, player, morning):
    registered(player, morning, 5)
    desk = page.log_in("wx_desk")
    desk.get("/tasks/?tab=groups")

    with Statements() as statements:
        desk.get("/tasks/?tab=groups&q=井盖")

    assert len(statements) <= 8, str(statements)


def keys(page):
    return [each.get("data-row") for each in page.find("//li[@data-row]")]


@pytest.mark.parametrize("query", ["after=nonsense", "before=%00x", "after=1_2_3"])
def test_a_place_nobody_named_is_refused_with_a_way_back(page, player, query):
    desk = page.log_in("wx_desk")

    refused = desk.get(f"/tasks/?tab=groups&{query}", status=422)

    assert refused.link("回到我的任务") == "/tasks/"
    desk.get("/tasks/?tab=copies&after=nonsense", status=422)


def test_what_an_address_cannot_mean_is_left_aside(page, player):
    shown = page.log_in("wx_desk").get("/tasks/?tab=groups&_external=1&_anchor=x&page=9")

    assert "签收工单" in shown.text
