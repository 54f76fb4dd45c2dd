"""The shipped rules in a database of their own."""

import shutil
from datetime import timedelta

import pytest

from app import identity, policies
from app.core.db import Base, db, transaction
from tests import kept
from tests.identity.conftest import NOW, shipped, small_app

BEFORE = NOW - timedelta(days=90)
FILE = "rules.db"


def make(folder):
    """Fill a database file with the shipped organisations and rules."""
    with small_app(folder / FILE).app_context():
        Base.metadata.create_all(db.engine)
        with transaction():
            identity.import_organisations(shipped("organisation"))
            policies.import_parameters(shipped("parameters"), valid_from=BEFORE)
            policies.import_calendar(now=BEFORE)
            policies.import_catalogue(shipped("catalogue"), valid_from=BEFORE)
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def rulebook(tmp_path_factory):
    """The shipped organisations and rules, once for a module."""
    copied = shutil.copy(kept.made("rules", make) / FILE, tmp_path_factory.mktemp("rules"))
    with small_app(copied).app_context():
        yield
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(autouse=True)
def rules(rulebook):
    """The seeded rules; whatever a test writes is undone."""
    yield
    db.session.rollback()
    policies.forget()
