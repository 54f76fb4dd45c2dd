"""An installation for programs: tokens, clients, one case under way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import create_app, identity
from app.cli.player import Player
from app.core import clock
from app.core.db import db, transaction
from tests import installation
from tests.flows.story import REQUEST
from tests.installation import SqliteBackend

NOW = datetime(2026, 7, 14, 0, 3, tzinfo=UTC)


@pytest.fixture(scope="session")
def backend(laid: SqliteBackend) -> SqliteBackend:
    return laid


@pytest.fixture(scope="session")
def app(backend: SqliteBackend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One installation for all; a test makes the cases it needs."""
    folder = tmp_path_factory.mktemp("installation")
    with backend.database(folder) as url:
        yield from installed(url, folder)


def installed(url: str, folder: Path) -> Iterator[Flask]:
    """Yield the application on a database."""
    made = create_app(installation.settings(url, folder))
    yield made
    installation.close(made)


@pytest.fixture(autouse=True)
def beginning(app: Flask) -> None:
    """Each test begins as the story does, however long those before it took."""
    with app.app_context(), transaction():
        clock.move_to(NOW)


@dataclass(frozen=True)
class Program:
    """A program that acts for one person."""

    app: Flask
    secret: str

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.call("GET", path, **more)

    def post(self, path: str, values: Any = None, *, key: str | None = None) -> TestResponse:
        headers = {"Idempotency-Key": key} if key else {}
        return self.call("POST", path, json={} if values is None else values, headers=headers)

    def call(self, method: str, path: str, **more: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.secret}", **more.pop("headers", {})}
        asked = f"/api/v1{path}"
        return self.app.test_client().open(asked, method=method, headers=headers, **more)


@pytest.fixture
def program(app: Flask) -> Callable[[str], Program]:
    def issue(username: str) -> Program:
        with app.app_context(), transaction():
            person = identity.find_user(username)
            actor = identity.actor_of(person, NOW)
            return Program(app, identity.issue_token("test", actor=actor, now=NOW)[1])

    return issue


@pytest.fixture
def operator(program: Callable[[str], Program]) -> Program:
    return program("operator")


@pytest.fixture
def street(program: Callable[[str], Program]) -> Program:
    return program("wx_desk")


@pytest.fixture
def reference(app: Flask) -> str:
    """The number of a case that waits for the street's signature."""
    with app.app_context():
        case = Player().register("operator", NOW, REQUEST)
        found = case.reference
        db.session.remove()
    return found
