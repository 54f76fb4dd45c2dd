"""The shipped rules in a database of their own."""

import tomllib
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app import identity, policies
from app.core.db import Base, db, listen, transaction
from config.settings import ROOT

NOW = datetime(2026, 7, 14, 0, 0, tzinfo=UTC)
BEFORE = NOW - timedelta(days=90)


def shipped(name):
    return tomllib.loads((ROOT / "config" / f"{name}.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def rulebook():
    """The shipped organisations and rules, once for a module."""
    app = Flask("policies")
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///:memory:"
    db.init_app(app)
    with app.app_context():
        listen(db.engine)
        Base.metadata.create_all(db.engine)
        with transaction():
            identity.import_organisations(shipped("organisation"))
            policies.import_parameters(shipped("parameters"), valid_from=BEFORE)
            policies.import_calendar(now=BEFORE)
            policies.import_catalogue(shipped("catalogue"), valid_from=BEFORE)
        yield
        db.engine.dispose()


@pytest.fixture(autouse=True)
def rules(rulebook):
    """The seeded rules; whatever a test writes is undone."""
    yield
    db.session.rollback()
    policies.forget()
