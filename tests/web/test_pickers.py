"""What a picker offers while somebody types."""

import pytest

from tests.builders import Statements


@pytest.fixture
def desk(page):
    return page.log_in("wx_desk")


def found(browser, kind, words):
    answer = browser.get(f"/pickers/{kind}?q={words}").response.json
    return [each["label"] for each in answer["items"]], answer["more"]


@pytest.mark.parametrize("words", ["城管", "城管局", "chengguan", "cgzf", "cgj", "CGJ"])
def test_a_unit_is_found_by_characters_pinyin_and_initials(desk, words):
    assert found(desk, "orgs", words)[0][0] == "城管执法局"


def test_at_most_twenty_are_answered_and_the_rest_counted(desk):
    labels, more = found(desk, "grids", "")

    assert len(labels) == 20
    assert more > 0


def test_a_matter_is_found_by_its_pinyin(desk):
    assert "积水" in found(desk, "catalogue", "jishui")[0][0]


def test_people_of_other_units_are_not_told(page, desk):
    everyone = found(page.log_in("watch"), "people", "")
    ours = found(desk, "people", "")

    assert everyone[1] > 0
    assert ours[1] == 0
    assert len(ours[0]) < 20


def test_a_place_is_a_recent_one_or_the_centre_of_a_grid(desk):
    answer = desk.get("/pickers/places?q=").response.json["items"]

    centres = [each for each in answer if each["hint"] == "网格中心"]
    assert centres
    assert "," in centres[0]["position"]


def test_nothing_found_is_no_fault_and_an_unknown_picker_is(desk):
    assert found(desk, "orgs", "不存在的单位") == ([], 0)
    desk.get("/pickers/palettes", status=404)


def test_a_stranger_is_asked_to_sign_in(page):
    assert page.get("/pickers/orgs").url == "/login"


def test_a_search_costs_few_statements(app, desk):
    desk.get("/pickers/orgs?q=cg")

    with Statements() as counted:
        desk.get("/pickers/people?q=z")

    assert len(counted) <= 6
