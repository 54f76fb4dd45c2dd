"""A district in a database of its own, and cases that wait for the clock."""

import shutil
import tomllib
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select

from app import cases, cli, definitions, identity, policies, runtime
from app.core import clock, crypto
from app.core.db import Base, db, listen, transaction
from app.definitions import Draft
from app.identity import SYSTEM
from app.notifications import Notice, Receipt
from config.settings import ROOT, Settings
from tests import kept
from tests.installation import PARTY_KEY, warm
from tests.jobs import diagrams

NOW = datetime(2026, 7, 14, 0, 0, tzinfo=UTC)
PASSWORD = "demo-pass-2026"
HOUR = timedelta(hours=1)


def shipped(name):
    return tomllib.loads((ROOT / "config" / f"{name}.toml").read_text(encoding="utf-8"))


def small_app(url):
    """Return an application without pages: database, features, command line."""
    app = Flask("jobs")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.extensions["settings"] = Settings(
        secret_key="s" * 40,
        party_key=PARTY_KEY,
        database_url=url,
        demo=True,
        demo_password=PASSWORD,
    )
    crypto.use_key(PARTY_KEY)
    db.init_app(app)
    with app.app_context():
        listen(db.engine, synchronous="OFF")
        warm(db.engine)
    cases.register()
    cli.register(app)
    return app


def fill():
    """Write organisations, people, rules and the small diagrams."""
    identity.import_organisations(shipped("organisation"))
    identity.import_people(shipped("people"), PASSWORD, "qh", now=NOW)
    policies.import_parameters(shipped("parameters"), valid_from=NOW - 100 * 24 * HOUR)
    policies.import_calendar(now=NOW)
    policies.import_catalogue(shipped("catalogue"), valid_from=NOW - 100 * 24 * HOUR)
    for source in (diagrams.desk(), diagrams.taken(), diagrams.bursts()):
        definitions.deploy(Draft("bpmn", source), actor=SYSTEM, now=NOW)


@pytest.fixture(scope="session")
def template():
    """A filled database file, made once and copied for each test."""
    return kept.made("world", make) / "template.db"


def make(folder):
    """Fill a database in a folder."""
    app = small_app(f"sqlite:///{folder / 'template.db'}")
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with transaction():
            fill()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(template, tmp_path):
    """The application over a fresh copy of the filled database."""
    shutil.copy(template, tmp_path / "world.db")
    app = small_app(f"sqlite:///{tmp_path / 'world.db'}")
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    clock.allow_moving(False)


@pytest.fixture
def someone(app):
    """A function that gives the actor of a user name."""
    return lambda username: identity.actor_of(identity.find_user(username), NOW)


@pytest.fixture
def begin(app):
    """A function that opens a case whose only task is due at a moment."""

    def begin(due_at, *, process="p_desk", street="qh.wx", title="青石桥下积水"):
        about = {"title": title, "facts": title, "place_text": "青石桥下", "street": street}
        with transaction():
            case = cases.open_case(process, about, region_id="qh", actor=SYSTEM, now=NOW)
            variables = {"street": street, "due_at": due_at, "case_ref": case.reference}
            runtime.start(
                process, variables, case_id=case.id, region_id="qh", actor=SYSTEM, now=NOW
            )
        return case.id

    return begin


@pytest.fixture
def statements(app):
    """The SQL statements run during the test."""
    seen = []

    def see(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", see)
    yield seen
    event.remove(db.engine, "before_cursor_execute", see)


def told(key):
    """Return who was told, by user name, for each notice of a key."""
    db.session.rollback()
    chosen = select(Receipt.user_id).join(Notice).where(Notice.key == key)
    return sorted(identity.user(user_id).username for user_id in db.session.scalars(chosen))


def the_task(case_id):
    """Return the case's only task as it stands now."""
    db.session.rollback()
    return runtime.tasks_of(case_id)[0]
