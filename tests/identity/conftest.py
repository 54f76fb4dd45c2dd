"""青禾区 and its people in a database of their own."""

import tomllib
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import event

from app import identity
from app.core.db import Base, db, listen, transaction
from config.settings import ROOT

NOW = datetime(2026, 7, 14, 0, 0, tzinfo=UTC)
PASSWORD = "demo-pass-2026"


def shipped(name):
    return tomllib.loads((ROOT / "config" / f"{name}.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def database():
    """The shipped organisation and people, once for a module."""
    app = Flask("identity")
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///:memory:"
    db.init_app(app)
    with app.app_context():
        listen(db.engine)
        Base.metadata.create_all(db.engine)
        with transaction():
            identity.import_organisations(shipped("organisation"))
            identity.import_people(shipped("people"), PASSWORD, "qh", now=NOW)
        yield
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
