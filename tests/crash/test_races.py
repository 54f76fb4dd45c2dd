"""Two people act at the same instant: each gets a success or a clear answer, nobody a lock."""

from collections import Counter
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import identity, jobs, runtime, tasks
from app.cli.player import Player
from app.core.db import db, transaction
from app.identity import Actor
from app.notifications import Notice
from app.runtime import TaskGoneError, UserTask
from tests.flows.story import LINES, arrival, at, play, play_line

pytestmark = [pytest.mark.crash, pytest.mark.timeout(240)]
PAIRS = 200
CALLED = (
    "qh.water", "qh.drain", "qh.traffic", "qh.fire", "qh.housing", "qh.police",
    "qh.emergency", "qh.health", "qh.market", "qh.power", "qh.gas", "qh.supply",
)  # fmt: skip


def test_two_departments_report_in_at_the_same_instant(app: Flask) -> None:
    done, problems = 0, Counter[str]()
    for grid in [grid.code for grid in identity.grids()][:17]:
        player = whistle_at_twelve(grid)
        for element, clock in (("sign", "08:17"), ("arrive", "08:38")):
            for pair in pairs(player, element, clock):
                problems += together(app, pair)
                done += 1

    assert (done >= PAIRS, problems) == (True, Counter())


def test_of_two_people_on_one_task_one_does_it_and_one_is_told_who(app: Flask) -> None:
    player = Player()
    play(player, until="08:15")
    task = player.task("sign", "qh.water")
    liaison, duty = (player.actor(f"water_{post}", at("08:17")) for post in ("liaison", "duty"))

    problems = together(app, [sending(task, {}, who, "08:17") for who in (liaison, duty)])

    assert problems == Counter({TaskGoneError.__name__: 1})
    assert runtime.task(task.id).completed_by_name in {liaison.name, duty.name}


def test_two_clocks_announce_each_lateness_once(app: Flask) -> None:
    player = Player()
    play(player, until="08:21")

    problems = together(app, [lambda: jobs.tick(at("09:01"))] * 2)

    assert problems == Counter()
    jobs.tick(at("09:01"))
    told = dict(db.session.execute(select(Notice.key, func.count()).group_by(Notice.key)).all())
    assert (told["auto_signed"], told["late_arrival"], told["task_overdue"]) == (1, 6, 3)


def test_a_completion_and_the_clock_at_one_instant_leave_a_whole_case(app: Flask) -> None:
    player = Player()
    play(player, until="08:21")
    task = player.task("sign", "qh.traffic")
    officer = player.actor("traffic_liaison", at("08:25"))

    together(app, [sending(task, {}, officer, "08:25"), lambda: jobs.tick(at("08:25"))])

    assert (runtime.task(task.id).outcome, runtime.task(task.id).ended_by) == ("cancelled", "wake")
    assert [t.element_id for t in player.open_tasks()] == ["arrive"] * 3
    assert runtime.replay(player.case_id).same


def whistle_at_twelve(grid: str) -> Player:
    player = Player()
    for line in LINES:
        if line.clock > "08:15":
            break
        values = dict(line.values)
        if line.do == "register":
            values["place_key"] = grid
        if line.do == "draft_whistle":
            rows = [{"department": d, "role": "配合", "duty": "到场处置"} for d in CALLED]
            values["needs"] = [rows[0] | {"role": "主责"}, *rows[1:]]
        if line.do == "approve_whistle":
            values["departments"] = list(CALLED)
        play_line(player, type(line)(line.clock, line.do, values, line.department, line.by))
    return player


def pairs(player: Player, element: str, clock: str) -> list[list[Callable[[], Any]]]:
    waiting = [task for task in player.open_tasks() if task.element_id == element]
    ready = [completing(player, task, clock) for task in waiting]
    return [ready[i : i + 2] for i in range(0, len(ready), 2)]


def completing(player: Player, task: UserTask, clock: str) -> Callable[[], Any]:
    actor = player.candidate(task.groups, at(clock))
    shown = tasks.view(task.id, actor=actor, now=at(clock)).fields.values
    values = arrival(clock, 2) if task.element_id == "arrive" else {}
    raw = player.typed(shown, values, actor, at(clock))
    return sending(task, raw, actor, clock)


def sending(task: UserTask, raw: dict[str, Any], actor: Actor, clock: str) -> Callable[[], Any]:
    task_id = task.id

    def send() -> None:
        with transaction():
            tasks.complete(task_id, raw, one_time_key=None, actor=actor, now=at(clock))

    return send


def together(app: Flask, actions: list[Callable[[], Any]]) -> Counter[str]:
    db.session.remove()
    start, problems = Barrier(len(actions)), Counter[str]()

    def act(action: Callable[[], Any]) -> None:
        with app.app_context():
            start.wait()
            try:
                action()
            except Exception as error:
                problems[type(error).__name__] += 1

    threads = [Thread(target=act, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems
