"""The doctor is green on a sound installation and says what to do about an unsound one."""

import json
from datetime import timedelta

import pytest
from flask_migrate import downgrade
from sqlalchemy import text

from app import create_app, jobs, runtime
from app.core import clock
from app.core.db import db, transaction
from config.settings import ROOT
from tests import installation


@pytest.fixture
def app(laid, tmp_path):
    """A whole application on a database of its own."""
    with laid.database(tmp_path) as url:
        app = create_app(installation.settings(url, tmp_path))
        with app.app_context():
            yield app
        installation.close(app)


@pytest.fixture
def doctor(app):
    """A function that runs ``flask doctor --json``: exit code and findings by check."""

    def doctor():
        done = app.test_cli_runner().invoke(args=["doctor", "--json"])
        assert done.output, done.exception
        return done.exit_code, {f["check"]: f for f in json.loads(done.output)}

    return doctor


@pytest.fixture
def built(app, tmp_path):
    """An application whose front end is built."""
    (tmp_path / "static" / "dist").mkdir(parents=True)
    (tmp_path / "static" / "dist" / "manifest.json").write_text("{}")
    app.static_folder = str(tmp_path / "static")


def test_a_sound_installation_is_green(built, doctor):
    jobs.tick(clock.now())

    code, found = doctor()

    assert code == 0, found
    assert {f["status"] for f in found.values()} == {"ok"}, found


def test_a_clock_that_never_ran_is_pointed_out_with_what_to_do(built, doctor):
    code, found = doctor()

    assert code == 0
    assert found["时钟"]["status"] == "warn"
    assert "flask worker" in found["时钟"]["remedy"]


def test_a_missing_front_end_fails(app, doctor, tmp_path):
    app.static_folder = str(tmp_path)

    code, found = doctor()

    assert code == 1
    assert found["前端"]["remedy"] == "运行 make setup"


def test_a_database_behind_the_migrations_fails(built, doctor):
    with transaction():
        db.session.execute(text("UPDATE alembic_version SET version_num = 'older'"))

    code, found = doctor()

    assert code == 1
    assert found["数据库"]["remedy"] == "运行 make db"


def test_an_empty_database_fails_without_a_traceback(built, doctor):
    downgrade(directory=str(ROOT / "migrations"), revision="base")

    code, found = doctor()

    assert code == 1
    assert any(f["status"] == "fail" for f in found.values())


def test_open_incidents_are_counted(built, doctor, monkeypatch):
    monkeypatch.setattr(runtime, "open_incidents", lambda: [object()])

    code, found = doctor()

    assert code == 0
    assert found["异常"]["words"] == "1 个待处理"


def test_a_machine_that_cannot_print_is_pointed_out(built, doctor, monkeypatch):
    monkeypatch.setattr("app.cli.doctor.find_library", lambda name: None)

    code, found = doctor()

    assert code == 0
    assert found["打印"]["status"] == "warn"
    assert "libpango-1.0-0" in found["打印"]["remedy"]


def test_a_calendar_that_ends_soon_fails(built, doctor, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: clock.datetime.now(clock.UTC) + timedelta(days=6000))

    code, found = doctor()

    assert code == 1
    assert found["工作日历"]["status"] == "fail"


def test_the_report_reads_line_by_line(built, app):
    done = app.test_cli_runner().invoke(args=["doctor"])

    assert "✓ 数据库" in done.output
    assert "→ 运行 flask serve 或 flask worker" in done.output
