"""An installation of its own for each test, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.cli.player import Player
from tests import installation
from tests.installation import Backend, SqliteBackend

DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session", params=DATABASES)
def backend(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Backend]:
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "sqlite":
        yield SqliteBackend(folder)
        return
    with installation.postgres(folder) as found:
        yield found


@pytest.fixture
def app(backend: Backend, tmp_path: Path) -> Iterator[Flask]:
    with backend.database(tmp_path) as url:
        made = create_app(installation.settings(url, tmp_path))
        with made.app_context():
            yield made
        installation.close(made)


@pytest.fixture
def player(app: Flask) -> Player:
    return Player()
