"""An order's date moves once, with a reason; lateness is then counted and told from the new one."""

import pytest
from sqlalchemy import select

from app import jobs
from app.cli.player import Player
from app.core.db import db
from app.notifications import Notice
from app.runtime import UserTask
from tests.flows.story import REQUEST, at

pytestmark = pytest.mark.flows


def test_after_an_extension_lateness_is_told_again(player: Player) -> None:
    handle_alone(player)
    player.act(
        "extension_requested",
        at("09:00"),
        {"new_due": "2026-07-24T18:00", "reason": "物业须先行清运，已约定时间"},
    )
    jobs.tick(at("12:00", day=21))
    player.complete("decide_extension", at("13:00", day=21), {"granted": "true"})

    for hour in ("16:00", "19:00"):
        jobs.tick(at(hour, day=24))

    assert db.session.scalars(due_dates()).all() == [at("18:00", day=24)]
    assert told() == ["task_warning", "task_warning", "task_overdue"]


def handle_alone(player: Player) -> None:
    request = REQUEST | {
        "matter": "CG0101",
        "danger_to_life": "false",
        "facts": "路口占道经营，行人难以通行。",
    }
    player.register(
        "operator", at("08:03"), {k: v for k, v in request.items() if k != "called_119"}
    )
    player.complete("sign_order", at("08:05"))
    player.complete(
        "contact_requester",
        at("08:30"),
        {
            "reached": "已联系",
            "contacted_at": "2026-07-14T08:20",
            "contact_how": "电话",
            "contact_note": "已与诉求人约定处理时间。",
            "way": "自办",
        },
    )


def due_dates() -> object:
    return select(UserTask.due_at).where(UserTask.element_id == "handle_order")


def told() -> list[str]:
    notices = db.session.scalars(select(Notice).order_by(Notice.at, Notice.id))
    return [n.key for n in notices if n.values.get("task") == "办理并答复"]
