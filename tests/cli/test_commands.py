"""The command line does what it says, and its exit code tells whether it went well."""

import json
import socket
from datetime import timedelta

import pytest
from sqlalchemy import update

from app.audit import AuditEntry
from app.cli.serve import free_port
from app.core.db import db, transaction
from app.runtime import ProcessInstance
from tests.jobs import diagrams
from tests.jobs.world import HOUR, NOW, told

BROKEN = b"""<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"
 targetNamespace="t"><bpmn:process id="p" isExecutable="true"><bpmn:startEvent id="s"/>
 <bpmn:complexGateway id="g"/></bpmn:process></bpmn:definitions>"""


@pytest.fixture
def flask(app):
    """A function that runs ``flask …``."""
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=list(words))


def test_a_tick_at_a_given_moment_prints_what_it_did(flask, begin):
    begin(NOW + HOUR)

    first, second = (flask("tick", "--now", "2026-07-14T09:00+08:00") for _ in range(2))

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "overdue=1" in first.output
    assert "overdue=0" in second.output
    assert told("task_overdue") == ["wx_desk", "wx_desk2"]


def test_a_moment_without_a_zone_is_local_time(flask, begin):
    begin(NOW + HOUR)

    assert "overdue=1" in flask("tick", "--now", "2026-07-14T09:00").output


def test_a_moment_nobody_can_read_is_refused(flask):
    assert flask("tick", "--now", "gestern").exit_code == 2


def test_a_sound_diagram_passes_the_check(flask, tmp_path):
    path = tmp_path / "p_desk.bpmn"
    path.write_bytes(diagrams.desk())

    assert flask("process", "check", str(path)).exit_code == 0


def test_a_diagram_that_cannot_run_fails_the_check_with_its_element(flask, tmp_path):
    path = tmp_path / "p.bpmn"
    path.write_bytes(BROKEN)

    done = flask("process", "check", "--json", str(path))

    assert done.exit_code == 1
    assert "g" in {finding["element"] for finding in json.loads(done.output)[0]["findings"]}


def test_deploying_the_same_file_twice_gives_one_version(flask, tmp_path):
    path = tmp_path / "p_new.bpmn"
    path.write_bytes(diagrams.desk("p_new"))

    outputs = [flask("process", "deploy", str(path)).output for _ in range(2)]

    assert "p_new v1" in outputs[0]
    assert "p_new v1" in outputs[1]


def test_deploying_what_cannot_run_says_why_and_fails(flask, tmp_path):
    path = tmp_path / "p.bpmn"
    path.write_bytes(BROKEN)

    done = flask("process", "deploy", str(path))

    assert done.exit_code == 1
    assert "g" in done.output


def test_a_replay_rebuilds_every_case(flask, begin):
    begin(NOW + HOUR)
    begin(NOW + HOUR, process="p_taken")
    flask("tick", "--now", (NOW + 2 * HOUR).isoformat())

    done = flask("runtime", "replay", "--all", "--json")

    rows = json.loads(done.output)
    assert done.exit_code == 0
    assert [(row["commands"], row["same"]) for row in rows] == [(1, True), (2, True)]
    assert rows[0]["case"].startswith("QH-2026-")


def test_a_replay_that_differs_fails(flask, begin):
    case_id = begin(NOW + HOUR)
    other = begin(NOW + 2 * HOUR)
    with transaction():
        state = db.session.get_one(ProcessInstance, other).state
        is_it = ProcessInstance.id == case_id
        db.session.execute(update(ProcessInstance).where(is_it).values(state=state))

    done = flask("runtime", "replay", "--all", "--json")

    assert done.exit_code == 1
    assert [row["same"] for row in json.loads(done.output)] == [False, True]


def test_a_replay_needs_one_case_or_all(flask):
    assert flask("runtime", "replay").exit_code == 2
    assert flask("runtime", "replay", "QH-2026-999999").exit_code == 1


def test_the_audit_verifies_until_somebody_changes_an_entry(flask, begin):
    begin(NOW + timedelta(days=1))
    before = flask("audit", "verify")
    with transaction():
        db.session.execute(update(AuditEntry).values(actor_name="someone else"))

    after = flask("audit", "verify")

    assert (before.exit_code, after.exit_code) == (0, 1)
    assert "#1" in after.output


def test_an_unknown_bench_is_refused(flask):
    assert flask("bench", "nothing").exit_code == 2


def test_a_taken_port_gives_the_next():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert free_port("127.0.0.1", port) > port
