"""Whole installations for tests: a database migrated and laid once, then copied for each test."""

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from cryptography.fernet import Fernet
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import URL, create_engine, make_url

from app import create_app, use
from app.cli import foundation
from app.core.db import db, listen
from config.settings import ROOT, Settings
from tests.postgres import throwaway_cluster, throwaway_database

PASSWORD = "Shaodao-2026"
PARTY_KEY = Fernet.generate_key().decode()
LAID_AT = datetime(2026, 7, 1, tzinfo=UTC)


def settings(url: str, folder: Path, **changes: object) -> Settings:
    """Return the settings of a test installation."""
    chosen: dict[str, object] = {
        "secret_key": "not secret" * 4,
        "party_key": PARTY_KEY,
        "database_url": url,
        "files_dir": folder / "files",
        "demo": True,
        "demo_password": PASSWORD,
        "sqlite_synchronous": "OFF",
        "secure_cookies": False,
        "rate_limits": False,
    }
    return Settings(**(chosen | changes))  # type: ignore[arg-type]


def lay(app: Flask) -> None:
    """Migrate the application's empty database and lay the foundation."""
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        foundation.lay(PASSWORD, now=LAID_AT)


def close(app: Flask) -> None:
    """Let go of the application's connections."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@contextmanager
def moved(app: Flask, source: "Backend", folder: Path) -> Iterator[None]:
    """Let an application that is used again stand on a database and files of its own."""
    with source.database(folder) as url:
        chosen = settings(url, folder)
        app.config["SQLALCHEMY_DATABASE_URI"] = url
        app.extensions["settings"] = chosen
        use(chosen)
        engine = create_engine(url)
        listen(engine, synchronous=chosen.sqlite_synchronous)
        db._app_engines[app][None] = engine  # the extension offers no other way
        yield
        close(app)


class Backend(Protocol):
    """Gives each test a database of its own, laid like all others."""

    def database(self, folder: Path) -> AbstractContextManager[str]:
        """Return the URL of a laid database for as long as it is needed."""


class SqliteBackend:
    """Copies of one laid file."""

    def __init__(self, folder: Path) -> None:
        self.template = folder / "template.db"
        laying = create_app(settings(f"sqlite:///{self.template}", folder))
        lay(laying)
        close(laying)

    @contextmanager
    def database(self, folder: Path) -> Iterator[str]:
        """Yield the URL of a copy in ``folder``."""
        copy = folder / "shaodao.db"
        shutil.copy(self.template, copy)
        yield f"sqlite:///{copy}"


class PostgresBackend:
    """Copies of one laid database in a cluster."""

    def __init__(self, folder: Path, cluster: URL, template: URL) -> None:
        self.cluster, self.template = cluster, template
        laying = create_app(settings(text_of(template), folder))
        lay(laying)
        close(laying)

    @contextmanager
    def database(self, folder: Path) -> Iterator[str]:
        """Yield the URL of a copy of the template."""
        with throwaway_database(self.cluster, self.template) as url:
            yield text_of(url)


@contextmanager
def postgres(folder: Path) -> Iterator[PostgresBackend]:
    """Yield a backend with a cluster of its own."""
    with throwaway_cluster() as cluster, throwaway_database(cluster) as template:
        yield PostgresBackend(folder, cluster, template)


def text_of(url: URL) -> str:
    """Return a URL as a setting holds it."""
    return make_url(url).render_as_string(hide_password=False)
