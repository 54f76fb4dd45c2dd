"""An installation of its own for each test, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.cli.player import Player
from tests import installation
from tests.installation import Backend, SqliteBackend

DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session", params=DATABASES)
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    if request.param == "sqlite":
        yield SqliteBackend()
        return
    with installation.postgres() as found:
        yield found


@pytest.fixture
def app(reused: Flask, backend: Backend, tmp_path: Path) -> Iterator[Flask]:
    with installation.moved(reused, backend, tmp_path), reused.app_context():
        yield reused


@pytest.fixture
def player(app: Flask) -> Player:
    return Player()
