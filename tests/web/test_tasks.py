from io import BytesIO

import pytest

from app.cli import player as playing
from tests.builders import Statements

ARRIVE = "到场登记"
DONE = {"measures": "抽排泵两台已把积水排净", "result": "已控制"}
PEOPLE = {"people-0-name": "赵明", "people-0-post": "抢险员", "position": "30.7500,117.2000"}


@pytest.fixture
def until():
    return "09:04"


@pytest.fixture
def late(player, morning):
    """The sample case at 09:05: 排水公司 has not arrived."""
    morning.at("09:05")
    return player


def picture():
    return BytesIO(playing.picture()), "现场.png"


def test_a_task_waits_for_the_people_of_its_post(page, late):
    found = page.log_in("drain_liaison").get("/tasks/")

    assert "到场登记：排水公司" in found.text
    assert "逾期 20 分" in found.text
    assert "已逾期 1" in found.text


def test_nobody_elses_task_is_listed(page, late):
    found = page.log_in("fire_liaison").get("/tasks/")

    assert "没有待您办理的任务" in found.text


def test_search_keeps_only_what_matches(page, late):
    duty = page.log_in("drain_duty")

    assert "QH-2026-000001" in duty.get("/tasks/?q=积水").text
    assert "没有符合条件的任务" in duty.get("/tasks/?q=供暖").text


@pytest.mark.parametrize("tab", ["mine", "groups", "waiting", "copies", "done"])
def test_every_tab_has_something_to_say(page, late, tab):
    found = page.log_in("mandate").get(f"/tasks/?tab={tab}")

    assert found.find("//*[contains(@class, 'empty')]")


def test_the_peek_shows_the_departments_and_the_clock(page, late):
    task = late.task("arrive", "qh.drain")

    found = page.log_in("drain_liaison").get(f"/tasks/{task.id}/peek")

    assert "排水公司未到场 · 逾期 20 分 · 已催办 1 次" in found.text
    assert "消防救援街道已撤回" in found.text
    assert "到场时限+20:00" in found.text
    assert "30 分 · 自派单起" in found.text


def test_the_task_page_shows_the_form_beside_the_file(page, late):
    task = late.task("arrive", "qh.drain")

    found = page.log_in("drain_liaison").get(f"/tasks/{task.id}")

    assert found.title == ARRIVE
    assert "报到 2/3" in found.text
    assert found.fields("到场登记")["people-0-name"]


def test_a_claimed_task_is_mine_and_goes_back(page, late):
    task, duty = late.task("arrive", "qh.drain"), page.log_in("drain_duty")

    taken = duty.send(duty.get(f"/tasks/{task.id}"), {}, "领取")
    assert "退回本岗" in taken.text
    assert "待我办理 1" in duty.get("/tasks/").text

    back = duty.send(taken, {}, "退回本岗")
    assert "本岗待领 1" in back.text


def test_a_task_somebody_else_took_is_refused(page, late):
    task = late.task("arrive", "qh.drain")
    duty, liaison = page.log_in("drain_duty"), page.log_in("drain_liaison")
    duty.send(duty.get(f"/tasks/{task.id}"), {}, "领取")

    found = liaison.get(f"/tasks/{task.id}", status=409)

    assert "“韦立言”已于 09:05 领取" in found.text


def test_wrong_values_come_back_with_everything_typed(page, late):
    task, duty = late.task("arrive", "qh.drain"), page.log_in("drain_duty")

    found = duty.send(duty.get(f"/tasks/{task.id}"), {**PEOPLE, "arrived_at": "2026-07-14T09:20"},
                      "到场登记", status=422)  # fmt: skip

    assert set(found.errors()) == {"arrived_at", "photo"}
    assert found.fields("到场登记")["people-0-name"] == "赵明"


def test_a_photo_stays_when_another_field_is_wrong(page, late):
    task, duty = late.task("arrive", "qh.drain"), page.log_in("drain_duty")
    sent = {**PEOPLE, "arrived_at": "", "photo-upload": picture()}

    found = duty.send(duty.get(f"/tasks/{task.id}"), sent, "到场登记", status=422)

    assert set(found.errors()) == {"arrived_at"}
    assert found.fields("到场登记")["photo"]
    assert "现场.png" in found.text


def test_completing_leads_back_to_the_list(page, late):
    task, duty = late.task("arrive", "qh.drain"), page.log_in("drain_duty")

    found = duty.send(
        duty.get(f"/tasks/{task.id}"), {**PEOPLE, "photo-upload": picture()}, "到场登记"
    )

    assert "“到场登记”已办理" in found.text
    assert "处置反馈：排水公司" in found.text


def test_a_second_click_gets_the_first_answer(page, late):
    task, duty = late.task("arrive", "qh.drain"), page.log_in("drain_duty")
    form = duty.get(f"/tasks/{task.id}")
    duty.send(form, {**PEOPLE, "photo-upload": picture()}, "到场登记")

    again = duty.send(form, {**PEOPLE, "photo-upload": picture()}, "到场登记")

    assert "“到场登记”已办理" in again.text


def test_a_colleague_who_comes_later_reads_who_was_first(page, late):
    task, duty = late.task("arrive", "qh.drain"), page.log_in("drain_duty")
    liaison = page.log_in("drain_liaison")
    form = liaison.get(f"/tasks/{task.id}")
    duty.send(duty.get(f"/tasks/{task.id}"), {**PEOPLE, "photo-upload": picture()}, "到场登记")

    found = liaison.send(form, {**PEOPLE, "photo-upload": picture()}, "到场登记", status=409)

    assert "”已于 09:05 办理这项任务。" in found.text


def test_a_stranger_does_not_learn_of_a_task(page, late):
    task = late.task("arrive", "qh.drain")

    page.log_in("fire_head").get(f"/tasks/{task.id}", status=403)
    page.log_in("housing_liaison").get(f"/tasks/{task.id}/peek", status=404)


def test_a_file_of_a_wrong_kind_is_named(page, late):
    task, duty = late.task("arrive", "qh.drain"), page.log_in("drain_duty")
    sent = {**PEOPLE, "photo-upload": (BytesIO(b"MZ"), "virus.exe")}

    found = duty.send(duty.get(f"/tasks/{task.id}"), sent, "到场登记", status=422)

    assert "“virus.exe”不是允许的类型" in found.errors()["photo"]


def test_the_worklist_costs_at_most_eight_statements(page, late):
    duty = page.log_in("drain_duty")
    duty.get("/tasks/")

    with Statements() as statements:
        duty.get("/tasks/")

    assert len(statements) <= 8, str(statements)


def test_a_completion_costs_at_most_twelve_statements(page, late):
    report(page, late, "traffic")
    liaison = page.log_in("water_liaison")
    form = liaison.get(f"/tasks/{late.task('report_result', 'qh.water').id}")

    with Statements() as statements:
        found = liaison.answer(form, DONE, "处置反馈")

    assert found.status_code == 303
    assert len(statements) <= 12, str(statements)


def report(page, late, who):
    task = late.task("report_result", f"qh.{who}")
    liaison = page.log_in(f"{who}_liaison")
    liaison.send(liaison.get(f"/tasks/{task.id}"), DONE, "处置反馈")
