from io import BytesIO

import pytest

from app import intake
from app.cli.player import picture

REQUEST = {
    "received_at": "2026-07-14T07:58",
    "requester_name": "张三",
    "requester_phone": "13800000000",
    "matter": "SW0101",
    "place_text": "青石桥下",
    "place_key": "望溪-青石-03",
    "facts": "青石桥下积水 40 cm，车辆被困。司机已离开车辆。",
}
DANGER = {"danger_to_life": "true", "called_119": "true"}


def sent(**more):
    return {**REQUEST, "photos-upload": (BytesIO(picture()), "桥下.png"), **more}


def test_registering_sends_the_order_at_once(page):
    operator = page.log_in("operator")

    found = operator.send(operator.get("/requests/new"), sent(**DANGER), "登记并派单")

    assert "已登记，编号 QH-2026-000001" in found.text
    assert "签收工单" in found.text
    assert "望溪街道" in found.text


def test_what_is_wrong_stands_at_the_field_and_the_rest_is_kept(page):
    operator = page.log_in("operator")

    found = operator.send(
        operator.get("/requests/new"), sent(place_text="", requester_phone="12"), "登记", status=422
    )

    assert set(found.errors()) >= {"place_text", "requester_phone"}
    assert found.fields("登记")["facts"] == REQUEST["facts"]
    assert found.fields("登记")["photos"]


def test_the_level_follows_what_is_typed(page):
    operator = page.log_in("operator")
    typed = {**operator.get("/requests/new").fields("登记"), **REQUEST, "danger_to_life": "true"}

    found = operator.post("/requests/preview", typed)

    assert "危及生命或公共安全" in found.text
    assert "L1" in found.text


def test_the_same_place_and_matter_is_offered_as_duplicate(page):
    operator = page.log_in("operator")
    operator.send(operator.get("/requests/new"), sent(**DANGER), "登记")
    typed = {**operator.get("/requests/new").fields("登记"), **REQUEST}

    found = operator.post("/requests/preview", typed)

    assert "QH-2026-000001" in found.text


def test_more_duplicates_than_stand_there_lead_to_the_search(page, monkeypatch):
    monkeypatch.setattr(intake.queries, "SHOWN", 1)
    operator = page.log_in("operator")
    for _ in range(2):
        operator.send(operator.get("/requests/new"), sent(**DANGER), "登记")
    typed = {**operator.get("/requests/new").fields("登记"), **REQUEST}

    found = operator.post("/requests/preview", typed)
    listed = operator.get(found.link("在案件页查看全部"))

    assert "还有更多同一事项、同一地点的案件" in found.text
    assert "只列出同一事项、同一地点的案件：SW0101 · 望溪-青石-03" in listed.text
    assert len(listed.find("//a[@class='row-link']")) == 2
    assert len(operator.get("/cases/?matter=CG0101").find("//a[@class='row-link']")) == 0


def test_a_second_click_registers_once(page):
    operator = page.log_in("operator")
    form = operator.get("/requests/new")
    operator.send(form, sent(**DANGER), "登记")

    again = operator.send(form, sent(**DANGER), "登记")

    assert "QH-2026-000001" in again.text
    assert "1 件" in operator.get("/cases/").text


@pytest.mark.parametrize("words", ["积水", "jishui", "SW0101"])
def test_typing_finds_the_matter(page, words):
    found = page.log_in("operator").get(f"/catalogue?q={words}").response

    assert found.json[0]["value"] == "SW0101"


def test_only_the_hotline_registers(page):
    page.log_in("water_liaison").get("/requests/new", status=403)


def test_a_street_may_blow_a_whistle_of_its_own(page):
    found = page.log_in("wx_desk").get("/whistles/new")

    assert found.title == "吹哨"
    assert "姓名" not in found.text


def test_a_whistle_of_its_own_opens_a_case(page):
    desk = page.log_in("wx_desk")
    typed = {name: value for name, value in REQUEST.items() if not name.startswith("requester")}
    form = desk.get("/whistles/new")

    found = desk.send(form, typed, "提出吹哨")

    assert "已登记" in found.text
    assert "吹哨申请" in found.text
