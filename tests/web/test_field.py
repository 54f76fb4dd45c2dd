"""Report-in on a phone: few taps, late or twice, and never anybody else's."""

from io import BytesIO
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app import tasks
from app.cases import Document, Submission
from app.cli import player as playing
from app.core import clock
from app.core.db import db
from app.tasks import arriving
from tests.builders import Statements

HERE = "30.7500,117.2000"
SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def until():
    return "09:04"


@pytest.fixture
def late(player, morning):
    """The sample case at 09:05: 排水公司 has not arrived."""
    morning.at("09:05")
    return player


@pytest.fixture
def task_id(late):
    return late.task("arrive", "qh.drain").id


@pytest.fixture
def duty(page, task_id):
    return page.log_in("drain_duty")


def ask(browser, url, fields):
    with browser.app.app_context():
        sent = {"csrf_token": browser.token(), **fields}
        return browser.client.post(url, data=sent, headers=SCRIPT)


def photo(browser):
    file = BytesIO(playing.picture()), "photo.png"
    return ask(browser, "/field/photos", {"file": file}).json


def report(browser, task_id, **changes):
    fields = {
        "people-0-name": "赵明",
        "position": HERE,
        "photo": photo(browser)["id"],
        "one_time_key": "from-the-phone",
        "entered_ago": "0",
        "arrived_ago": "0",
        "accuracy": "12",
    }
    return ask(browser, f"/field/{task_id}/report", fields | changes)


def reply(task_id):
    db.session.rollback()
    return db.session.scalars(select(Submission).where(Submission.task_id == task_id)).all()


def test_the_arrivals_that_wait_are_listed(duty, task_id):
    found = duty.get("/field/")

    assert found.title == "报到"
    assert found.find(f"//a[@data-field-task='{task_id}']")
    assert "逾期 20 分" in found.text


def test_nobody_elses_arrival_is_listed(page, task_id):
    found = page.log_in("fire_liaison").get("/field/")

    assert "没有等待您到场的任务" in found.text
    page.log_in("fire_liaison").get(f"/field/{task_id}", status=403)


def test_listing_arrivals_is_one_statement(late, task_id):
    actor = late.actor("drain_duty", clock.now())

    with Statements() as said:
        found = arriving.arrivals(actor)

    assert [each.task.id for each in found] == [task_id]
    assert len(said.texts) <= 2


def test_the_page_asks_for_what_an_arrival_needs(duty, task_id):
    found = duty.get(f"/field/{task_id}")

    assert "我已到场" in found.text
    assert found.find("//input[@capture='environment']")
    assert found.find("//input[@name='people-0-name']")


def test_another_task_opens_on_its_own_page(page, late):
    task = late.task("report_result", "qh.traffic")

    found = page.log_in("traffic_liaison").get(f"/field/{task.id}")

    assert found.url == f"/tasks/{task.id}"


def test_a_report_arrives(duty, task_id):
    answer = report(duty, task_id)

    assert answer.json["words"] == "报到已送达"
    [kept] = reply(task_id)
    assert kept.values["position"] == HERE
    assert kept.accuracy_m == 12


def test_the_same_report_sent_again_is_the_first(duty, task_id):
    first, again = report(duty, task_id), report(duty, task_id)

    assert (first.status_code, again.status_code) == (200, 200)
    assert len(reply(task_id)) == 1


def test_a_photo_sent_again_is_the_same_photo(duty, task_id):
    before = db.session.scalar(select(func.count()).select_from(Document))

    sent = [photo(duty)["id"], photo(duty)["id"]]

    assert sent[0] == sent[1]
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Document)) == before + 1


def test_a_photo_bears_its_time_and_place(duty, task_id):
    file = BytesIO(playing.picture()), "photo.png"
    told = {"taken_ago": "120", "position": HERE, "accuracy": "12"}

    kept = ask(duty, "/field/photos", {"file": file, **told}).json

    db.session.rollback()
    found = db.session.get_one(Document, UUID(kept["id"]))
    assert f"{found.taken_at:%H:%M}" == "01:03"
    assert (found.taken_lat, found.taken_lon, found.accuracy) == (30.75, 117.2, 12)


def test_a_report_out_of_a_dead_spot_says_both_times(page, duty, task_id, late, morning):
    morning.at("09:45")

    assert report(duty, task_id, entered_ago="2400", arrived_ago="2460").status_code == 200

    [kept] = reply(task_id)
    assert f"{kept.entered_at:%H:%M}" == "01:05"
    assert kept.values["arrived_at"].startswith("2026-07-14T09:04")
    told = page.log_in("wx_desk").get(f"/cases/{late.case_id}").text
    assert "补传：09:05 在设备上填写，09:45 送达" in told


def test_what_is_too_old_to_be_believed_has_to_say_why(duty, task_id, morning):
    answer = report(duty, task_id, entered_ago=str(3 * 24 * 3600))

    assert answer.status_code == 422
    assert {each["key"] for each in answer.json["fields"]} >= {"arrived_at"}


def test_a_wrong_report_is_told_field_by_field(duty, task_id):
    answer = report(duty, task_id, position="nowhere")

    assert answer.status_code == 422
    assert [(each["key"], each["label"]) for each in answer.json["fields"]] == [
        ("position", "位置")
    ]


def test_a_report_that_comes_after_a_colleagues_is_told_whose(page, duty, task_id):
    report(page.log_in("drain_liaison"), task_id, one_time_key="another")

    answer = report(duty, task_id)

    assert answer.status_code == 409
    assert "“鲁清越”已于 09:05 办理这项任务。" in answer.json["words"]


def test_strangers_report_nothing(page, task_id):
    assert report(page.log_in("fire_liaison"), task_id).status_code == 403
    assert reply(task_id) == []


def test_a_report_for_another_task_is_refused(page, late):
    other = late.task("report_result", "qh.traffic")

    answer = report(page.log_in("traffic_liaison"), other.id)

    assert answer.status_code == 409


def test_a_report_without_a_session_is_told_plainly(page, task_id):
    with page.app.app_context():
        answer = page.client.post(f"/field/{task_id}/report", headers=SCRIPT)

    assert answer.status_code == 401


def test_a_photo_that_is_none_is_refused(duty):
    file = BytesIO(b"no picture"), "photo.png"

    assert ask(duty, "/field/photos", {"file": file}).status_code == 422
    assert ask(duty, "/field/photos", {}).status_code == 422


def test_a_report_ends_the_draft(duty, task_id, late):
    ask(duty, f"/drafts/task/{task_id}", {"note": "路上有树"})
    assert "路上有树" in duty.get(f"/field/{task_id}").html

    report(duty, task_id)

    db.session.rollback()
    assert tasks.drafts.of(task_id, late.actor("drain_duty", clock.now())) is None


def test_the_worker_is_a_script_of_its_own(page):
    with page.app.app_context():
        answer = page.client.get("/sw.js")

    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.text.startswith("self.SHAODAO = ")


def test_the_home_screen_opens_the_arrivals(page):
    with page.app.app_context():
        answer = page.client.get("/manifest.webmanifest")

    assert answer.json["start_url"] == "/field/"


def test_only_people_who_arrive_have_it_in_their_bar(page, duty):
    assert duty.get("/tasks/").find("//nav//a[@href='/field/']")
    assert not page.log_in("operator").get("/tasks/").find("//nav//a[@href='/field/']")
