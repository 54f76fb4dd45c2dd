"""A key by which a person's browser seals what it cannot send yet.

Only pages of that person's own sessions hold it, so the next person at a shared device finds
nothing readable; it outlives a session, so after signing in again everything is there.
"""

import base64
import hashlib
import hmac

from flask import current_app

from app.web.shell.sessions import signed_in

PURPOSE = "typed and not yet sent:"


def seal() -> str:
    """Return the signed-in person's key (32 bytes, base64), or nothing when nobody is."""
    person = signed_in()
    if person is None:
        return ""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    made = hmac.new(secret, f"{PURPOSE}{person.user_id}".encode(), hashlib.sha256)
    return base64.b64encode(made.digest()).decode()
