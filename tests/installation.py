"""Whole installations for tests: a database migrated and laid once, then copied for each test."""

import shutil
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import URL, Dialect, Engine, create_engine, make_url
from sqlalchemy.util import LRUCache

from app import create_app, use
from app.cli import foundation
from app.core.db import db, listen
from config.settings import ROOT, Settings
from tests import kept
from tests.postgres import create, keep, throwaway_cluster, throwaway_database

PASSWORD = "Shaodao-2026"
PARTY_KEY = urlsafe_b64encode(b"of tests, always the same".ljust(32)).decode()
COMPILED_AT_MOST = 4000
LAID = "laid"
LAID_AT = datetime(2026, 7, 1, tzinfo=UTC)
_compiled: dict[str, tuple[Dialect, LRUCache[Any, Any]]] = {}


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
        warm(engine)
        db._app_engines[app][None] = engine  # the extension offers no other way
        yield
        close(app)


def warm(engine: Engine) -> None:
    """Let an engine use what others of its kind have compiled: that takes longer than to ask."""
    kind = engine.dialect.name
    if kind not in _compiled:
        engine.connect().close()  # the dialect gets to know its database
        _compiled[kind] = engine.dialect, LRUCache(COMPILED_AT_MOST)
    engine.dialect, engine._compiled_cache = _compiled[kind]


class Backend(Protocol):
    """Gives each test a database of its own, laid like all others."""

    def database(self, folder: Path) -> AbstractContextManager[str]:
        """Return the URL of a laid database for as long as it is needed."""


class SqliteBackend:
    """Copies of one laid file."""

    def __init__(self) -> None:
        self.template = kept.made("laid", _lay_file) / "template.db"

    @contextmanager
    def database(self, folder: Path) -> Iterator[str]:
        """Yield the URL of a copy in ``folder``."""
        copy = folder / "shaodao.db"
        shutil.copy(self.template, copy)
        yield f"sqlite:///{copy}"


class PostgresBackend:
    """Copies of one laid database in a cluster."""

    def __init__(self, cluster: URL) -> None:
        self.cluster, self.template = cluster, cluster.set(database=LAID)

    @contextmanager
    def database(self, folder: Path) -> Iterator[str]:
        """Yield the URL of a copy of the template."""
        with throwaway_database(self.cluster, self.template) as url:
            yield text_of(url)


@contextmanager
def postgres() -> Iterator[PostgresBackend]:
    """Yield a backend with a cluster of its own."""
    with throwaway_cluster(kept.made("laid-postgres", _lay_cluster)) as cluster:
        yield PostgresBackend(cluster)


def _lay_file(folder: Path) -> None:
    _lay_at(f"sqlite:///{folder / 'template.db'}", folder)


def _lay_cluster(folder: Path) -> None:
    with TemporaryDirectory() as files:
        keep(folder, lambda cluster: _lay_at(text_of(create(cluster, LAID)), Path(files)))


def _lay_at(url: str, folder: Path) -> None:
    laying = create_app(settings(url, folder))
    lay(laying)
    close(laying)


def text_of(url: URL) -> str:
    """Return a URL as a setting holds it."""
    return make_url(url).render_as_string(hide_password=False)
