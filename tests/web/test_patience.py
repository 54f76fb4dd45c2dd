"""Transactions in each other's way are done again; who sends a page twice is told so."""

from io import BytesIO

import pytest
from flask import request
from sqlalchemy.exc import OperationalError

from app.core.many import ATTEMPTS, BusyError
from tests.flows.story import REQUEST, at

CALM = {**REQUEST, "danger_to_life": "false", "called_119": None}


class Deadlock(Exception):  # noqa: N818
    """What PostgreSQL says of the one of two it lets go of."""

    sqlstate = "40P01"


@pytest.fixture
def tried(app, monkeypatch):
    """Every request meets others in its way twice; what each attempt read of its file."""
    seen, once = [], app.view_functions["documents.upload"]

    def upload():
        seen.append(request.files["file"].stream.read())
        if len(seen) < 3:
            raise OperationalError("UPDATE", {}, Deadlock())
        request.files["file"].stream.seek(0)
        return once()

    monkeypatch.setitem(app.view_functions, "documents.upload", upload)
    return seen


def test_a_deadlock_does_not_reach_the_person(page, tried):
    desk = page.log_in("wx_desk")
    blob = b"%PDF-1.7"

    answer = send(desk, blob)

    assert (answer.status_code, tried) == (200, [blob] * 3)


def test_after_some_attempts_it_is_said(page, app, monkeypatch):
    def never():
        raise OperationalError("UPDATE", {}, Deadlock())

    monkeypatch.setitem(app.view_functions, "documents.upload", never)
    monkeypatch.setattr("app.core.many.PAUSE", 0)

    answer = send(page.log_in("wx_desk"), b"%PDF-1.7")

    assert (answer.status_code, BusyError.sentence() in answer.text) == (409, True)
    assert ATTEMPTS > 1


def test_one_page_s_key_sends_one_form(page, player, morning):
    morning.at("08:05")
    ids = []
    for _ in range(2):
        player.register("operator", at("08:03"), CALM)
        ids.append(player.task("sign_order").id)
    desk = page.log_in("wx_desk")

    answers = [complete(desk, task_id) for task_id in ids]

    assert [answer.status_code for answer in answers] == [303, 409]
    assert "这一页的内容已经提交过" in answers[1].text


def send(browser, blob):
    with browser.app.app_context():
        fields = {"csrf_token": browser.token(), "file": (BytesIO(blob), "a.pdf")}
        return browser.client.post("/documents/", data=fields)


def complete(browser, task_id):
    with browser.app.app_context():
        fields = {"csrf_token": browser.token(), "one_time_key": "one page", "note": ""}
        return browser.client.post(f"/tasks/{task_id}/complete", data=fields)
