import pytest

from app import runtime
from app.core.db import db
from tests.flows.story import at


@pytest.fixture
def until():
    return "08:21"


def test_a_task_that_a_timer_took_says_so(page, player, morning):
    sign = player.task("sign", "qh.traffic")
    player.tick(at("08:25"))
    morning.at("08:26")

    found = page.log_in("traffic_liaison").get(f"/tasks/{sign.id}", status=409)

    assert found.title == "这项任务已经取消"
    assert "“系统”已于 08:25 代为处理" in found.text


def test_a_task_of_a_withdrawn_department_says_so(page, player, morning):
    gone = next(t for t in runtime.tasks_of(player.case_id) if t.department == "qh.fire")

    found = page.log_in("fire_liaison").get(f"/tasks/{gone.id}", status=409)

    assert "这项任务已取消。" in found.text


def test_a_form_without_its_token_is_refused_kindly(page):
    operator = page.log_in("operator")

    found = operator.post("/logout", {"csrf_token": "stale"}, status=400)

    assert "这一页放得太久了" in found.text


def test_a_session_that_ended_leads_to_signing_in(page, player):
    task, liaison = player.task("arrive", "qh.water"), page.log_in("water_liaison")
    form = liaison.get(f"/tasks/{task.id}")
    liaison.client.delete_cookie("session")

    found = liaison.send(form, {}, "到场登记")

    assert found.title == "登录"
    assert "登录已过期" in found.text


def test_a_part_of_a_page_asks_the_browser_to_sign_in(page, player):
    task = player.task("arrive", "qh.water")

    page.headers["HX-Request"] = "true"
    answer = page.get(f"/tasks/{task.id}/peek", status=401).response

    assert answer.headers["HX-Redirect"].startswith("/login")


def test_a_fault_of_ours_says_that_nothing_was_sent(page, monkeypatch):
    operator = page.log_in("operator")
    monkeypatch.setitem(page.app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr(db.session, "execute", broken)

    found = operator.get("/tasks/", status=500)

    assert found.title == "系统出了问题"
    assert "填写的内容没有提交成功" in found.text


def test_a_bad_address_is_not_an_error_of_ours(page):
    operator = page.log_in("operator")

    for url in ("/tasks/?page=-1&tab=x&cls=x", "/cases/?page=x&level=x", "/cases/?page=²"):
        operator.get(url)
    operator.get("/cases/no-id", status=404)


def broken(*_args, **_named):
    raise ZeroDivisionError
