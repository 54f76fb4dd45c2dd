"""A PostgreSQL cluster of the tests' own: made in a moment, thrown away after."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import URL, create_engine, text

INSTALL = "apt-get install -y postgresql chromium fonts-noto-cjk"
SERVER = "postgres"
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
QUIET = "-c listen_addresses='' -c max_connections=120 -c log_min_messages=panic"


@contextmanager
def throwaway_cluster(*, durable: bool = False) -> Iterator[URL]:
    """Yield the URL of a new cluster's ``postgres`` database, reached over a socket of its own.

    Without ``durable`` nothing is synced to disk, so a killed *server* may lose everything.
    """
    folder = Path(tempfile.mkdtemp(prefix="shaodao-pg-"))
    if _owner():
        shutil.chown(folder, SERVER, SERVER)
    try:
        _run("initdb", "--no-sync", "-A", "trust", "-U", SERVER, "-E", "UTF8", "--locale=C.UTF-8",
             "-D", str(folder / "data"))  # fmt: skip
        options = f"-k {folder} {QUIET} {'' if durable else FAST}"
        _pg_ctl(folder, "start", "-l", str(folder / "log"), "-o", options)
        yield URL.create("postgresql+psycopg", SERVER, database=SERVER, query={"host": str(folder)})
    finally:
        _pg_ctl(folder, "stop", "-m", "immediate", check=False)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def throwaway_database(cluster: URL, template: URL | None = None) -> Iterator[URL]:
    """Yield the URL of a new database in ``cluster``, empty or a copy of ``template``.

    Nobody may be connected to the template meanwhile.
    """
    name = f"t_{uuid4().hex}"
    source = template.database if template else "template0"
    _administer(cluster, f'CREATE DATABASE "{name}" TEMPLATE "{source}" STRATEGY file_copy')
    try:
        yield cluster.set(database=name)
    finally:
        _administer(cluster, f'DROP DATABASE "{name}" WITH (FORCE)')


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
