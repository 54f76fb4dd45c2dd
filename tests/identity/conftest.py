"""青禾区 and its people in a database of their own."""

import shutil
import tomllib
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import event

from app import identity
from app.core.db import Base, db, listen, transaction
from config.settings import ROOT
from tests import kept

NOW = datetime(2026, 7, 14, 0, 0, tzinfo=UTC)
PASSWORD = "demo-pass-2026"
FILE = "people.db"


def shipped(name):
    return tomllib.loads((ROOT / "config" / f"{name}.toml").read_text(encoding="utf-8"))


def small_app(path):
    """Return an application of nothing but a database file."""
    app = Flask("small")
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{path}"
    db.init_app(app)
    with app.app_context():
        listen(db.engine, synchronous="OFF")
    return app


def make(folder):
    """Fill a database file with the shipped organisation and people."""
    with small_app(folder / FILE).app_context():
        Base.metadata.create_all(db.engine)
        with transaction():
            identity.import_organisations(shipped("organisation"))
            identity.import_people(shipped("people"), PASSWORD, "qh", now=NOW)
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """The shipped organisation and people, once for a module."""
    copied = shutil.copy(kept.made("people", make) / FILE, tmp_path_factory.mktemp("people"))
    with small_app(copied).app_context():
        yield
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(autouse=True)
def district(database):
    """The seeded district; whatever a test writes is undone."""
    yield
    db.session.rollback()


@pytest.fixture
def someone():
    """A function that gives the actor of a user name."""
    return lambda username: identity.actor_of(identity.find_user(username), NOW)


@pytest.fixture
def statements(database):
    """The SQL statements run during the test."""
    seen = []

    def see(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", see)
    yield seen
    event.remove(db.engine, "before_cursor_execute", see)
