"""A PostgreSQL cluster of the tests' own: made in a moment, thrown away after."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import URL, create_engine, text

from tests import kept

INSTALL = "apt-get install -y postgresql chromium fonts-noto-cjk"
SERVER = "postgres"
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
QUIET = "-c listen_addresses='' -c max_connections=120 -c log_min_messages=panic"


@contextmanager
def throwaway_cluster(source: Path | None = None, *, durable: bool = False) -> Iterator[URL]:
    """Yield the URL of a new cluster's ``postgres`` database, reached over a socket of its own.

    It is a copy of the cluster kept in ``source``, or empty. Without ``durable`` nothing is synced
    to disk, so a killed *server* may lose everything.
    """
    with _room() as folder:
        _copy(source or kept.made(f"cluster-{_version()}", _initialise), folder)
        with _running(folder, "" if durable else FAST) as url:
            yield url


def keep(folder: Path, fill: Callable[[URL], None]) -> None:
    """Keep a cluster in ``folder`` as ``fill`` leaves it."""
    with _room() as room:
        _copy(kept.made(f"cluster-{_version()}", _initialise), room)
        with _running(room, FAST) as url:
            fill(url)
            _pg_ctl(room, "stop", "-m", "fast")
        _copy(room, folder)


@contextmanager
def throwaway_database(cluster: URL, template: URL | None = None) -> Iterator[URL]:
    """Yield the URL of a new database in ``cluster``, empty or a copy of ``template``.

    Nobody may be connected to the template meanwhile.
    """
    name = f"t_{uuid4().hex}"
    source = template.database if template else None
    created = create(cluster, name, source or "template0")
    try:
        yield created
    finally:
        _administer(cluster, f'DROP DATABASE "{name}" WITH (FORCE)')


def create(cluster: URL, name: str, template: str = "template0") -> URL:
    """Create a database and return its URL."""
    _administer(cluster, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
    return cluster.set(database=name)


@contextmanager
def _room() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="shaodao-pg-"))
    if _owner():
        shutil.chown(folder, SERVER, SERVER)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _initialise(folder: Path) -> None:
    with _room() as room:
        _run("initdb", "--no-sync", "-A", "trust", "-U", SERVER, "-E", "UTF8", "--locale=C.UTF-8",
             "-D", str(room / "data"))  # fmt: skip
        _copy(room, folder)


def _copy(source: Path, target: Path) -> None:
    """Copy a stopped cluster; its owner stays the same."""
    subprocess.run(["cp", "-a", str(source / "data"), str(target / "data")], check=True)


@contextmanager
def _running(folder: Path, how: str) -> Iterator[URL]:
    try:
        _pg_ctl(folder, "start", "-l", str(folder / "log"), "-o", f"-k {folder} {QUIET} {how}")
        yield URL.create("postgresql+psycopg", SERVER, database=SERVER, query={"host": str(folder)})
    finally:
        _pg_ctl(folder, "stop", "-m", "immediate", check=False)


def _version() -> str:
    found = shutil.which("initdb", path=_search_path())
    return Path(found).parent.parent.name if found else "none"


def _administer(cluster: URL, statement: str) -> None:
    engine = create_engine(cluster, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _pg_ctl(folder: Path, *arguments: str, check: bool = True) -> None:
    _run("pg_ctl", "-D", str(folder / "data"), "-w", *arguments, check=check)


def _run(program: str, *arguments: str, check: bool = True) -> None:
    found = shutil.which(program, path=_search_path())
    if found is None:
        raise FileNotFoundError(f"{program} is missing: {INSTALL}")
    subprocess.run(
        [found, *arguments],
        check=check,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **_owner(),
    )


def _search_path() -> str:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return os.pathsep.join([*map(str, versions), os.environ.get("PATH", os.defpath)])


def _owner() -> dict[str, object]:
    """Return how to start a program as the server's user; the server refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    return {"user": SERVER, "group": SERVER, "extra_groups": []}
