"""Two people act on one task at once: one wins, the other is told who was first."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from app import runtime, tasks
from app.audit import AuditEntry
from app.cases import Case
from app.core.db import db, transaction
from app.tasks import handing
from tests.crash.both import app
from tests.crash.test_races import together
from tests.jobs.world import NOW
from tests.runtime.small import MINUTE, do, opened, person, same, the

__all__ = ["app"]
pytestmark = [pytest.mark.crash, pytest.mark.timeout(240)]
Deed = Callable[[UUID], Callable[[], Any]]


def transfer(to: str) -> Deed:
    def deed(task_id: UUID) -> Callable[[], Any]:
        desk, other = person(), person(to).user_id
        return lambda: do(handing.transfer, task_id, other, "出差", actor=desk)

    return deed


def take_over(task_id: UUID) -> Callable[[], Any]:
    watch = person("watch")
    return lambda: do(handing.take_over, task_id, "久未办理", actor=watch)


def complete(task_id: UUID) -> Callable[[], Any]:
    desk = person()

    def deed() -> None:
        with transaction():
            task, _ = runtime.lock_of_task(task_id, Case)
            tasks.service.require_doer(task, desk)
            runtime.complete(task, {}, actor=desk, now=NOW + MINUTE)

    return deed


@pytest.mark.parametrize(
    "deeds",
    [
        (transfer("wx_duty"), transfer("wx_desk2")),
        (transfer("wx_duty"), complete),
        (take_over, complete),
    ],
    ids=["two transfers", "transfer and completion", "taking over and completion"],
)
def test_one_of_two_wins_and_the_other_hears_of_it(app: Flask, deeds: tuple[Deed, Deed]) -> None:
    case_id = opened("p_ways")
    task_id = the(case_id, "a").id
    do(tasks.claim, task_id, actor=person())

    problems = together(app, [deed(task_id) for deed in deeds])

    known = {"TaskAlreadyClaimedError", "TaskGoneError"}
    assert (sum(problems.values()), set(problems) <= known) == (1, True)
    chosen = select(AuditEntry.action).where(AuditEntry.chain == str(case_id))
    done = {"task.transferred", "task.taken_over", "task.completed"}
    assert len([action for action in db.session.scalars(chosen) if action in done]) == 1
    assert same(case_id)
