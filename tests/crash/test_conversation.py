"""Sender and receiver at the same instant: the message arrives, once, on both databases."""

from collections import Counter
from threading import Barrier, Thread
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import runtime, supervision
from app.core.db import db
from app.identity import SYSTEM
from app.runtime import Message
from tests.crash.both import app
from tests.jobs.world import NOW
from tests.runtime.small import deploy, do, done, opened, person, same, waiting
from tests.supervision.test_lists import LISTS, one_of_each

__all__ = ["app"]
pytestmark = [pytest.mark.crash, pytest.mark.timeout(240)]
TALKS = 100


def test_a_message_and_its_receiver_at_one_instant_meet_once(app: Flask) -> None:
    deploy("p_hears", "p_tells")
    pairs = [(opened("p_hears", f"R-{n}"), opened("p_tells", f"R-{n}")) for n in range(TALKS)]

    problems = at_once(app, pairs)

    heard = [waiting(hears) for hears, _ in pairs]
    undelivered = select(func.count(Message.id)).where(Message.delivered_at.is_(None))
    assert problems == Counter()
    assert heard == [["z"]] * TALKS
    assert db.session.scalar(undelivered) == 0
    assert all(same(hears) for hears, _ in pairs[:10])


def test_a_signal_reaches_all_who_listen_though_they_act_meanwhile(app: Flask) -> None:
    listening = [opened("p_listens") for _ in range(5)]
    alarm = opened("p_alarm")

    problems = at_once(app, [(alarm, opened("p_tells"))])

    assert problems == Counter()
    assert [waiting(case_id) for case_id in listening] == [["z"]] * 5


def test_the_lists_of_the_operations_page_are_the_same_on_both(app: Flask) -> None:
    stuck, timed, still, listens = one_of_each()

    figures = supervision.figures(SYSTEM, NOW)
    found = [[row.case.id for row in ask(SYSTEM)] for ask in LISTS]

    assert (figures.incidents, figures.kept, figures.expired, figures.suspended) == (1, 1, 1, 1)
    assert found == [[stuck], [listens], [stuck], [timed], [still]]
    assert {running.count for running in supervision.versions(SYSTEM)} == {1}


def test_resuming_lets_what_came_due_happen_on_both(app: Flask) -> None:
    case_id = opened("p_timed")

    do(runtime.suspend, case_id, "等待")
    do(runtime.resume, case_id, "继续", now=NOW.replace(hour=5))

    assert waiting(case_id) == ["a", "remind"]


def at_once(app: Flask, pairs: list[tuple[UUID, UUID]]) -> Counter[str]:
    """Let two threads complete the first tasks of each pair together."""
    db.session.remove()
    together, problems = Barrier(2, timeout=60), Counter[str]()

    def work(which: int) -> None:
        with app.app_context():
            actor = person()
            for pair in pairs:
                together.wait()
                try:
                    done(pair[which], "a", actor)
                except Exception as error:
                    problems[f"{type(error).__name__}: {error}"] += 1

    threads = [Thread(target=work, args=(which,)) for which in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems
