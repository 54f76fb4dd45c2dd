"""A sentence is written once, in Chinese; its reader meets it in their language and from today."""

from datetime import datetime

import pytest

from app.core import sentences
from app.core.clock import LOCAL, spoken

NOW = datetime(2026, 7, 14, 9, 0, tzinfo=LOCAL)
TAKEN = "“孔一诺”已于 2026-07-14 08:03 把“签收工单”转办。"
ENGLISH = {
    "{a}已于 {b} 把{c}转办。": "{a} passed {c} on at {b}.",
    "签收工单": "Sign for the order",
    "：": ": ",
    "备注": "Note",
    "最多写 {a} 个字": "at most {a} characters",
}


def in_english(sentence: str) -> str:
    return ENGLISH.get(sentence, sentence)


def in_chinese(sentence: str) -> str:
    return sentence


@pytest.mark.parametrize(
    ("at", "seen"),
    [
        (NOW, "09:00"),
        (NOW.replace(day=13), "07-13 09:00"),
        (NOW.replace(year=2025), "2025-07-14 09:00"),
    ],
)
def test_a_moment_is_said_as_far_as_it_differs_from_today(at, seen):
    assert sentences.told(f"{spoken(at)} 前办结", in_chinese, NOW) == f"{seen} 前办结"


def test_what_a_sentence_quotes_keeps_its_place_in_another_language():
    told = sentences.told(TAKEN, in_english, NOW)

    assert told == '"孔一诺" passed "Sign for the order" on at 08:03.'


def test_moments_that_somebody_typed_are_left_as_they_are():
    typed = "没有“2026-07-14 08:03 到场”这个岗位。"

    assert sentences.told(typed, in_chinese, NOW) == typed


def test_what_stands_about_a_colon_is_told_by_itself():
    assert sentences.told("备注：最多写 20 个字", in_english, NOW) == "Note: At most 20 characters"
    assert sentences.told("“甲：乙”不对", in_english, NOW) == "“甲：乙”不对"


def test_lines_become_one():
    told = sentences.lines("备注：最多写 20 个字\n备注", in_english, NOW)

    assert told == "Note: At most 20 characters Note"


def test_more_quotes_than_letters_are_left_alone():
    crowd = "、".join(f"“{n}”" for n in range(27))

    assert sentences.told(crowd, in_english, NOW) == crowd
