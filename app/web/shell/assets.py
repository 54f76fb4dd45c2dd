"""Where the built front end lies."""

import json
from functools import lru_cache
from pathlib import Path

from flask import Flask, current_app, url_for

DIST = "dist"


def register(app: Flask) -> None:
    """Offer ``asset('app.css')`` to templates."""
    app.jinja_env.globals["asset"] = asset


def asset(name: str) -> str:
    """Return the address of a built file by the name of its source."""
    manifest = Path(current_app.static_folder or "") / DIST / "manifest.json"
    built = _names(manifest, manifest.stat().st_mtime_ns if manifest.exists() else 0)
    return url_for("static", filename=f"{DIST}/{built.get(name, name)}")


def is_built() -> bool:
    """Tell whether the front end has been built."""
    return (Path(current_app.static_folder or "") / DIST / "manifest.json").exists()


@lru_cache(maxsize=4)
def _names(manifest: Path, _changed: int) -> dict[str, str]:
    if not manifest.exists():
        return {}
    return dict(json.loads(manifest.read_text(encoding="utf-8")))
