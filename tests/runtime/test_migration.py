"""Running cases move to another version of their process, keep their clocks, and come back."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from app import audit, definitions, runtime, supervision
from app.core.db import db, transaction
from app.core.errors import ConflictError, InvalidError, NotPermittedError
from app.engine import NotMigratableError
from app.runtime import Timer
from tests.engine.models import boundary, end, flows, start, timer
from tests.jobs.world import HOUR, NOW, app, someone, statements, template
from tests.runtime.small import (
    FORK,
    JOIN,
    MINUTE,
    deploy,
    desk,
    do,
    done,
    opened,
    same,
    the,
    waiting,
)

__all__ = ["app", "someone", "statements", "template"]
LATE = boundary("late", "a", timer("timeDuration", "PT5M"), False)
NEXT = {
    "p_ways": start() + FORK + JOIN + desk("a", "b2", "c", "check", "d") + end() + flows(
        "s>a", "a>fork", "fork>b2", "fork>c", "b2>join", "c>join", "join>check", "check>d", "d>e"),
    "p_timed": start() + desk("a2") + LATE.replace('attachedToRef="a"', 'attachedToRef="a2"')
    + desk("remind") + end() + end("f") + flows("s>a2", "a2>e", "late>remind", "remind>f"),
    "p_strict": start() + desk("a") + end() + flows("s>a", "a>e"),
}  # fmt: skip
RENAMED = {"p_ways/b": "p_ways/b2"}


@pytest.fixture
def ways(app):
    """A case whose b and c wait, and a newer version in which b is called b2."""
    case_id = opened("p_ways")
    done(case_id, "a")
    return case_id, newer("p_ways")


def newer(process):
    deploy(process, bodies=NEXT)
    with transaction():
        return definitions.pin(process).id


def migrate(case_id, set_id, mapping=RENAMED, now=NOW + MINUTE):
    do(runtime.migrate, case_id, set_id, mapping, "流程改版", now=now)


def test_a_case_goes_on_under_the_newer_version(ways):
    migrate(*ways)
    for element in ("b2", "c", "check", "d"):
        done(ways[0], element, now=NOW + HOUR)

    assert runtime.instance(ways[0]).is_ended
    assert runtime.instance(ways[0]).set_id == ways[1]
    assert same(ways[0])


def test_an_open_task_keeps_its_row_and_bears_its_new_name(ways):
    before = the(ways[0], "b")
    task_id, opened_at = before.id, before.opened_at

    migrate(*ways)

    after = the(ways[0], "b2")
    assert (after.id, after.opened_at, after.name) == (task_id, opened_at, "b2")


def test_clocks_keep_running(app):
    case_id = opened("p_timed")
    due = db.session.scalars(select(Timer)).one().due_at

    migrate(case_id, newer("p_timed"), {"p_timed/a": "p_timed/a2"})

    timer = db.session.scalars(select(Timer)).one()
    assert (timer.due_at, due) == (NOW + timedelta(minutes=5),) * 2
    with transaction():
        assert runtime.wake(case_id, now=due)
    assert waiting(case_id) == ["a2", "remind"]
    assert same(case_id)


def test_the_record_names_the_versions_and_the_reason(ways):
    migrate(*ways)

    said = next(e.details for e in audit.entries(ways[0]) if e.action == "case.migrated")
    assert said == {"versions": {"bpmn:p_ways": [1, 2]}, "reason": "流程改版"}


def test_the_structure_suggests_what_became_what(ways):
    found = runtime.plan(runtime.instance(ways[0]).set_id, ways[1])

    assert found["p_ways/c"] == "p_ways/c"
    assert found["p_ways/b"] == "p_ways/b2"


def test_what_stands_where_there_is_no_place_keeps_a_case_back(app):
    case_id = opened("p_strict")
    done(case_id, "a")
    set_id = newer("p_strict")

    faults = runtime.migration_faults(case_id, set_id, {})
    with pytest.raises(NotMigratableError):
        migrate(case_id, set_id, {})

    assert [(p.element_id, p.rule) for p in faults] == [("b", "migration-no-element")]
    assert waiting(case_id) == ["b"]


def test_a_case_is_seen_on_the_version_it_then_ran_on(ways):
    old = runtime.instance(ways[0]).set_id
    migrate(*ways, now=NOW + HOUR)
    db.session.rollback()

    then, now = runtime.at(ways[0], NOW), runtime.at(ways[0], NOW + HOUR)

    assert (then.set_id, now.set_id) == (old, ways[1])
    assert sorted(element for _, element, _ in then.live) == ["b", "c"]
    assert sorted(element for _, element, _ in now.live) == ["b2", "c"]


class TestUndone:
    def test_a_case_comes_back(self, ways):
        old = runtime.instance(ways[0]).set_id
        migrate(*ways)

        do(runtime.unmigrate, ways[0], "回退")

        assert (runtime.instance(ways[0]).set_id, waiting(ways[0])) == (old, ["b", "c"])
        assert not runtime.is_migrated(ways[0])
        assert same(ways[0])

    def test_it_may_migrate_again_and_come_back_again(self, ways):
        for _ in range(2):
            migrate(*ways)
            do(runtime.unmigrate, ways[0], "回退")

        assert waiting(ways[0]) == ["b", "c"]
        assert same(ways[0])

    def test_what_contradicts_keeps_it_there(self, ways):
        migrate(*ways)
        done(ways[0], "b2")
        done(ways[0], "c")

        with pytest.raises(NotMigratableError, match="check"):
            do(runtime.unmigrate, ways[0], "回退")
        assert waiting(ways[0]) == ["check"]

    def test_there_is_nothing_to_undo_without_a_migration(self, ways):
        with pytest.raises(runtime.NothingToUndoError):
            do(runtime.unmigrate, ways[0], "回退")


def test_a_suspended_case_migrates_and_its_time_stands_still(app):
    case_id = opened("p_timed")
    do(runtime.suspend, case_id, "改版")

    migrate(case_id, newer("p_timed"), {"p_timed/a": "p_timed/a2"}, now=NOW + HOUR)

    assert waiting(case_id) == ["a2"]
    assert runtime.instance(case_id).is_suspended
    assert same(case_id)


def test_only_versions_of_its_own_process_take_a_case(ways):
    other = runtime.instance(opened("p_timed")).set_id

    with pytest.raises(InvalidError):
        migrate(ways[0], other)
    with pytest.raises(ConflictError):
        migrate(ways[0], runtime.instance(ways[0]).set_id)


class TestBySupervisors:
    def test_many_migrate_at_once_and_each_says_why_not(self, app, someone):
        policy, cases = someone("policy"), [opened("p_strict") for _ in range(3)]
        done(cases[1], "a")
        deploy("p_strict", bodies=NEXT)
        with transaction():
            set_id = supervision.newest("p_strict", actor=policy)
        command = partial(
            supervision.migrate, new_set=set_id, mapping={}, reason="改版", actor=policy, now=NOW
        )

        outcomes = supervision.each(cases, command)

        assert [outcome.is_done for outcome in outcomes] == [True, False, True]
        assert "b" in outcomes[1].words
        assert [row.case.id for row in supervision.running(policy, set_id)] == [cases[0], cases[2]]

    def test_a_dry_run_names_why_and_changes_nothing(self, app, someone):
        policy, case_id = someone("policy"), opened("p_strict")
        done(case_id, "a")
        set_id = newer("p_strict")
        old = runtime.instance(case_id).set_id

        mapping = supervision.plan(old, set_id, actor=policy)
        faults = supervision.faults(case_id, set_id, mapping, actor=policy)

        assert (len(faults), runtime.instance(case_id).set_id) == (1, old)

    def test_a_migration_is_undone(self, ways, someone):
        policy = someone("policy")
        do(supervision.migrate, *ways, RENAMED, "改版", actor=policy)

        do(supervision.unmigrate, ways[0], "回退", actor=policy)

        assert waiting(ways[0]) == ["b", "c"]

    def test_whoever_may_not_migrate_is_refused(self, ways, someone):
        watch = someone("watch")
        for ask in (
            lambda: do(supervision.migrate, *ways, RENAMED, "改版", actor=watch),
            lambda: do(supervision.unmigrate, ways[0], "回退", actor=watch),
            lambda: supervision.newest("p_ways", actor=watch),
            lambda: supervision.plan(ways[1], ways[1], actor=watch),
            lambda: supervision.faults(*ways, RENAMED, actor=watch),
        ):
            with pytest.raises(NotPermittedError):
                ask()
