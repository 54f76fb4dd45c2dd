"""What the tests about the project itself look at."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@cache
def tracked() -> tuple[Path, ...]:
    """Return every file under version control that exists."""
    listing = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z"], check=True, capture_output=True, text=True
    )
    return tuple(
        path for name in listing.stdout.split("\0") if name and (path := ROOT / name).exists()
    )


def files(folder: str, pattern: str) -> list[Path]:
    """Return the files of ``folder`` that match ``pattern``, in order."""
    return sorted((ROOT / folder).rglob(pattern))


def shown(path: Path) -> str:
    """Return ``path`` as a person of the project would write it."""
    return str(path.relative_to(ROOT))
