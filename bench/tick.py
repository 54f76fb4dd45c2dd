"""A tick with nothing due costs the same at 100 and at 100,000 open cases."""

import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from uuid import UUID

from cryptography.fernet import Fernet
from sqlalchemy import event, insert

from app import create_app, jobs
from app.cases import Case
from app.core.db import Base, db, transaction, uuid7
from app.definitions import DefinitionSet
from app.runtime import ProcessInstance, Timer, UserTask
from bench import Row, row
from config.settings import Settings

NOW = datetime(2026, 7, 14, 0, 0, tzinfo=UTC)
DUE = NOW + timedelta(days=30)
FEW, MANY = 100, 100_000
TURNS = 15
MOST = 1.5


def run() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(_settings(Path(folder)))
        with app.app_context():
            Base.metadata.create_all(db.engine)
            with transaction():
                db.session.add(DefinitionSet(id="bench", root="bench", members={}))
            _open_cases(FEW)
            few = _measure()
            _open_cases(MANY - FEW)
            many = _measure()
            db.session.remove()
            db.engine.dispose()
    return list(_rows(few, many))


def _rows(few: dict[str, float], many: dict[str, float]) -> Iterator[Row]:
    for figure, unit, most in (("milliseconds", "ms", MOST), ("statements", "statements", 1.0)):
        least = row(f"{figure} at {FEW} open cases", few[figure], unit)
        yield least
        yield row(f"{figure} at {MANY} open cases", many[figure], unit, to=least, most=most)


def _settings(folder: Path) -> Settings:
    return Settings(
        secret_key="bench" * 8,
        party_key=Fernet.generate_key().decode(),
        database_url=f"sqlite:///{folder / 'bench.db'}",
        files_dir=folder / "files",
    )


def _open_cases(count: int) -> None:
    ids = [uuid7() for _ in range(count)]
    with transaction():
        for row, model in ((_instance, ProcessInstance), (_case, Case), (_task, UserTask)):
            db.session.execute(insert(model), [row(case_id) for case_id in ids])
        db.session.execute(insert(Timer), [_timer(case_id) for case_id in ids])


def _instance(case_id: UUID) -> dict[str, object]:
    return {
        "id": case_id, "case_id": case_id, "region_id": "qh", "set_id": "bench",
        "process_key": "bench", "parameters_version": 1, "calendar_version": 1,
        "audit_position": 0, "audit_hash": "", "state": b"", "projected": {},
        "lock_version": 1, "commands": 1, "started_at": NOW,
    }  # fmt: skip


def _case(case_id: UUID) -> dict[str, object]:
    return {
        "id": case_id, "reference": str(case_id), "region_id": "qh", "process_key": "bench",
        "title": "", "facts": "", "matter_name": "", "channel": "", "place_text": "",
        "received_at": NOW, "opened_at": NOW,
    }  # fmt: skip


def _task(case_id: UUID) -> dict[str, object]:
    return {
        "id": uuid7(), "instance_id": case_id, "case_id": case_id, "region_id": "qh",
        "process_key": "bench", "element_id": "wait", "name": "", "groups": [], "facts": {},
        "properties": {}, "opened_at": NOW, "anchor_at": NOW, "due_at": DUE, "warn_at": DUE,
    }  # fmt: skip


def _timer(case_id: UUID) -> dict[str, object]:
    return {
        "id": uuid7(), "instance_id": case_id, "process_key": "bench", "element_id": "late",
        "due_at": DUE, "attempts": 0,
    }  # fmt: skip


def _measure() -> dict[str, float]:
    jobs.tick(NOW)  # the first one anchors the audit and fills caches
    seen: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
    times = []
    for _ in range(TURNS):
        seen.clear()
        started = time.perf_counter()
        jobs.tick(NOW)
        times.append((time.perf_counter() - started) * 1000)
    return {"milliseconds": median(times), "statements": len(seen)}
