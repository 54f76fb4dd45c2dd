"""What takes long to make and comes out the same: made once, for all workers and later runs."""

import fcntl
import hashlib
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from config.settings import ROOT

KEPT = ROOT / ".pytest_cache" / "kept"
MADE_FROM = (
    "app/**/*.py",
    "config/**/*.*",
    "forms/*/*",
    "migrations/**/*.py",
    "processes/*/*",
    "tests/builders.py",
    "tests/installation.py",
    "tests/kept.py",
    "tests/policies/conftest.py",
    "tests/postgres.py",
    "tests/flows/story.py",
    "tests/identity/conftest.py",
    "tests/jobs/diagrams.py",
    "tests/jobs/world.py",
)
STALE_AFTER = 2 * 60 * 60.0
"""Seconds since a program was last tested after which what was made by it is thrown away."""


def made(name: str, make: Callable[[Path], None]) -> Path:
    """Return the folder of that name, filled by ``make`` unless this very program once did."""
    folder = _place() / name
    with _alone(folder.with_suffix(".lock")):
        if not folder.exists():
            with TemporaryDirectory(dir=_place()) as draft:
                begun = Path(draft) / name
                begun.mkdir()
                make(begun)
                begun.rename(folder)
    return folder


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield


@cache
def _place() -> Path:
    """Return the folder of this program: of all that what is made depends on."""
    place = KEPT / _digest()
    place.mkdir(parents=True, exist_ok=True)
    place.touch()
    for other in KEPT.iterdir():
        if time.time() - other.stat().st_mtime > STALE_AFTER:
            shutil.rmtree(other, ignore_errors=True)
    return place


def _digest() -> str:
    content = hashlib.sha256(sys.version.encode())
    for path in sorted(path for pattern in MADE_FROM for path in ROOT.glob(pattern)):
        if path.is_file() and path.suffix != ".pyc":
            content.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return content.hexdigest()[:16]


_place()  # now, before the program is loaded: what changes from here on is another program
