"""What a phone installs: the service worker, versioned by the front end's build, and its card."""

import hashlib
from pathlib import Path

from flask import Blueprint, Response, current_app, json, jsonify, url_for
from flask_babel import gettext as _

from app.web.shell.assets import DIST, asset

bp = Blueprint("worker", __name__)
SHELL = ("app.css", "app.js")


@bp.get("/sw.js")
def script() -> Response:
    """Send the worker; a new build is a new worker."""
    dist = Path(current_app.static_folder or "") / DIST
    built = dist / Path(asset("sw.js")).name
    text = built.read_text(encoding="utf-8") if built.exists() else ""
    told = {"build": _build(dist), "shell": [asset(name) for name in SHELL], "words": _words()}
    said = f"self.SHAODAO = {json.dumps(told)};\n{text}"
    answer = Response(said, mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/manifest.webmanifest")
def card() -> Response:
    """Send what a home screen shows."""
    icon = {"src": url_for("static", filename="icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    answer = jsonify(
        name=_("哨到"),
        short_name=_("哨到"),
        start_url=url_for("field.index"),
        scope="/",
        display="standalone",
        background_color="#f5f7f9",
        theme_color="#0d2338",
        icons=[icon],
    )
    answer.mimetype = "application/manifest+json"
    return answer


def _build(dist: Path) -> str:
    manifest = dist / "manifest.json"
    known = manifest.read_bytes() if manifest.exists() else b""
    return hashlib.sha256(known).hexdigest()[:12]


def _words() -> dict[str, str]:
    return {
        "title": _("离线"),
        "nothing": _("现在没有网络，这一页也没有存在本机。已填写的内容还在，联网后再打开。"),
        "field": _("打开本机存下的报到"),
    }
