"""In a demo the clock moves, and what is due happens."""

from datetime import timedelta

import pytest

from app.core import clock
from tests.web.waiting import wait

__all__ = ["wait"]


@pytest.fixture
def moved(monkeypatch, morning):
    """A clock that really moves: the hand clock follows ``clock.move_to``."""
    began = morning.now

    def move_to(instant):
        morning.now = began if instant is None else instant

    monkeypatch.setattr(clock, "move_to", move_to)


def test_ten_minutes_on_announce_what_became_late(wait, moved, page, morning):
    wait("08:05")
    desk = page.log_in("wx_desk")

    after = desk.post("/demo/clock", {"move": "10m", "next": "/notices/"})

    assert "新逾期 1 件" in after.text
    assert "已逾期" in after.text


def test_a_day_on_and_back_again(moved, page, morning):
    desk, began = page.log_in("wx_desk"), morning.now

    desk.post("/demo/clock", {"move": "1d"})
    a_day_on = morning.now
    desk.post("/demo/clock", {"move": "back"})

    assert a_day_on - began == timedelta(days=1)
    assert morning.now == began


def test_the_clock_is_on_every_page_of_a_demo(page):
    assert "演示时钟" in page.log_in("wx_desk").get("/notices/").text


def test_a_foreign_address_is_not_followed(moved, page):
    desk = page.log_in("wx_desk")

    after = desk.post("/demo/clock", {"move": "10m", "next": "https://elsewhere.example/"})

    assert after.url == "/tasks/" or after.url.startswith("/")
