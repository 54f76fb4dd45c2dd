"""The rows say what the state says, after every command."""

from sqlalchemy import select

from app import runtime, tasks
from app.core.db import db, transaction
from app.runtime import Candidate, Subscription, Timer
from tests.builders import Statements
from tests.flows.story import LINES, WATER, arrival, at, play, play_line

MOST = 12
"""Statements of one completion, BEGIN and COMMIT aside."""


def rows_of(player):
    db.session.rollback()
    db.session.expire_all()
    return {
        "tasks": {task.id: said_of_task(task) for task in player.open_tasks()},
        "timers": {t.id: (t.element_id, t.due_at) for t in db.session.scalars(select(Timer))},
        "subscriptions": {
            s.id: (s.element_id, s.message, s.key, s.groups, s.form_key, s.is_offered, s.department)
            for s in db.session.scalars(select(Subscription))
        },
    }


def waiting_in(step):
    return {
        "tasks": {task.token: said_of_task(task) for task in step.ready_tasks},
        "timers": {t.token: (t.element_id, t.due_at) for t in step.timers},
        "subscriptions": {
            s.token: (
                s.element_id, s.message, s.key, s.groups, s.form_key, s.offered,
                s.facts.get("department"),
            )
            for s in runtime.offers(step)
        },
    }  # fmt: skip


def said_of_task(task):
    named = (task.element_id, task.name, task.process_key, task.form_key, list(task.groups))
    return (*named, dict(task.facts), task.due_at, task.warn_at, task.anchor_at)


def candidates():
    found = db.session.execute(select(Candidate.task_id, Candidate.group, Candidate.due_at))
    return {row._tuple() for row in found}


def test_the_rows_equal_the_state_after_every_line_of_the_story(player):
    for line in LINES:
        play_line(player, line)

        step = runtime.look(player.case_id, at(line.clock))
        assert rows_of(player) == waiting_in(step), line
        assert candidates() == {
            (task.token, group, task.due_at) for task in step.ready_tasks for group in task.groups
        }, line


def test_an_ended_task_keeps_no_facts_and_no_candidates(player):
    play(player, until="08:21")

    ended = [task for task in runtime.tasks_of(player.case_id) if not task.is_open]

    assert ended
    assert all(task.facts == {} for task in ended)
    assert not {task.id for task in ended} & {task_id for task_id, *_ in candidates()}


def test_an_ended_task_says_what_ended_it(player):
    play(player, until="08:25")

    fates = {
        (t.element_id, t.department): (t.outcome, t.ended_by, t.completed_by_name)
        for t in runtime.tasks_of(player.case_id)
    }

    assert fates["sign", WATER] == ("completed", "complete", "范守拙")
    assert fates["sign", "qh.fire"] == ("cancelled", "deliver", None)
    assert fates["sign", "qh.traffic"] == ("cancelled", "wake", None)
    assert fates["arrive", WATER] == (None, None, None)


def test_one_completion_costs_few_statements(player):
    play(player, until="08:25")
    task, actor = player.move("arrive", at("08:38"), WATER)
    shown = tasks.view(task.id, actor=actor, now=at("08:38")).fields.values
    raw = player.typed(shown, arrival("08:38", 2), actor, at("08:38"))
    task_id = task.id
    db.session.remove()

    with Statements() as counted, transaction():
        tasks.complete(task_id, raw, one_time_key="k", actor=actor, now=at("08:38"), drafted=False)

    assert len(counted) <= MOST, str(counted)
    assert not runtime.task(task_id).is_open
