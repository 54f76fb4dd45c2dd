"""Cases are found by number and by any words of their text."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import cases, runtime
from app.cases import Case, Wanted
from app.cases.service import headline
from app.core.db import db, transaction
from app.core.paging import Turn
from app.identity import SYSTEM
from tests.flows.story import at

TEXTS = {
    "bridge": ("青石桥下积水，车辆被困。", "青石桥下", "城市内涝"),
    "stalls": ("菜市场门口有人摆摊 A3 区。", "望溪菜市场", "占道经营"),
    "lamp": ("路灯不亮 100%_坏。", "青山路", "路灯故障"),
}

FOUND = {
    "": ["lamp", "stalls", "bridge"],
    "QH-2026-000002": ["stalls"],
    "qh-2026-000002": ["stalls"],
    "000003": ["lamp"],
    "3": ["lamp", "stalls"],
    "QH-2026-0000": ["lamp", "stalls", "bridge"],
    "2026-000002": ["stalls"],
    "26000": [],
    "积水": ["bridge"],
    "青石桥": ["bridge"],
    "菜市场": ["stalls"],
    "占道经营": ["stalls"],
    "a3": ["stalls"],
    "A3": ["stalls"],
    "青": ["lamp", "bridge"],
    "障": ["lamp"],
    "青石 车辆": ["bridge"],
    "青石 摆摊": [],
    "青石路": [],
    "亮 100": ["lamp"],
    "%": [],
    "_": [],
    "积水 %": ["bridge"],
    "100%": ["lamp"],
    "灯%坏": [],
    "'; --": [],
    "\0积水": ["bridge"],
    "   ": ["lamp", "stalls", "bridge"],
}


@pytest.fixture
def known(player):
    """Three cases, a minute apart: a short name by id."""
    return {
        opened(facts, place, matter, at("08:00") + timedelta(minutes=n)): name
        for n, (name, (facts, place, matter)) in enumerate(TEXTS.items())
    }


def opened(facts, place, matter, now):
    about = {"facts": facts, "place_text": place, "matter_name": matter, "street": "qh.wx"}
    with transaction():
        case = cases.open_case("p_ledger", about, region_id="qh", actor=SYSTEM, now=now)
        said = {"case_ref": case.reference, "owner": "qh.wx", "district": "qh", "street": "qh.wx"}
        runtime.start("p_ledger", said, case_id=case.id, region_id="qh", actor=SYSTEM, now=now)
        return case.id


def found(known, text="", **more):
    listed = cases.search(SYSTEM, Wanted(text, **more))
    assert listed.total == len(listed)
    return [known[case.id] for case in listed]


def test_a_case_is_found_by_number_and_by_words(known):
    assert {text: found(known, text) for text in FOUND} == FOUND


def test_the_list_is_turned_page_by_page(known):
    listed = cases.search(SYSTEM, turn=Turn(limit=2, skip=1))

    assert [known[case.id] for case in listed] == ["stalls", "bridge"]
    assert listed.total == 3


def test_closed_and_open_cases_are_told_apart(known):
    first = next(iter(known))
    with transaction():
        runtime.cancel(first, "重复", actor=SYSTEM, now=at("09:00"))

    assert found(known, closed=True) == ["bridge"]
    assert found(known, closed=False) == ["lamp", "stalls"]


def test_cases_are_found_by_street(known):
    assert len(found(known, street="qh.wx")) == 3
    assert found(known, street="qh.ch") == []


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("积水", "积水 水"),
        ("积水，深", "积水 水深 深"),
        ("AB", "ab b"),
        ("水水水", "水水 水"),
        ("水", "水"),
    ],
)
def test_a_text_is_taken_apart_into_pairs(text, pairs):
    assert cases.words("QH-2026-000120", text) == (
        f" {pairs} №qh2026000120 №2026000120 №000120 №120 ⊣0210006202hq "
    )


@pytest.mark.parametrize("text", sorted(FOUND))
def test_a_short_list_is_searched_as_all_cases_are(known, text):
    chosen = select(Case.id).where(*cases.spelled(text, Case.id))

    names = [known[each] for each in db.session.scalars(chosen.order_by(Case.opened_at.desc()))]
    assert names == FOUND[text]


@pytest.mark.parametrize(
    ("facts", "title"),
    [
        ("桥下积水。车辆被困。", "桥下积水"),
        ("桥下积水\n车辆被困", "桥下积水"),
        ("", ""),
        ("水" * 40, "水" * 40),
        ("水" * 41, "水" * 39 + "…"),
    ],
)
def test_a_title_is_the_first_sentence_shortened(facts, title):
    assert headline(facts) == title
