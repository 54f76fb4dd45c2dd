"""Headers and tokens that keep strangers' code and forms out."""

import re
import secrets
from urllib.parse import urlsplit

from flask import Flask, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response

csrf = CSRFProtect()
limiter = Limiter(get_remote_address)

HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?")
FOREVER = "public, max-age=31536000, immutable"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
}
POLICY = (
    "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'{styles}; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
    "worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors {framers}"
)


def register(app: Flask) -> None:
    """Check CSRF tokens, limit guessing, send the headers."""
    csrf.init_app(app)
    limiter.init_app(app)
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    app.jinja_env.globals["framed"] = framed
    app.after_request(_add_headers)


def csp_nonce() -> str:
    """Return this answer's nonce; a script without it does not run."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def allow_inline_styles() -> None:
    """Let this answer carry inline styles: the diagram and chart libraries need them."""
    g.inline_styles = True


def allow_own_frames() -> None:
    """Let this answer stand inside a page of ours: the diagram beside a task."""
    g.own_frames = True


def framed(address: str) -> str:
    """Let this answer show a foreign page of an author's form in a frame; return its address."""
    parts = urlsplit(address)
    if parts.scheme == "https" and HOST.fullmatch(parts.netloc):
        g.framed = {*g.get("framed", ()), f"https://{parts.netloc}"}
        return address
    return "about:blank"


def _add_headers(response: Response) -> Response:
    styles = " 'unsafe-inline'" if g.get("inline_styles") else ""
    framers = "'self'" if g.get("own_frames") else "'none'"
    policy = POLICY.format(nonce=csp_nonce(), styles=styles, framers=framers)
    if g.get("framed"):
        policy += f"; frame-src 'self' {' '.join(sorted(g.framed))}"
    response.headers.setdefault("Content-Security-Policy", policy)
    if g.get("own_frames"):
        response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith("/static/dist/"):
        response.headers["Cache-Control"] = FOREVER
    elif request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
