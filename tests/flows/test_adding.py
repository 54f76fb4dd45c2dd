"""加派: one more department is called in while the others report in."""

import pytest
from sqlalchemy import select

from app import runtime
from app.cli.player import NoSuchStepError, Player
from app.core.db import db
from app.core.errors import InvalidError
from app.notifications import Notice
from tests.flows.story import LINES, WATER, at, play, play_line

pytestmark = pytest.mark.flows
POLICE = "qh.police"
CALLED = {"department": POLICE, "duty": "维持现场秩序", "reason": "围观人员增多，需要疏散"}


def test_an_added_department_reports_in_with_a_clock_of_its_own(player: Player) -> None:
    play(player, until="08:25")

    player.act("report_in", at("08:30"), CALLED)

    task = player.task("sign", POLICE)
    assert (task.due_at, task.whistle_no) == (at("08:40"), player.task("arrive", WATER).whistle_no)
    notice = db.session.scalars(select(Notice).where(Notice.key == "department_added")).one()
    assert notice.groups == ["qh.police/联络员", "qh.police/值班员"]
    assert notice.values["sign"] == at("08:40")
    assert runtime.replay(player.case_id).same


def test_the_street_waits_for_the_added_department_too(player: Player) -> None:
    play(player, until="08:25")
    player.act("report_in", at("08:30"), CALLED)
    for line in LINES:
        if "08:25" < line.clock <= "09:50":
            play_line(player, line)

    assert {task.element_id for task in player.open_tasks()} == {"arrive"}
    with pytest.raises(NoSuchStepError):
        player.task("accept_result")


def test_a_department_already_called_is_not_offered_again(player: Player) -> None:
    play(player, until="08:25")

    with pytest.raises(InvalidError) as refused:
        player.act("report_in", at("08:30"), CALLED | {"department": WATER})

    assert "department" in refused.value.fields
