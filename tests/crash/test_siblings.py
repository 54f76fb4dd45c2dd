"""Two people complete the last two siblings at the same instant, a thousand times over."""

from collections import Counter
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from app import audit, runtime
from app.cases import Case
from app.core.db import db, transaction
from app.runtime import Command, UserTask
from tests.crash.both import app
from tests.engine.models import end, flows, node, script, start
from tests.jobs.world import NOW
from tests.runtime.small import FORK, JOIN, deploy, desk, opened, person

__all__ = ["app"]
pytestmark = [pytest.mark.crash, pytest.mark.timeout(240)]
ROUNDS = 1000
MERGE = node("exclusiveGateway", "merge")
AGAIN = node("exclusiveGateway", "again", default="f_again_e")
PAIRS = {
    "p_pairs": start() + MERGE + FORK + JOIN + desk("a", "b") + script("count", "n", "=n + 1")
    + AGAIN + end() + flows(
        "s>merge", "merge>fork", "fork>a", "fork>b", "a>join", "b>join", "join>count",
        "count>again", f"again>merge: =n < {ROUNDS}", "again>e"),
}  # fmt: skip


def test_the_last_two_siblings_completed_at_once_join_once(app: Flask) -> None:
    deploy("p_pairs", bodies=PAIRS)
    case_id = opened("p_pairs", n=0)

    problems = side_by_side(app, case_id)

    instance = runtime.instance(case_id)
    kinds = Counter(db.session.scalars(select(Command.kind)))
    outcomes = Counter(db.session.execute(select(UserTask.element_id, UserTask.outcome)).tuples())
    assert problems == Counter()
    assert instance.is_ended
    assert kinds == {"start": 1, "complete": 2 * ROUNDS}
    assert outcomes == {("a", "completed"): ROUNDS, ("b", "completed"): ROUNDS}
    assert runtime.replay(case_id).same
    assert audit.verify(runtime.audit_heads()) == []


def side_by_side(app: Flask, case_id: UUID) -> Counter[str]:
    """Let two threads complete their sibling of each round together; count what went wrong."""
    db.session.remove()
    together, problems = Barrier(2, timeout=60), Counter[str]()

    def work(element: str) -> None:
        with app.app_context():
            actor = person()
            for _ in range(ROUNDS):
                together.wait()
                task_id = open_task(case_id, element)
                together.wait()
                try:
                    complete(task_id, actor)
                except Exception as error:
                    problems[f"{type(error).__name__}: {error}"] += 1

    threads = [Thread(target=work, args=(element,)) for element in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


def open_task(case_id: UUID, element: str) -> UUID:
    """Return the one open task of an element; two joins would have opened two."""
    db.session.rollback()
    is_it = UserTask.case_id == case_id, UserTask.element_id == element
    return db.session.scalars(select(UserTask.id).where(*is_it, UserTask.ended_at.is_(None))).one()


def complete(task_id: UUID, actor: Any) -> None:
    with transaction():
        task, _ = runtime.lock_of_task(task_id, Case)
        runtime.complete(task, {}, actor=actor, now=NOW)
