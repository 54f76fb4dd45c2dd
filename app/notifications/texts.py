"""The wording of notices (PROCESSES 0.5) and their kinds; ``config/notices.toml`` holds them."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import config

FILE = Path(config.__file__).parent / "notices.toml"
NEW, DUE, URGE, MENTION = "new", "due", "urge", "mention"
MOVED, PROGRESS, WATCH = "moved", "progress", "watch"
KINDS = (NEW, DUE, URGE, MENTION, MOVED, PROGRESS, WATCH)
"""What people choose channels for; a notice whose key names no kind counts as progress."""
BEARING = frozenset({NEW, DUE, URGE, MOVED})
"""The kinds that bear work: the bell always rings for them."""
NEW_TASKS = "new_tasks"
"""The key under which new tasks are told of, counted when they are sent."""


def texts() -> dict[str, str]:
    """Return the text of each notice key, with its placeholders in braces."""
    return {key: row["text"] for key, row in _table().items()}


def kind_of(key: str) -> str:
    """Return the kind of a notice key."""
    return str(_table().get(key, {}).get("kind", PROGRESS))


def is_classed(key: str) -> bool:
    """Tell whether a key names one of the kinds."""
    return _table()[key].get("kind") in KINDS


def keys_of(kind: str) -> list[str]:
    """Return the keys of a kind."""
    return [key for key in _table() if kind_of(key) == kind]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))
