"""The demo data: every state is shown, all of it came about through commands, and only once."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from string import Formatter

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from app import audit, cases, create_app, identity, jobs, notifications, runtime, supervision
from app.cli import samples, seed, sowing
from app.cli.samples import Line, Sample, ScriptError
from app.core.clock import LOCAL
from app.core.db import db, transaction
from app.identity import SYSTEM, Actor
from app.notifications import Notice
from app.sla import Calendar
from app.supervision import solve
from config.settings import ROOT
from tests import installation

pytestmark = [pytest.mark.flows, pytest.mark.timeout(600)]
NOW = datetime(2026, 7, 22, 15, 20, 41, tzinfo=LOCAL)
SUNDAY = datetime(2026, 7, 19, 3, 10, tzinfo=LOCAL)
HOLIDAYS = Calendar(exceptions={date(2026, 10, day): False for day in range(1, 8)})
WAITING = {
    "01": {"write_plan", "arrive", "report_result"},
    "02": {"arrive", "report_result"},
    "04": {"confirm_verbal", "sign", "arrive"},
    "05": {"officer_evidence", "arrive", "report_result"},
    "08": {"handle_order"},
    "10": {"opinions"},
    "11": {"approve_whistle"},
    "12": {"review_reply"},
    "13": {"rule", "write_plan", "arrive", "report_result"},
    "16": {"recheck", "write_plan", "report_result"},
    "17": {"contact_requester", "answer_score"},
    "18": {"decide_extension", "handle_order"},
    "20": {"score_department", "call_requester"},
    "22": {"handle_order"},
    "24": {"decide_appeal"},
    "27": {"check_intake"},
    "28": {"review_reply"},
}
RESULTS = {"03": "办结", "14": "不予受理", "19": "办结", "21": "办结", "23": "已并入"}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("seed")
    made = create_app(installation.settings(f"sqlite:///{folder / 'shaodao.db'}", folder))
    with made.app_context():
        upgrade(directory=str(ROOT / "migrations"))
    yield made
    installation.close(made)


@pytest.fixture(scope="module")
def grown(installed: Flask) -> sowing.Sowing:
    with installed.app_context():
        return sowing.sow(installation.PASSWORD, now=NOW, say=lambda _: None)


@pytest.fixture
def sown(installed: Flask, grown: sowing.Sowing) -> Iterator[sowing.Sowing]:
    with installed.app_context():
        yield grown


def test_every_case_is_rebuilt_from_its_commands(sown: sowing.Sowing) -> None:
    replays = [runtime.replay(instance_id) for instance_id in runtime.all_instances()]

    assert [replay.instance_id for replay in replays if not replay.same] == []
    assert len(replays) >= len(sown.samples)


def test_no_link_of_any_audit_chain_is_broken(sown: sowing.Sowing) -> None:
    assert audit.verify(runtime.audit_heads()) == []


def test_the_open_samples_wait_where_their_titles_say(sown: sowing.Sowing) -> None:
    found = {key: waiting(sown, key) for key in WAITING}

    assert found == WAITING


def test_the_closed_samples_ended_as_their_titles_say(sown: sowing.Sowing) -> None:
    assert {key: of(sown, key).result for key in RESULTS} == RESULTS


def test_every_colour_is_shown(sown: sowing.Sowing) -> None:
    keys = {"green": "11", "yellow": "08", "red": "02"}

    shown = {colour: seed.state(of(sown, key), NOW) for colour, key in keys.items()}

    assert shown == seed.STATES


def test_who_did_not_come_was_reported_twice(sown: sowing.Sowing) -> None:
    sent = Counter(notice.key for notice in file(sown, "02").notices)

    assert sent["late_arrival"] == 2
    assert {sent[key] for key in ("auto_signed", "department_withdrawn", "urged")} == {1}


def test_overdue_cases_are_escalated_and_on_the_ledger(sown: sowing.Sowing) -> None:
    linked = {relation: case.is_closed for relation, case in file(sown, "09").links}

    assert linked == {"升级协调": False, "挂账": False}
    assert [relation for relation, _ in file(sown, "22").links] == ["升级协调"]


def test_a_fourth_report_became_a_tough_whistle(sown: sowing.Sowing) -> None:
    assert of(sown, "01").whistle_class == "攻坚"


def test_a_supervisor_sees_why_a_case_is_stuck_and_retries(sown: sowing.Sowing) -> None:
    [stuck] = supervision.open_incidents(watch())
    before = seed.state(of(sown, "28"), NOW)

    with transaction():
        solve(stuck.row.id, actor=watch(), now=NOW + timedelta(seconds=1))

    assert (stuck.row.reason, before) == ("没有可以办理的人", seed.STUCK)
    assert seed.state(of(sown, "28"), NOW) != seed.STUCK


def test_the_watch_has_unread_copies_and_notices(sown: sowing.Sowing) -> None:
    assert 0 < cases.unread_copies(watch()) < 20
    assert 0 < notifications.unread(watch().user_id) < 60


def test_no_notice_lacks_a_value_of_its_text(sown: sowing.Sowing) -> None:
    texts = notifications.texts()
    lacking = {
        (notice.key, name)
        for notice in db.session.scalars(select(Notice))
        for _, name, _, _ in Formatter().parse(texts[notice.key])
        if name and notice.values.get(name) in (None, "")
    }

    assert lacking == set()


def test_nothing_due_was_left_undone(sown: sowing.Sowing) -> None:
    ticked = jobs.tick(NOW)

    assert (ticked.woken, ticked.warned, ticked.overdue, ticked.sent) == (0, 0, 0, 0)
    assert notifications.waiting(NOW).count == 0


def test_a_second_time_changes_nothing(installed: Flask, sown: sowing.Sowing) -> None:
    before = list(runtime.all_instances())

    said = installed.test_cli_runner().invoke(args=["seed"])

    assert (said.exit_code, said.output) == (0, f"已有 {len(before)} 个案件，没有改动。\n")
    assert list(runtime.all_instances()) == before


def test_the_table_names_every_sample_and_counts_every_case(sown: sowing.Sowing) -> None:
    lines = list(seed.summary(sown, NOW))

    assert sum(line.startswith("QH-2026-") for line in lines) == 25
    assert lines[-1].split() == [str(len(runtime.all_instances())), "共计"]


def test_real_installations_are_not_seeded(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shaodao.db'}"
    real = create_app(installation.settings(url, tmp_path, demo=False))

    said = real.test_cli_runner().invoke(args=["seed"])

    assert said.exit_code == 1
    assert "演示方式" in said.output


def test_demo_people_need_a_password(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shaodao.db'}"
    bare = create_app(installation.settings(url, tmp_path, demo_password=""))

    said = bare.test_cli_runner().invoke(args=["seed"])

    assert said.exit_code == 1
    assert "SHAODAO_DEMO_PASSWORD" in said.output


@pytest.mark.parametrize("hours", range(0, 9 * 24, 7))
def test_every_script_runs_forward_and_ends_before_now(hours: int) -> None:
    now = datetime(2026, 10, 1, 1, 7, tzinfo=LOCAL) + timedelta(hours=hours)

    for sample in samples.load():
        times = samples.moments(sample, now, HOLIDAYS)

        assert times == sorted(times), sample.key
        assert times[-1] < now, sample.key


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("-40m", "2026-07-19 02:30"),
        ("w-90m", "2026-07-17 16:00"),
        ("w-5h", "2026-07-17 11:00"),
        ("-2d 09:30", "2026-07-16 09:30"),
        ("-9n 10:10", "2026-07-10 10:10"),
        ("+2h", "2026-07-16 19:00"),
        ("+0d 18:30", "2026-07-16 18:30"),
        ("+2d 10:00", "2026-07-20 10:00"),
    ],
)
def test_a_moment_is_found_from_now_or_from_the_line_before(text: str, meant: str) -> None:
    before = datetime(2026, 7, 16, 17, 0, tzinfo=LOCAL)

    assert f"{samples.moment(text, before, SUNDAY, Calendar()):%Y-%m-%d %H:%M}" == meant


def test_a_moment_nobody_can_read_is_refused() -> None:
    with pytest.raises(ScriptError):
        samples.moments(Sample("x", "x", (Line("gestern", "sign"),)), NOW, Calendar())


def test_marks_are_typed_as_times_and_numbers() -> None:
    said = {"eta": "@+21m", "rows": [{"on": "@+3d", "at": "@+12d 17:30"}], "of": "@ref:13"}

    assert samples.spoken(said, NOW, {"13": "QH-2026-000049"}) == {
        "eta": "2026-07-22T15:41",
        "rows": [{"on": "2026-07-25", "at": "2026-08-03T17:30"}],
        "of": "QH-2026-000049",
    }


def of(sown: sowing.Sowing, key: str) -> cases.Case:
    """Return the case of a sample."""
    return cases.case(sown.players[key].case_id, SYSTEM)


def file(sown: sowing.Sowing, key: str) -> cases.CaseFile:
    """Return the case file of a sample."""
    return cases.file(sown.players[key].case_id, SYSTEM)


def waiting(sown: sowing.Sowing, key: str) -> set[str]:
    """Return the elements at which a sample waits for people."""
    return {task.element_id for task in file(sown, key).open_tasks}


def watch() -> Actor:
    """Return the district's watch."""
    person = identity.find_user("watch")
    assert person is not None
    return identity.actor_of(person, NOW)


def test_somebody_is_away_and_a_colleague_stands_in(sown: sowing.Sowing) -> None:
    absent, substitute = (identity.find_user(name) for name in sowing.AWAY)
    assert absent is not None
    assert substitute is not None

    places = identity.actor_of(substitute, NOW).standing_in

    assert {place.name for place in places} == {absent.name}
