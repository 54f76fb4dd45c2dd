"""The clock of a case stands still, seen from its pages."""

import pytest

from tests.flows.test_extension import handle_alone


@pytest.fixture
def place(player, morning):
    handle_alone(player)
    morning.at("09:00")
    return f"/cases/{player.case_id}"


def ask(browser, place, status=200, **changes):
    said = {"reason": "补正", "until": "2026-07-17", "words": "等诉求人补交照片", **changes}
    return browser.post(f"{place}/pause", said, status)


def test_a_paused_order_says_so_everywhere(page, place):
    desk = page.log_in("wx_desk")
    form = desk.get(desk.get(place).link("暂停计时"))

    paused = ask(desk, place)

    assert "最晚到 2026-07-21，还可用 2 次" in form.text
    assert "暂停计时：补正今日 09:00 至 7月18日 00:00孔一诺：等诉求人补交照片" in paused.text
    assert "望溪街道暂停计时：补正" in paused.text
    assert "暂停计时补正，今日 09:00 至 7月18日 00:00" in desk.get("/tasks/?tab=groups").text
    assert desk.get(place).find("//*[contains(@class,'grn-words')]") == []


def test_it_goes_on_by_hand_once(page, place, morning):
    desk, colleague = page.log_in("wx_desk"), page.log_in("wx_desk2")
    ask(desk, place)
    morning.at("11:30")

    resumed = colleague.send(colleague.get(place), {}, "恢复计时")
    late = desk.post(f"{place}/resume", {}, 409)

    assert "望溪街道恢复计时：补正暂停了 2 小时 30 分 · 曹秋实" in resumed.text
    assert "“曹秋实”已于 11:30 恢复计时，不用再做。" in late.text


def test_what_is_wrong_comes_back_at_its_field_with_what_was_typed(page, place):
    found = ask(page.log_in("wx_desk"), place, 422, until="2026-07-30")

    assert found.errors() == {"until": "“补正”最多暂停到“2026-07-21”。"}
    assert found.fields("暂停计时")["words"] == "等诉求人补交照片"


def test_others_neither_pause_nor_resume(page, place):
    page.log_in("operator").get(f"{place}/pause", 403)
    ask(page.log_in("operator"), place, 403)
    ask(page.log_in("th_desk"), place, 404)
    ask(page.log_in("wx_desk"), place)

    page.log_in("operator").post(f"{place}/resume", {}, 403)
    page.log_in("th_desk").post(f"{place}/resume", {}, 404)

    assert "恢复计时" in page.log_in("wx_deputy").get(place).text
    assert "恢复计时" not in page.log_in("operator").get(place).text
