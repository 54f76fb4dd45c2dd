"""Work that cannot go on stands still, says why, and goes on once the cause is gone."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app import definitions, runtime, supervision
from app.cli.player import Player
from app.core.db import db, transaction
from app.definitions import Draft
from app.identity import SYSTEM
from app.identity.models import Membership
from app.runtime import Incident
from config.settings import ROOT
from tests.flows.story import WATER, at, play

pytestmark = pytest.mark.flows
P04 = ROOT / "processes" / "p_report_in" / "p_report_in.bpmn"


def test_a_task_nobody_can_do_is_an_incident_until_somebody_holds_the_post(player: Player) -> None:
    empty("qh.wx", "值班领导")
    play(player, until="08:12")

    assert reasons() == ["没有可以办理的人"]
    fill("qh.wx", "值班领导")
    retry(player)

    assert reasons() == []
    play(player, start="08:15", until="08:15")
    assert {task.element_id for task in player.open_tasks()} == {"sign"}
    assert runtime.replay(player.case_id).same


def test_a_failing_expression_stops_one_department_and_nobody_else(player: Player) -> None:
    spoil()
    play(player, until="08:15")
    player.complete("sign", at("08:17"), department=WATER)

    assert len(reasons()) == 1
    assert sorted(task.department for task in player.open_tasks()) == [
        "qh.drain", "qh.fire", "qh.traffic",
    ]  # fmt: skip
    retry(player)
    assert len(reasons()) == 1
    assert runtime.replay(player.case_id).same


def reasons() -> list[str]:
    db.session.rollback()
    unresolved = select(Incident.reason).where(Incident.resolved_at.is_(None))
    return list(db.session.scalars(unresolved))


def retry(player: Player) -> None:
    watch = player.actor("watch", at("08:14"))
    waiting = supervision.open_incidents(watch)[0].row.id
    with transaction():
        supervision.solve(waiting, actor=watch, now=at("08:14"))


def empty(org: str, post: str) -> None:
    _hold(org, post, until=at("08:00"))


def fill(org: str, post: str) -> None:
    _hold(org, post, until=None)


def _hold(org: str, post: str, *, until: datetime | None) -> None:
    with transaction():
        held = select(Membership).where(Membership.org_code == org, Membership.post == post)
        for membership in db.session.scalars(held):
            membership.valid_to = until


def spoil() -> None:
    """Publish a P04 whose gateway after signing reads a name that does not exist."""
    source = P04.read_text("utf-8")
    condition = '=whistle_class != "紧急" and contacted != true'
    assert condition in source
    broken = source.replace(condition, '=whistle_klass != "紧急" and contacted != true')
    with transaction():
        draft = Draft("bpmn", broken.encode())
        definitions.deploy(draft, actor=SYSTEM, now=datetime(2026, 7, 2, tzinfo=UTC))
