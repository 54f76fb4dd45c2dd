"""A person's lists cost the same among 1,000 open tasks and among a million.

Two databases hold the same person with the same tasks, one among few and one among many others'.
Each list, filter and search is asked of both in turn, the copies and the search of cases too.
What counts is processor time, that of PostgreSQL's server included; of each batch the 95th
percentile, and of all batches the least: whatever disturbs one only ever adds.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import product
from pathlib import Path

from cryptography.fernet import Fernet
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import event, func, select, text

from app import cases, create_app, notifications, tasks
from app.cases import Wanted
from app.core.db import db
from app.tasks import Asked
from bench import Row, row
from bench._worklist import ME, NOW, fill
from config.settings import ROOT, Settings
from tests.postgres import throwaway_cluster, throwaway_database

FEW, MANY = 1000, 1_000_000
AMONG_ALL = {"tasks": 50_000}
"""How much less is measured when all benches run."""
MOST, STATEMENTS = 1.3, 8
BATCHES, A_BATCH = 7, 20
TABS = ("mine", "groups", "waiting", "started", "done")
NARROWED: dict[str, dict[str, str]] = {
    "by due": {},
    "newest": {"sort": "newest"},
    "class": {"whistle_class": "紧急"},
    "kind": {"kind": "p_order"},
    "matter": {"matter": "CG"},
    "street": {"street": "qh.s03"},
    "level": {"level": "L2"},
    "late": {"due": "late"},
    "today": {"due": "today"},
    "week": {"due": "week"},
    "text 积水": {"text": "积水"},
    "number 0000012": {"text": "0000012"},
}
SEARCHES = {
    "all": Wanted(),
    "text 积水": Wanted("积水"),
    "two words": Wanted("积水 路灯"),
    "number 0000012": Wanted("0000012"),
    "nothing": Wanted("无此词语"),
    "street": Wanted(street="qh.s03"),
    "open": Wanted(closed=False),
}
"""What the person looks for among the cases of the person's organisation."""
Ask = Callable[[], object]


def run(tasks: int = MANY) -> list[Row]:
    """Measure on SQLite, and on PostgreSQL where it is installed."""
    with tempfile.TemporaryDirectory() as folder:
        found = list(_measured("sqlite", _on_sqlite(Path(folder), tasks)))
    try:
        with throwaway_cluster() as cluster, ExitStack() as stack:
            two = [stack.enter_context(throwaway_database(cluster)) for _ in range(2)]
            urls = [url.render_as_string(hide_password=False) for url in two]
            return found + list(_measured("postgresql", dict(zip((FEW, tasks), urls, strict=True))))
    except FileNotFoundError:
        return [*found, row("postgresql: NOT RUN, there is no initdb", 0, "requests")]


def _on_sqlite(folder: Path, tasks: int) -> dict[int, str]:
    return {size: f"sqlite:///{folder / str(size)}.db" for size in (FEW, tasks)}


def _measured(backend: str, urls: dict[int, str]) -> Iterator[Row]:
    with ExitStack() as stack:
        apps = {n: stack.enter_context(_filled(url, n)) for n, url in urls.items()}
        for name, ask in _asks():
            few, many = _percentiles(ask, list(apps.values()))
            least = row(f"{backend} {name}: p95 among {min(urls)}", few, "ms")
            yield least
            yield row(f"{backend} {name}: p95 among {max(urls)}", many, "ms", to=least, most=MOST)
        for name, page in _pages():
            number = _statements(apps[max(urls)], page)
            yield row(f"{backend} {name}: statements", number, "statements", most=STATEMENTS)


def _asks() -> Iterator[tuple[str, Ask]]:
    for tab, (name, narrowed) in product(TABS, NARROWED.items()):
        asked = Asked(tab, **narrowed)  # type: ignore[arg-type]
        yield f"{tab} {name}", lambda asked=asked: tasks.inbox(ME, asked, now=NOW)  # type: ignore[misc]
    yield "copied", lambda: cases.copies_for(ME)
    for name, wanted in SEARCHES.items():
        yield f"search {name}", lambda wanted=wanted: cases.search(ME, wanted)  # type: ignore[misc]
    yield "counts", lambda: tasks.counts(ME, now=NOW)


@contextmanager
def _filled(url: str, tasks: int) -> Iterator[Flask]:
    """Yield an application on a new database with so many open tasks."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(_settings(url, Path(folder)))
        with app.app_context():
            upgrade(directory=str(ROOT / "migrations"))
            with db.engine.begin() as connection:
                fill(connection, tasks)
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("ANALYZE"))
            db.engine.dispose()  # what filling set on a connection goes with it
            yield app
            db.session.remove()
            db.engine.dispose()


def _settings(url: str, folder: Path) -> Settings:
    return Settings(
        secret_key="bench" * 8,
        party_key=Fernet.generate_key().decode(),
        database_url=url,
        files_dir=folder / "files",
        sqlite_synchronous="OFF",
    )


def _percentiles(ask: Ask, apps: list[Flask]) -> list[float]:
    """Return each application's least 95th percentile, in milliseconds."""
    found: list[list[float]] = [[] for _ in apps]
    for _ in range(BATCHES):
        batch: list[list[float]] = [[] for _ in apps]
        for _ in range(A_BATCH):
            for app, times in zip(apps, batch, strict=True):
                times.append(_spent(ask, app))
        for times, into in zip(batch, found, strict=True):
            into.append(sorted(times)[-1 - A_BATCH // 20])
    return [min(each) for each in found]


def _spent(ask: Ask, app: Flask) -> float:
    with app.app_context():
        server = _server()
        started = time.thread_time_ns() + _used(server)
        ask()
        spent = time.thread_time_ns() + _used(server) - started
        db.session.remove()
    return spent / 1e6


def _server() -> Path | None:
    """Return where the system tells what the session's server process has used."""
    if db.engine.dialect.name == "sqlite":
        return None
    return Path(f"/proc/{db.session.scalar(select(func.pg_backend_pid()))}/schedstat")


def _used(server: Path | None) -> int:
    return int(server.read_text().split()[0]) if server else 0


def _pages() -> Iterator[tuple[str, Ask]]:
    for tab in TABS:
        yield tab, lambda tab=tab: tasks.inbox(ME, Asked(tab), now=NOW)  # type: ignore[misc]
    yield "copied", lambda: cases.copies_for(ME)
    yield "search", lambda: cases.search(ME, SEARCHES["text 积水"])


def _statements(app: Flask, page: Ask) -> int:
    """Count what a page of a list asks: its rows, the figures beside the tabs, the bell."""
    seen: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *said: seen.append(said[2]))
        page()
        tasks.counts(ME, now=NOW)
        notifications.unread(ME.user_id)
        db.session.remove()
    return len(seen)
