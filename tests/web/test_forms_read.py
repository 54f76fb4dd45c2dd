"""A reply as it is read and printed: in words, with pictures, without controls."""

import pytest

from app import cases
from app.identity import actor_of, find_user


@pytest.fixture
def until():
    return "09:04"


@pytest.fixture
def arrived(player, morning):
    """The street's case at 09:05, with the first reply to ``arrive``."""
    morning.at("09:05")
    replies = cases.submissions(player.case_id)
    return next(each for each in replies if each.form_key == "arrive")


def test_a_reply_is_printed_in_words(page, arrived):
    found = page.log_in("wx_desk").get(f"/submissions/{arrived.id}/print")

    assert found.title == "到场登记"
    assert found.find("//dl[@class='sd-read-files']//img")
    assert not found.find("//main//input | //main//textarea")
    assert arrived.by_name in found.text


def test_people_are_a_table(page, arrived):
    found = page.log_in("wx_desk").get(f"/submissions/{arrived.id}/print")

    (table,) = found.find("//table[@class='sd-read-table']")
    assert [each.text for each in table.findall(".//th")][:1] == ["姓名"]


def test_a_department_reads_another_ones_people_masked(page, arrived):
    name = arrived.values["people"][0]["name"]
    other = next(
        user
        for user in ("fire_liaison", "drain_liaison", "water_liaison")
        if arrived.by_org not in actor_of(find_user(user)).org_codes
    )

    found = page.log_in(other).get(f"/submissions/{arrived.id}/print")

    assert name not in found.text


def test_a_stranger_learns_nothing(page, arrived):
    page.log_in("housing_liaison").get(f"/submissions/{arrived.id}/print", status=404)
