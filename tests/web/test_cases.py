import csv
import io

import pytest

from app import cases, identity
from app.core.db import db
from tests.builders import Statements
from tests.flows.story import arrival, at


@pytest.fixture
def until():
    return "09:04"


@pytest.fixture
def late(player, morning):
    """The sample case at 09:05: 排水公司 has not arrived."""
    morning.at("09:05")
    return player


def address(player, rest=""):
    return f"/cases/{player.case_id}{rest}"


def test_the_case_answers_four_questions(page, late):
    found = page.log_in("wx_desk").get(address(late))

    four = found.find("//*[@class='four']/div")
    assert [part.findtext("h2") for part in four] == ["什么事", "该谁办", "何时前", "刚发生"]
    assert "道路积水内涝" in found.text
    assert "逾期 20 分" in found.text
    assert "区指挥中心催办：到场登记" in found.text


def test_the_case_tells_who_when_which_limit_and_how_late(page, player, morning):
    late_arrival(player)
    morning.at("09:13")

    found = page.log_in("wx_desk").get(address(player))

    assert "08:25超时未签，系统代签：交警大队" in found.text
    assert "09:00排水公司仍未到场超时 15 分" in found.text
    assert (
        "09:12排水公司：到场登记3 人到场 · 附件 1 个 · 鲁清越 · 限 08:45 · 逾期 27 分" in found.text
    )


def test_the_case_lists_copies_with_their_receipts(page, late, morning):
    watch = page.log_in("watch")

    opened = watch.send(watch.get("/tasks/?tab=copies"), {}, "查看")

    assert opened.title == "青石桥下积水 40 cm，车辆被困"
    assert "褚致远 09:05 已阅" in opened.text
    assert "抄送我的 1" in watch.get("/tasks/").text


def test_a_street_withdraws_a_department_from_the_case_page(page, late):
    desk = page.log_in("wx_desk")
    form = desk.get(desk.get(address(late)).link("街道撤回部门：排水公司"))

    found = desk.send(form, {"reason": "吹错"}, "确认")

    assert "排水公司街道已撤回" in found.text


def test_an_action_without_a_reason_comes_back(page, late):
    desk = page.log_in("wx_desk")
    form = desk.get(desk.get(address(late)).link("街道撤回部门：排水公司"))

    found = desk.send(form, {"reason": ""}, "确认", status=422)

    assert set(found.errors()) == {"reason"}


def test_an_action_is_offered_to_its_posts_only(page, late):
    found = page.log_in("water_liaison").get(address(late))

    assert found.find("//a[contains(@href, '/actions/')]") == []


def test_urging_stands_in_the_timeline(page, late):
    watch = page.log_in("watch")

    asking = watch.get(f"/tasks/{late.task('report_result', 'qh.water').id}/urge")
    watch.send(asking, {"words": "请马上反馈"}, "发出催办")

    assert "请马上反馈" in watch.get(address(late)).text


def test_a_department_never_reads_who_asked(page, late):
    found = page.log_in("water_liaison").get(address(late))

    assert "诉求人信息" not in found.text
    assert "张" not in found.text
    assert "138" not in found.text


def test_the_desk_reads_the_requester_masked(page, late):
    found = page.log_in("wx_desk").get(address(late))

    assert "张* 138****0000" in found.text


def test_seeing_the_requester_takes_a_reason_and_is_recorded(page, late):
    desk = page.log_in("wx_desk")

    refused = desk.send(desk.get(address(late)), {"reason": ""}, "申请查看", status=422)
    shown = desk.send(refused, {"reason": "联系核实地点"}, "申请查看")

    assert "张三 13800000000" in shown.text
    assert "望溪街道查看诉求人信息联系核实地点" in desk.get(address(late)).text


def test_who_may_not_ask_for_the_requester_is_refused(page, late):
    page.log_in("water_liaison").post(address(late, "/requester"), {"reason": "想知道"}, status=403)


def test_an_outsider_does_not_find_the_case(page, late):
    page.log_in("housing_liaison").get(address(late), status=404)


def test_a_reader_sees_only_cases_with_a_part_in_them(page, late):
    assert "QH-2026-000001" in page.log_in("water_liaison").get("/cases/").text
    assert "没有符合条件的案件" in page.log_in("housing_liaison").get("/cases/").text


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("q=积水", True),
        ("q=供暖", False),
        ("level=L1", True),
        ("level=L3", False),
        ("state=open", True),
        ("state=closed", False),
        ("street=qh.wx", True),
        ("page=9", True),
    ],
)
def test_the_list_of_cases_is_filtered(page, late, query, is_found):
    found = page.log_in("watch").get(f"/cases/?{query}")

    assert ("QH-2026-000001" in found.text) is is_found


def test_cases_are_exported_as_a_table(page, late):
    answer = page.log_in("watch").get("/cases.csv").response

    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0][:3] == ["编号", "标题", "事项"]
    assert [row[0] for row in rows[1:]] == ["QH-2026-000001"]


def test_a_number_leads_to_its_case(page, late):
    found = page.log_in("watch").get("/case/qh-2026-000001")

    assert found.url == address(late)


def test_a_picture_is_sent_to_those_who_see_the_case(page, late):
    kept = picture_of(late)

    answer = page.log_in("water_liaison").get(f"/documents/{kept}").response

    assert answer.content_type == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    page.log_in("housing_liaison").get(f"/documents/{kept}", status=404)


def test_a_case_page_costs_few_statements(page, late):
    desk = page.log_in("wx_desk")
    desk.get(address(late))

    with Statements() as statements:
        desk.get(address(late))

    assert len(statements) <= 28, str(statements)


def late_arrival(player):
    values = arrival("09:12", 3)
    player.complete("arrive", at("09:12"), values, department="qh.drain", by="drain_liaison")


def picture_of(player):
    watch = identity.actor_of(identity.find_user("watch"))
    found = cases.file(player.case_id, watch).documents[0].id
    db.session.rollback()
    return found
