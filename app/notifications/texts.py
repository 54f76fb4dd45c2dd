"""The wording of notices (PROCESSES 0.5); ``config/notices.toml`` holds it."""

import tomllib
from functools import cache
from pathlib import Path

import config

FILE = Path(config.__file__).parent / "notices.toml"


@cache
def texts() -> dict[str, str]:
    """Return the text of each notice key, with its placeholders in braces."""
    return {key: row["text"] for key, row in tomllib.loads(FILE.read_text("utf-8")).items()}
