"""Rows of a list for browsers without script: a button sends the form and asks for another."""

import re
from typing import Any

from flask import request

WISH = "_rows"


def wished(sent: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what was sent with a row more or less, and the wish; no wish changes nothing.

    The wish stands among the errors, so the form is shown again instead of being judged; its
    words say which row is to have the focus.
    """
    verb, _, name = request.form.get(WISH, "").partition(":")
    if verb == "add":
        added = f"{name}-{1 + max(_indexes(sent, name), default=-1)}"
        return {**sent, f"{added}-_": ""}, {WISH: added}
    if verb == "remove":
        kept = {key: value for key, value in sent.items() if not key.startswith(f"{name}-")}
        return kept, {WISH: name}
    return sent, ({WISH: verb} if verb else {})


def _indexes(sent: dict[str, Any], name: str) -> set[int]:
    pattern = re.compile(rf"{re.escape(name)}-([0-9]{{1,3}})-\w+")
    return {int(found[1]) for key in sent if (found := pattern.fullmatch(key))}
