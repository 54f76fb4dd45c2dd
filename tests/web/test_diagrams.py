"""A case on its diagrams shows where it stands, as a picture's data and as a list."""

import json

from tests.web.waiting import wait

__all__ = ["wait"]


def test_the_page_lists_what_the_picture_shows(wait, page, morning):
    case_id = wait("08:30")
    morning.at("08:48")

    shown = page.log_in("wx_desk").get(f"/cases/{case_id}/diagram")

    assert "开始" in shown.text
    assert "进行中 · 逾期 18 分" in shown.text
    assert "'unsafe-inline'" in shown.response.headers["Content-Security-Policy"]


def test_the_state_names_live_and_finished_elements(wait, page, morning):
    case_id = wait("08:30")
    morning.at("08:48")
    desk = page.log_in("wx_desk")

    state = json.loads(desk.client.get(f"/cases/{case_id}/diagram.json").text)

    assert [(e["element"], e["colour"]) for e in state["live"]] == [("sign", "red")]
    assert state["done"] == {"p_desk": ["begin"]}
    assert desk.client.get(state["processes"][0]["xml"]).text.startswith("<?xml")


def test_an_outsider_sees_no_diagram(wait, page):
    case_id = wait("08:30")
    stranger = page.log_in("th_desk")

    stranger.get(f"/cases/{case_id}/diagram", status=404)
    assert stranger.client.get(f"/cases/{case_id}/diagram.json").status_code == 404
    assert stranger.client.get(f"/cases/{case_id}/diagram/p_desk.bpmn").status_code == 404


def test_a_diagram_the_case_does_not_use_is_not_found(wait, page):
    case_id = wait("08:30")
    desk = page.log_in("wx_desk")

    assert desk.client.get(f"/cases/{case_id}/diagram/p_whistle.bpmn").status_code == 404


def test_the_diagram_stands_in_a_frame_of_our_own_pages_only(wait, page, app):
    case_id = wait("08:30")
    desk, stranger = page.log_in("wx_desk"), page.log_in("th_desk")

    with app.app_context():
        framed = desk.client.get(f"/cases/{case_id}/diagram/frame?element=sign")
    with app.app_context():
        elsewhere = desk.client.get("/tasks/")

    assert 'data-element="sign"' in framed.text
    assert "frame-ancestors 'self'" in framed.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in elsewhere.headers["Content-Security-Policy"]
    with app.app_context():
        assert stranger.client.get(f"/cases/{case_id}/diagram/frame").status_code == 404


def test_the_workbench_lists_what_its_diagram_draws(page):
    shown = page.log_in("policy").get("/processes/bpmn/p_report_in")

    (listed,) = shown.find(".//section[@aria-labelledby='outline-title']/ol")
    heard = "".join(listed.itertext())
    assert heard.index("收到吹哨") < heard.index("到场登记") < heard.index("处置反馈")
