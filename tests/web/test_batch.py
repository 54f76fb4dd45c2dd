from io import BytesIO

import pytest

from app.cli import player as playing
from app.web.tasks import sheet_prefix
from tests.flows.story import at

WATER, TRAFFIC, DRAIN = "qh.water", "qh.traffic", "qh.drain"
SCORES = {WATER: (95, 90, 95), TRAFFIC: (85, 85, 80), DRAIN: (70, 85, 60)}
NAMES = ("cooperation", "expertise", "responsibility")


@pytest.fixture
def until():
    return "10:06"


@pytest.fixture
def desk(page, player, morning):
    """The street's desk, before whom three sheets wait."""
    morning.now = at("10:30")
    return page.log_in("wx_desk")


def sheet_page(desk, player):
    return desk.get(f"/tasks/{player.task('score_department', DRAIN).id}")


def scored(player, **more):
    values = {}
    for department, judged in SCORES.items():
        prefix = sheet_prefix(player.task("score_department", department).id)
        values |= {prefix + name: str(n) for name, n in zip(NAMES, judged, strict=True)}
    prefix = sheet_prefix(player.task("score_department", DRAIN).id)
    return values | {prefix + name: value for name, value in more.items()}


def test_the_sheets_of_a_whistle_stand_on_one_page(desk, player):
    found = sheet_page(desk, player)

    assert [each.text.strip() for each in found.find("//section[@class='sheet']/h2")] == [
        "水务局",
        "交警大队",
        "排水公司",
    ]
    assert "3 个部门，一次提交" in found.text


def test_a_low_score_without_comment_keeps_everything_typed(desk, player):
    found = desk.send(sheet_page(desk, player), scored(player), "提交评分", status=422)

    prefix = sheet_prefix(player.task("score_department", DRAIN).id)
    assert set(found.errors()) == {f"{prefix}f-comment", f"{prefix}f-evidence"}
    assert found.fields("提交评分")[f"{prefix}cooperation"] == "70"
    assert found.fields("提交评分")[sheet_prefix_of(player, WATER) + "expertise"] == "90"


def test_one_click_saves_all_sheets(desk, player):
    kept = player.task("score_department", DRAIN)
    evidence = desk.post("/documents/", {"file": picture()}).response.json["id"]
    values = scored(player, comment="到场迟缓，影响处置进度", evidence=evidence)

    found = desk.send(desk.get(f"/tasks/{kept.id}"), values, "提交评分")

    assert "3 张评分表已提交" in found.text
    file = desk.get(f"/cases/{player.case_id}")
    assert [cells(row) for row in file.find("//section//tbody/tr")] == [
        ["排水公司 待确认", "50", "70", "85", "60", "64.5"],
        ["交警大队 待确认", "70", "85", "85", "80", "79.3"],
        ["水务局 待确认", "100", "95", "90", "95", "95.5"],
    ]


def sheet_prefix_of(player, department):
    return sheet_prefix(player.task("score_department", department).id)


def picture():
    return BytesIO(playing.picture()), "现场.png"


def cells(row):
    return [" ".join(cell.text_content().split()) for cell in row]
